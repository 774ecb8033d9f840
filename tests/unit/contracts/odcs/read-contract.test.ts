import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readContract } from '../../../../src/contracts/odcs/read-contract.ts'

const head = 'apiVersion: v3.1.0\nkind: DataContract\nid: orders\nversion: 1.0.0\nstatus: active\n'
const findingsOf = (text: string): readonly string[] =>
  readContract(text, 'f').diagnostics.map((d) => `${d.line}:${d.column} ${d.severity} ${d.code} ${d.path} (${d.hint ?? ''})`)
const only = (text: string): string => {
  const findings = findingsOf(text)
  expect(findings).toHaveLength(1)
  return findings[0] ?? ''
}

it('reads a contract into its parts', () => {
  const { contract, diagnostics } = readContract(
    `${head}servers:
  - {server: warehouse, type: postgresql, host: h, port: 5432, database: d, schema: public}
schema:
  - name: orders
    properties:
      - {name: total, logicalType: number, logicalTypeOptions: {minimum: 0}}
    quality:
      - {metric: rowCount, mustBeGreaterThan: 0}
      - description: Totals agree with the ledger.
slaProperties:
  - {property: availability, value: 99.9%}
`,
    'f',
  )
  expect(diagnostics.map((d) => d.code)).toEqual(['unmeasured-rule'])
  expect(contract).toMatchObject({ id: 'orders', version: '1.0.0', slaProperties: [{ value: '99.9%' }] })
  const server = contract?.servers?.[0]
  expect(server?.type === 'postgresql' && server.port).toBe(5432)
  expect(contract?.schema?.[0]?.properties?.[0]).toEqual({ name: 'total', logicalType: 'number', logicalTypeOptions: { minimum: 0 } })
})

it('gives every quality rule its type', () => {
  const { contract } = readContract(`${head}schema: [{name: t, quality: [{metric: rowCount, mustBe: 1}, {name: words only}]}]\n`, 'f')
  expect(contract?.schema?.[0]?.quality?.map((rule) => rule.type)).toEqual(['library', 'text'])
})

it('warns about a rule that only looks like a check, wherever it hangs', () => {
  const item = '{name: a, logicalType: array, items: {properties: [{name: b, quality: [{name: fine}]}]}}'
  expect(only(`${head}schema:\n  - name: t\n    properties: [${item}]\n`)).toBe(
    '8:89 warning unmeasured-rule schema[0].properties[0].items.properties[0].quality[0] (set type: text, or name a metric)',
  )
})

it('reads the team in the form of 3.1 and of 3.0, and tells the problems of the form that was used', () => {
  expect(findingsOf(`${head}team: {name: sales, members: [{username: a}]}\n`)).toEqual([])
  expect(findingsOf(`${head}team: [{username: a}]\n`)).toEqual([])
  expect(only(`${head}team: {name: sales, members: [{name: a}]}\n`)).toContain('missing-key team.members[0].username')
  expect(only(`${head}team: [{username: a, dateIn: 2024-02-30}]\n`)).toBe('6:30 error bad-format team[0].dateIn ()')
})

describe('files of another kind have one finding', () => {
  it.each([
    ['ODCS 2.2', 'datasetName: x\napiVersion: v2.2.2\nkind: DataContract\n', '2:13 error old-version apiVersion'],
    ['a Data Contract Specification', 'dataContractSpecification: 1.2.1\nid: x\ninfo: {}\n', '1:28 error other-standard'],
    ['a data product', 'apiVersion: v1.0.0\nkind: DataProduct\nid: x\n', '2:7 error other-standard kind'],
  ])('%s', (_, text, expected) => {
    expect(only(text)).toContain(expected)
  })
})

