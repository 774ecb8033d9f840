/** Our reader and the official JSON schema give the same verdict, except where docs/reference/odcs-decisions.md says why not. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import { Ajv2019 } from 'ajv/dist/2019.js'
import addFormats from 'ajv-formats'
import { describe, expect, it } from 'vitest'
import { parse, stringify } from 'yaml'
import { contractJsonSchema } from '../../src/contracts/json-schema.ts'
import { Contract } from '../../src/contracts/odcs/contract.ts'
import { isImpliedText } from '../../src/contracts/odcs/quality.ts'
import { readContract } from '../../src/contracts/odcs/read-contract.ts'
import { dataFolder, noData } from '../support/data.ts'
import { mutate, randomFrom, vocabularyOf } from './odcs-mutations.ts'

type Mapping = Record<string, unknown>

const root = { apiVersion: 'v3.1.0', kind: 'DataContract', id: 'c', version: '1.0.0', status: 'active' }
const withServer = (server: Mapping): Mapping => ({ ...root, servers: [server] })
const withRule = (rule: Mapping): Mapping => ({ ...root, schema: [{ name: 't', quality: [rule] }] })
const withProperty = (property: Mapping): Mapping => ({ ...root, schema: [{ name: 't', properties: [{ name: 'p', ...property }] }] })

describe.skipIf(noData)('ODCS conformance', () => {
  const folder = join(dataFolder, 'odcs')
  const official = JSON.parse(readFileSync(join(folder, 'schema/odcs-json-schema-v3.1.0.json'), 'utf8'))
  const ajv = new Ajv2019({ strict: false })
  // The package is CommonJS: its function stands under `default` once more.
  ;(addFormats as unknown as { default: (ajv: Ajv2019) => void }).default(ajv)
  const allowedByStandard = ajv.compile(official)
  const allowedHere = (value: unknown): boolean => Contract.safeParse(value).success
  const bothSay = (value: unknown): string => `official ${allowedByStandard(value)}, here ${allowedHere(value)}`
  const agree = (valid: boolean): string => `official ${valid}, here ${valid}`

  const examples = readdirSync(join(folder, 'examples')).map((name) => ({
    name,
    text: readFileSync(join(folder, 'examples', name), 'utf8'),
  }))

  it('reads every official example without a finding', () => {
    expect(examples).toHaveLength(8)
    for (const { name, text } of examples) {
      expect(allowedByStandard(parse(text)), name).toBe(true)
      expect(readContract(text, name).diagnostics, name).toEqual([])
    }
  })

  it.each<[string, Mapping]>([
    ['two operators', withRule({ metric: 'rowCount', mustBeGreaterThan: 1, mustBeLessThan: 9 })],
    ['a sql rule without an operator', withRule({ type: 'sql', query: 'select 1' })],
    ['a version that is a number', { ...root, version: 1.0 }],
    ['a role on a Snowflake server', withServer({ server: 's', type: 'snowflake', account: 'a', database: 'd', schema: 's', role: 'r' })],
    ['a server of type iceberg', withServer({ server: 's', type: 'iceberg', location: 's3://b' })],
    ['customProperties on an SLA', { ...root, slaProperties: [{ property: 'latency', value: 1, customProperties: [] }] }],
    ['a list as SLA value', { ...root, slaProperties: [{ property: 'latency', value: [1] }] }],
    ['a metric in lower case', withRule({ metric: 'rowcount', mustBe: 1 })],
    ['an unknown key at the root', { ...root, owner: 'someone' }],
  ])('refuses %s, as the standard does', (_, value) => {
    expect(bothSay(value)).toBe(agree(false))
  })

  const serverTypes: readonly string[] = official.$defs.Server.properties.type.enum
  const definitionOf = (type: string): { properties: Record<string, Mapping>; required?: string[] } => {
    const rule = official.$defs.Server.allOf.find(
      (each: { if: { properties: { type: { const: string } } } }) => each.if.properties.type.const === type,
    )
    return official.$defs.ServerSource[rule.then.$ref.split('/').at(-1)]
  }
  const sampleOf = (key: Mapping): unknown => (key.type === 'integer' ? 1 : key.pattern === undefined ? 's3://b/p' : 'sftp://h/p')

  it('knows all 34 server types', () => {
    expect(serverTypes).toHaveLength(34)
  })

  it.each(serverTypes)('holds a %s server to the same keys as the standard', (type) => {
    const { properties, required = [] } = definitionOf(type)
    const full: Mapping = {
      server: 's',
      type,
      ...Object.fromEntries(Object.entries(properties).map(([key, schema]) => [key, sampleOf(schema)])),
    }
    expect(bothSay(withServer(full))).toBe(agree(true))
    for (const key of ['server', ...Object.keys(properties)]) {
      const { [key]: _, ...without } = full
      expect(bothSay(withServer(without)), `without ${key}`).toBe(agree(key !== 'server' && !required.includes(key)))
      expect(bothSay(withServer({ ...full, [key]: {} })), `a mapping as ${key}`).toBe(agree(false))
      expect(bothSay(withServer({ ...full, [key]: null })), `null as ${key}`).toBe(agree(false))
    }
    const foreign = Object.keys(official.$defs.ServerSource.CustomServer.properties).filter((key) => !(key in properties))
    for (const key of [...foreign, 'role', 'user', 'password'])
      expect(bothSay(withServer({ ...full, [key]: 's3://b/p' })), `with ${key}`).toBe(agree(false))
  })

  const operators: readonly string[] = official.$defs.DataQualityOperators.oneOf.map((each: { required: string[] }) => each.required[0])
  const operands = [null, true, 0, 1.5, 'x', [], [1], [1, 2], [2, 1], [2, 2], [1, 2, 3], ['a', 'b'], {}]

  it('holds every operator to the same operands, alone and beside a second one', () => {
    for (const operator of operators) {
      for (const operand of operands) {
        for (const rule of [
          { metric: 'rowCount', [operator]: operand },
          { type: 'library', metric: 'nullValues', [operator]: operand },
          { type: 'sql', query: 'select 1', [operator]: operand },
          { type: 'text', [operator]: operand },
          { type: 'custom', engine: 'e', implementation: {}, [operator]: operand },
          { [operator]: operand },
          { metric: 'rowCount', mustBe: 1, [operator]: operand },
          { metric: 'rowCount', mustBeLessThan: 1, [operator]: operand },
        ])
          expect(allowedHere(withRule(rule)), JSON.stringify(rule)).toBe(allowedByStandard(withRule(rule)))
      }
    }
  })

  it('lets a rule of mere words pass, as the standard does', () => {
    expect(bothSay(withRule({ description: 'It looks right.' }))).toBe(agree(true))
  })

  it('holds every logical type to the same options, nested parts and misuse', () => {
    const types = [undefined, ...official.$defs.SchemaBaseProperty.properties.logicalType.enum, 'decimal', null]
    const { keys } = vocabularyOf(official.$defs.SchemaBaseProperty)
    const values = [null, true, -1, 0, 1, 1.5, 'x', 'i32', 'f64', [], ['a'], ['a', 'a'], [1], {}, [{ name: 'n' }], [{}]]
    for (const type of types) {
      const typed = type === undefined ? {} : { logicalType: type }
      for (const value of values) {
        for (const key of keys) expectSame(withProperty({ ...typed, logicalTypeOptions: { [key]: value } }))
        for (const key of ['properties', 'items', 'logicalTypeOptions', ...keys]) {
          expectSame(withProperty({ ...typed, [key]: value }))
          expectSame(withProperty({ logicalType: 'array', items: { ...typed, [key]: value } }))
        }
      }
    }
  })

  function expectSame(value: unknown): void {
    const [standard, here] = [allowedByStandard(value), allowedHere(value)]
    if (standard !== here) expect.fail(`official ${standard}, here ${here}: ${JSON.stringify(value)}`)
  }

  /** Where we differ on purpose; the reasons stand in docs/reference/odcs-decisions.md. */
  it('refuses versions 2.2 of the standard, whose shape is another one', () => {
    for (const apiVersion of ['v2.2.0', 'v2.2.1', 'v2.2.2']) expect(bothSay({ ...root, apiVersion })).toBe('official true, here false')
  })

  it('refuses a metric on a rule of another type', () => {
    expect(bothSay(withRule({ type: 'text', metric: 'rowCount', mustBe: 1 }))).toBe('official true, here false')
  })

  it('allows a placeholder in an address, as the examples inside the standard have it', () => {
    const location: string = official.$defs.ServerSource.S3Server.properties.location.examples[0]
    expect(bothSay(withServer({ server: 's', type: 's3', location }))).toBe('official false, here true')
  })

  it('refuses a whole number that would be rounded', () => {
    expect(bothSay(withProperty({ primaryKeyPosition: 2 ** 60 }))).toBe('official true, here false')
  })

  function intended(value: unknown, standard: boolean): string | undefined {
    if (standard && /"apiVersion":"v2/.test(JSON.stringify(value))) return 'version 2.2'
    if (standard && rulesOf(value).some((rule) => typeof rule.metric === 'string' && ['text', 'sql', 'custom'].includes(String(rule.type))))
      return 'a metric on a rule of another type'
    return undefined
  }

  it('agrees on 6000 damaged contracts', () => {
    const seeds = [...examples.map(({ text }) => parse(text)), everything()]
    for (const seed of seeds) expect(bothSay(seed)).toBe(agree(true))
    const vocabulary = vocabularyOf(official)
    const random = randomFrom(20261121)
    const tally = { valid: 0, invalid: 0, intended: 0 }
    for (let round = 0; round < 6000; round++) {
      const { value, story } = mutate(seeds[round % seeds.length], random, vocabulary)
      const standard = allowedByStandard(value)
      if (standard !== allowedHere(value)) {
        if (intended(value, standard) === undefined)
          expect.fail(`round ${round}: official ${standard}: ${ajv.errorsText(allowedByStandard.errors)}\n${story.join('\n')}`)
        tally.intended++
      } else tally[standard ? 'valid' : 'invalid']++
    }
    expect(tally.valid).toBeGreaterThan(500)
    expect(tally.invalid).toBeGreaterThan(2000)
    expect(tally.intended).toBeLessThan(60)
  })

  it('gives editors a schema that allows what we allow and refuses nearly all that we refuse', () => {
    const allowedInEditor = new Ajv({ strict: false, validateFormats: false }).compile(contractJsonSchema())
    const vocabulary = vocabularyOf(official)
    const random = randomFrom(11)
    const refused = { here: 0, inEditor: 0 }
    for (let round = 0; round < 2000; round++) {
      const { value } = mutate(everything(), random, vocabulary)
      const inEditor = allowedInEditor(value)
      if (allowedHere(value)) {
        // A rule of mere words is asked for its type, because people mostly forget the metric.
        if (!inEditor && !rulesOf(value).some(isImpliedText)) expect.fail(JSON.stringify(allowedInEditor.errors, null, 2))
      } else {
        refused.here++
        if (!inEditor) refused.inEditor++
      }
    }
    expect(refused.inEditor / refused.here).toBeGreaterThan(0.95)
  })

  it('has a finding with a place for every damage that the standard refuses', () => {
    const vocabulary = vocabularyOf(official)
    const random = randomFrom(7)
    for (let round = 0; round < 300; round++) {
      const { value } = mutate(everything(), random, vocabulary)
      if (typeof value !== 'object' || value === null || Array.isArray(value)) continue
      const text = stringify(value, { aliasDuplicateObjects: false })
      const { contract, diagnostics } = readContract(text, 'damaged.odcs.yaml')
      const errors = diagnostics.filter((d) => d.severity === 'error')
      expect(contract === undefined, text).toBe(errors.length > 0)
      expect(errors.length > 0 || allowedByStandard(value), text).toBe(true)
      for (const d of errors) {
        expect(d.line, d.path).toBeGreaterThan(0)
        expect(d.line).toBeLessThanOrEqual(text.split('\n').length)
        expect(d.message).not.toBe('')
      }
    }
  })
})

