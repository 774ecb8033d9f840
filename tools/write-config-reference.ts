/** Writes the table in docs/reference/configuration.md and docs/reference/meshwatch.schema.json. A test holds both against the code. */
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { configJsonSchema, configTable } from '../src/config/reference.ts'

const root = join(import.meta.dirname, '..')
const page = join(root, 'docs/reference/configuration.md')
const schema = join(root, 'docs/reference/meshwatch.schema.json')
writeFileSync(page, readFileSync(page, 'utf8').replace(/^\| key \|[\s\S]*?(?=\n\n)/m, configTable))
writeFileSync(schema, JSON.stringify(configJsonSchema()))
execFileSync(join(root, 'node_modules/.bin/biome'), ['format', '--write', schema], { stdio: 'inherit' })
