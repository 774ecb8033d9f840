/** Writes docs/reference/openapi.json, the description of the HTTP API. A test holds it against the routes. */
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openApi } from '../src/surface/http/openapi.ts'
import { version } from '../src/version.ts'

const root = join(import.meta.dirname, '..')
const file = join(root, 'docs/reference/openapi.json')
writeFileSync(file, JSON.stringify(openApi(version)))
execFileSync(join(root, 'node_modules/.bin/biome'), ['format', '--write', file], { stdio: 'inherit' })