function rulesOf(value: unknown): readonly Mapping[] {
  if (typeof value !== 'object' || value === null) return []
  const { quality } = value as Mapping
  const own = Array.isArray(quality) ? quality.filter((rule) => typeof rule === 'object' && rule !== null) : []
  return [...own, ...Object.values(value).flatMap(rulesOf)]
}

/** What the examples leave out, once each. */
function everything(): Mapping {
  return {
    ...root,
    contractCreatedTs: '2026-11-20T09:30:00Z',
    slaDefaultElement: 'orders.at',
    roles: [{ role: 'reader', customProperties: [{ property: 'x', value: { deep: [1] } }] }],
    price: { id: 'price', priceAmount: 1.5, priceCurrency: 'EUR', priceUnit: 'row' },
    support: [{ channel: '#orders', tool: 'slack', scope: 'issues', invitationUrl: 'https://example.org' }],
    team: [{ username: 'a', role: 'Owner', dateIn: '2024-02-29', dateOut: '2025-01-01', tags: ['x'] }],
    servers: [
      { server: 'a', type: 'snowflake', account: 'a', database: 'd', schema: 's', warehouse: 'w', environment: 'prod' },
      { server: 'b', type: 's3', location: 's3://bucket/x', endpointUrl: 'https://minio.example.org', format: 'csv', delimiter: ';' },
      { server: 'c', type: 'custom', endpointUrl: 'https://example.org', catalog: 'c', format: 'iceberg', roles: [{ role: 'r' }] },
    ],
    schema: [
      {
        name: 'orders',
        logicalType: 'object',
        physicalType: 'table',
        relationships: [
          { from: 'orders.customer', to: 'customers.id' },
          {
            from: ['orders.a', 'orders.b'],
            to: ['schema/customers/properties/a', 'other.yaml#schema/customers/properties/b'],
            type: 'foreignKey',
          },
        ],
        quality: [
          { metric: 'duplicateValues', arguments: { properties: ['id'] }, mustBeLessThan: 1, unit: 'percent' },
          { type: 'sql', query: 'select count(*) from {object}', mustBeBetween: [1, 100], scheduler: 'cron', schedule: '0 6 * * *' },
          { type: 'custom', engine: 'soda', implementation: { checks: ['x'] } },
          { type: 'custom', engine: 'dbt', implementation: 'name: x' },
          { type: 'text', description: 'Looks right.', authoritativeDefinitions: [{ url: 'https://example.org', type: 'wiki' }] },
        ],
        properties: [
          {
            name: 's',
            logicalType: 'string',
            logicalTypeOptions: { minLength: 1, maxLength: 9, pattern: '^x', format: 'uuid' },
            encryptedName: 'e',
          },
          { name: 'd', logicalType: 'date', logicalTypeOptions: { minimum: '2020-01-01', format: 'yyyy' } },
          { name: 'ts', logicalType: 'timestamp', logicalTypeOptions: { timezone: true, defaultTimezone: 'Etc/UTC' } },
          { name: 't', logicalType: 'time', logicalTypeOptions: { exclusiveMaximum: '10:00' } },
          { name: 'n', logicalType: 'number', logicalTypeOptions: { multipleOf: 0.5, minimum: 0, format: 'f64' } },
          { name: 'i', logicalType: 'integer', logicalTypeOptions: { exclusiveMinimum: 0, format: 'u8' }, criticalDataElement: true },
          { name: 'b', logicalType: 'boolean', logicalTypeOptions: { anything: [1] } },
          { name: 'o', logicalType: 'object', logicalTypeOptions: { required: ['x'], minProperties: 1 }, properties: [{ name: 'x' }] },
          {
            name: 'a',
            logicalType: 'array',
            logicalTypeOptions: { uniqueItems: true, maxItems: 3 },
            items: { logicalType: 'object', properties: [{ name: 'y', examples: [null, 1, 'x'] }] },
          },
          { name: 'free', properties: [{ name: 'z' }], items: { items: {} } },
          {
            name: 'k',
            primaryKey: true,
            primaryKeyPosition: 1,
            partitioned: false,
            transformSourceObjects: ['x'],
            relationships: [{ to: ['customers.id'] }],
          },
        ],
      },
    ],
  }
}
