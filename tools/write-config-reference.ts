/** Writes the tables in docs/reference/configuration.md and docs/reference/meshwatch.schema.json. A test holds both against the code. */
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { adapterSection, configJsonSchema, configTable } from '../src/config/reference.ts'
import { CONNECTORS } from '../src/connectors/registry.ts'
import type { Factory } from '../src/core/factory.ts'
import { NOTIFIERS } from '../src/notifiers/registry.ts'

const root = join(import.meta.dirname, '..')
const page = join(root, 'docs/reference/configuration.md')
const schema = join(root, 'docs/reference/meshwatch.schema.json')
const kinds = (factories: Readonly<Record<string, Factory<unknown, unknown>>>) =>
  new Map(Object.entries(factories).map(([kind, { config }]) => [kind, config]))
const adapters = () => `${adapterSection('Connectors', kinds(CONNECTORS))}\n\n${adapterSection('Notifiers', kinds(NOTIFIERS))}`
writeFileSync(
  page,
  readFileSync(page, 'utf8')
    .replace(/^\| key \|[\s\S]*?(?=\n\n)/m, configTable)
    .replace(/^## Connectors[\s\S]*?(?=\n\n## Lengths of time)/m, adapters),
)
writeFileSync(schema, JSON.stringify(configJsonSchema()))
execFileSync(join(root, 'node_modules/.bin/biome'), ['format', '--write', schema], { stdio: 'inherit' })
