import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import * as z from 'zod'
import { loadConfig } from '../../../src/config/load-config.ts'
import { adapterSection, configJsonSchema, configTable } from '../../../src/config/reference.ts'
import { postgresConfig } from '../../../src/connectors/postgres/config.ts'
import { CONNECTORS } from '../../../src/connectors/registry.ts'
import { parseDuration } from '../../../src/core/calendar/duration.ts'
import type { Factory } from '../../../src/core/factory.ts'
import { DEFAULT_SETTINGS } from '../../../src/core/settings.ts'
import { NOTIFIERS } from '../../../src/notifiers/registry.ts'
import { given, problems } from './given.ts'

const docs = (name: string): string => readFileSync(join(import.meta.dirname, '../../../docs/reference', name), 'utf8')

const schemas = (factories: Readonly<Record<string, Factory<unknown, unknown>>>) =>
  new Map(Object.entries(factories).map(([kind, { config }]) => [kind, config]))

describe('the reference', () => {
  test('names exactly the keys that are read; `node tools/write-config-reference.ts` brings it up to date', () => {
    expect(docs('configuration.md')).toContain(`\n\n${configTable()}\n\n`)
    for (const [title, factories] of [['Connectors', CONNECTORS] as const, ['Notifiers', NOTIFIERS] as const])
      expect(docs('configuration.md')).toContain(`\n\n${adapterSection(title, schemas(factories))}\n\n`)
    expect(JSON.parse(docs('meshwatch.schema.json'))).toEqual(JSON.parse(JSON.stringify(configJsonSchema())))
  })

  test('tells of each key what it means, and which are secrets', () => {
    const table = configTable()
    const told = new Map<unknown, unknown>(Object.entries({ ...DEFAULT_SETTINGS, timezone: DEFAULT_SETTINGS.zone }))
    expect(table).not.toMatch(/\| +\|$/m)
    expect(table).toContain('| `sources.<name>.timeout` |')
    expect(table).toContain('| `domains.<name>.defaults.interval` |')
    for (const [, key, value = ''] of table.matchAll(/`defaults\.(\w+)` .* \(([^)]+)\) \|$/gm))
      expect([key, parseDuration(value) ?? parse(value)]).toEqual([key, told.get(key)])
    expect(table.match(/also as `\w+File`/g)).toEqual([
      'also as `urlFile`',
      'also as `tokenFile`',
      'also as `writeTokenFile`',
      'also as `urlFile`',
    ])
  })
})

describe('the keys of adapters', () => {
  test.each([...schemas(CONNECTORS), ...schemas(NOTIFIERS)])(
    '%s: each has a meaning, and its default is the one in brackets',
    (kind, schema) => {
      const section = adapterSection('Any', new Map([[kind, schema]]))
      const rows = [...section.matchAll(/^\| `(\w+)` \| (.*) \| (.*) \|$/gm)].map(([, ...cells]) => cells)
      const shape: z.ZodRawShape = schema instanceof z.ZodObject ? schema.shape : {}
      expect(rows.map(([key]) => key)).toEqual(Object.keys(shape))
      for (const [key = '', value = '', meaning = ''] of rows) {
        const absent = z.safeParse(shape[key] ?? z.never(), undefined)
        expect([key, value.endsWith(', needed')]).toEqual([key, !absent.success])
        expect(meaning).not.toBe('')
        const usual = absent.data
        if (usual !== undefined) expect(meaning).toContain(typeof usual === 'object' ? '(none)' : `(${usual})`)
      }
    },
  )

  test('tell secrets, choices and what is needed', () => {
    const section = adapterSection('Connectors', schemas(CONNECTORS))
    expect(section).toMatch(/^\| `password` \| text \| .*; a secret, also as `passwordFile` \|$/m)
    expect(section).toMatch(/^\| `ssl` \| off, require, verify \|/m)
    expect(section).toMatch(/^\| `database` \| text, needed \|/m)
    expect(section).toMatch(/^\| `port` \| a number \|/m)
    expect(adapterSection('Notifiers', schemas(NOTIFIERS))).toMatch(/^\| `allowPrivate` \| true or false \|/m)
  })
})

test('every finding has its line on the page, and the page lists no others', () => {
  const sources = ['config', 'contracts/incidents', 'contracts/registry', 'contracts/routing'].flatMap((folder) => {
    const path = join(import.meta.dirname, '../../../src', folder)
    return readdirSync(path).map((name) => readFileSync(join(path, name), 'utf8'))
  })
  const said = sources.flatMap((text) => [...text.matchAll(/'((?:[a-z]+-)+[a-z]+|CONFIG_\w+)'/g)].map(([, code = '']) => code))
  const [, findings = ''] = docs('configuration.md').split('## Findings')
  const listed = [...findings.matchAll(/^\| `([\w-]+)` \|/gm)].map(([, code = '']) => code)
  const elsewhere = new Set(['wrong-type', 'missing-key', 'unknown-key', 'out-of-range', 'draft-7', 'date-holidays'])
  expect([...new Set(said)].filter((code) => !elsewhere.has(code)).sort()).toEqual([...listed].sort())
})

test('the example of the page is a good configuration', async () => {
  const [, example = ''] = /```yaml\n([\s\S]*?)```/.exec(docs('configuration.md')) ?? []
  const outside = {
    env: { SLACK_TOKEN: 'a', MESHWATCH_TOKEN: 'b' },
    readFile: async (path: string) => (path === 'meshwatch.yaml' ? example : 'c'),
  }
  const kinds = { ...given, sources: new Map([['postgres', postgresConfig]]) }
  expect(await loadConfig('meshwatch.yaml', { ...kinds, ...outside })).toMatchObject({ config: { registry: 'monitors' }, diagnostics: [] })
})

describe('the schema for editors', () => {
  const valid = new Ajv({ strict: false, formats: { uri: true } }).compile(configJsonSchema())

  test.each([
    'store: sqlite:./a.db',
    'store: { urlFile: x, retention: 30d }',
    'store: { url: postgres://x }',
    'sources: { w: { type: postgres, host: h, timeout: 5s } }',
    'http: { host: 0.0.0.0, tokenFile: x }',
    'domains: { d: { defaults: { learn: false } } }',
    'registry: 1',
    'stroe: x',
    'store: { retention: 30d }',
    'domains: { d: { defaults: { severity: urgent } } }',
    'defaults: { alarm: 2.9, leastChange: 10%, leastRows: 5 }',
    'defaults: { alarm: 99 }',
    'http: { port: 70000 }',
  ])('agrees with the reader about %s', async (text) => {
    expect(valid(parse(text))).toBe((await problems(text, { files: { 'etc/x': 'postgres://x' } })).length === 0)
  })
})
