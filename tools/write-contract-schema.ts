/** Writes docs/reference/odcs.schema.json, which editors use to complete and check a contract. A test holds it against the code. */
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { contractJsonSchema } from '../src/contracts/json-schema.ts'

const root = join(import.meta.dirname, '..')
const file = join(root, 'docs/reference/odcs.schema.json')
writeFileSync(file, JSON.stringify(contractJsonSchema()))
execFileSync(join(root, 'node_modules/.bin/biome'), ['format', '--write', file], { stdio: 'inherit' })