describe('known traps come with the way out', () => {
  it.each([
    ['a version without quotes', head.replace('1.0.0', '1.0'), 'put the version in quotes'],
    ['an apiVersion without v', head.replace('v3.1.0', '3.1.0'), 'did you mean "v3.1.0"?'],
    ['an apiVersion that is a number', head.replace('v3.1.0', '3.1'), '"v3.1.0"'],
    ['credentials', `${head}servers: [{server: a, type: snowflake, account: a, database: d, schema: s, role: r}]`, 'meshwatch.yaml'],
    ['iceberg as server', `${head}servers: [{server: a, type: iceberg}]`, 'set its format'],
    ['a short name for postgres', `${head}servers: [{server: a, type: pg}]`, 'use postgres'],
    ['a misspelt server type', `${head}servers: [{server: a, type: snowflke}]`, 'did you mean "snowflake"?'],
    ['a metric in lower case', `${head}schema: [{name: t, quality: [{metric: rowcount, mustBe: 1}]}]`, 'did you mean "rowCount"?'],
    ['two operators', `${head}schema: [{name: t, quality: [{metric: rowCount, mustBe: 1, mustNotBe: 2}]}]`, 'write one rule for each'],
    ['no operator', `${head}schema: [{name: t, quality: [{type: sql, query: select 1}]}]`, 'mustBeLessThan'],
    ['an operator on a text', `${head}schema: [{name: t, quality: [{type: text, mustBe: 1}]}]`, 'only library and sql rules'],
    ['a rule name of 3.0', `${head}schema: [{name: t, quality: [{rule: nullCheck, mustBe: 0}]}]`, 'say what is measured'],
    ['a metric on another type', `${head}schema: [{name: t, quality: [{type: text, metric: rowCount}]}]`, 'is of type: library'],
    [
      'custom properties of an SLA',
      `${head}slaProperties: [{property: latency, value: 1, customProperties: []}]`,
      'refer to this SLA by its id',
    ],
    ['several values of an SLA', `${head}slaProperties: [{property: latency, value: [1, 2]}]`, 'an SLA of its own'],
    ['a description that is a text', `${head}description: All orders.`, '{purpose: …}'],
    ['an owner', `${head}owner: me`, 'write team'],
    [
      'properties of a number',
      `${head}schema: [{name: t, properties: [{name: p, logicalType: number, properties: []}]}]`,
      'logicalType: object',
    ],
    [
      'an option of another type',
      `${head}schema: [{name: t, properties: [{name: p, logicalType: date, logicalTypeOptions: {minimun: x}}]}]`,
      '"minimum"',
    ],
    ['from at a property', `${head}schema: [{name: t, properties: [{name: p, relationships: [{from: a.b, to: a.b}]}]}]`, 'leave from out'],
  ])('%s', (_, text, hint) => {
    expect(only(text)).toContain(hint)
  })
})

it('tells a missing operator and a misspelt key of the same rule together', () => {
  const codes = readContract(`${head}schema: [{name: t, quality: [{metric: rowCount, unti: rows}]}]`, 'f').diagnostics.map((d) => d.code)
  expect(codes).toEqual(['missing-operator', 'unknown-key'])
})

it('refuses a number without end where a number is expected', () => {
  expect(only(`${head}slaProperties: [{property: retention, value: .inf, unit: d}]\n`)).toBe(
    '6:46 error wrong-type slaProperties[0].value ()',
  )
  expect(findingsOf(`${head}customProperties: [{property: x, value: .nan}]\n`)).toEqual([])
})

it('survives nesting that was made to break it', () => {
  const deep = `${'{properties: [{name: x, '.repeat(3000)}${'}]}'.repeat(3000)}`
  expect(readContract(`${head}schema: [${deep}]`, 'f').contract).toBeUndefined()
})

it('has every code that an author can meet in the table of the reference', () => {
  const root = join(import.meta.dirname, '../../../..')
  const table = readFileSync(join(root, 'docs/reference/odcs-decisions.md'), 'utf8')
  const sources = ['document/read-document', 'document/problems', 'odcs/read-contract', 'odcs/quality', 'odcs/schema']
  const codes = sources.flatMap((name) => {
    const source = readFileSync(join(root, `src/contracts/${name}.ts`), 'utf8')
    return [...source.matchAll(/(?:code: |finding\(\s*(?:document,\s*)?)'([a-z-]+)'/g)].flatMap(([, code]) =>
      code === 'custom' ? [] : [code ?? ''],
    )
  })
  expect(new Set(codes).size).toBeGreaterThan(15)
  for (const code of codes) expect(table, code).toContain(`| \`${code}\` |`)
})
