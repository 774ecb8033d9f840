import { describe, expect, it } from 'vitest'
import { importArticle } from '../../../../src/contracts/import/article.ts'
import { printContract, printNotes } from '../../../../src/contracts/import/print-contract.ts'
import { readContract } from '../../../../src/contracts/odcs/read-contract.ts'
import { MeshError } from '../../../../src/core/errors.ts'
import { compileText } from '../compile/compile.ts'

const article = {
  name: 'customer_orders',
  domain: 'sales',
  version: '2.1.0',
  owner: 'sales-data@example.org',
  schema: { order_id: 'string', total: 'float', placed_at: 'timestamp', status: 'enum' },
  sla: { freshness: 'hourly', availability: '99.9%' },
  quality: { completeness: '> 99%', accuracy: '> 98%' },
}

describe('the contract of an article', () => {
  const { contract, notes } = importArticle(article)

  it('becomes a contract of the standard', () => {
    expect(contract).toMatchObject({
      apiVersion: 'v3.1.0',
      id: 'sales-customer_orders',
      name: 'customer_orders',
      domain: 'sales',
      version: '2.1.0',
      status: 'active',
      team: { members: [{ username: 'sales-data@example.org', role: 'Owner' }] },
      support: [{ channel: 'sales-data@example.org', tool: 'email' }],
    })
    expect(contract.schema?.[0]?.properties?.map(({ name, logicalType }) => [name, logicalType])).toEqual([
      ['order_id', 'string'],
      ['total', 'number'],
      ['placed_at', 'timestamp'],
      ['status', 'string'],
    ])
  })

  it('promises a rhythm, and an age with grace, by the only column that says when', () => {
    expect(contract.slaProperties).toEqual([
      { property: 'frequency', value: 60, unit: 'min', element: 'placed_at' },
      { property: 'freshness', value: 75, unit: 'min', element: 'placed_at' },
      { property: 'availability', value: 99.9, unit: 'percent' },
    ])
  })

  it('asks completeness of every column, and never claims to measure accuracy', () => {
    for (const property of contract.schema?.[0]?.properties ?? [])
      expect(property.quality).toContainEqual({ type: 'library', metric: 'nullValues', unit: 'percent', mustBeLessThan: 1 })
    expect(contract.schema?.[0]?.quality).toEqual([{ type: 'text', name: 'accuracy', description: 'accuracy > 98%' }])
    expect(notes.filter(({ kind }) => kind === 'unmeasured').map(({ from }) => from)).toEqual(['schema.status', 'quality.accuracy'])
    expect(notes.filter(({ kind }) => kind === 'assumed').map(({ from }) => from)).toEqual([
      'servers',
      'quality.completeness',
      'sla.freshness',
    ])
  })

  it('is read and compiled like any other once it is printed', () => {
    const text = printContract(contract, { head: printNotes(notes) })
    expect(text).toMatch(/^# unmeasured: schema\.status: .*\n# assumed: servers: /)
    expect(readContract(text, 'x').contract).toEqual(contract)
    const { checks, told } = compileText(text)
    expect(told.filter((line) => !line.startsWith('gap'))).toEqual(['warning no-server '])
    expect(checks.filter(({ kind }) => kind === 'freshness' || kind === 'availability').map(({ promise }) => promise)).toEqual([
      'at most 1 h 15 min old',
      'at most 1 h 15 min old',
      '99.9 % of visits answered',
    ])
  })
})

describe('the shorter form', () => {
  it('has fields as a list, with or without types', () => {
    const fields = [
      { name: 'id', type: 'bigint', required: true, primary_key: true },
      { name: 'kind', type: 'enum', values: ['a', 'b'] },
      'note',
    ]
    const { contract, notes } = importArticle({ dataset_name: 'Web Events', owner: 'Web team', fields })
    expect(contract).toMatchObject({ id: 'web-events', name: 'Web Events', version: '1.0.0', team: { name: 'Web team' } })
    expect(contract).not.toHaveProperty('support')
    expect(contract.schema).toMatchObject([
      {
        name: 'web-events',
        properties: [
          { name: 'id', logicalType: 'integer', required: true, primaryKey: true },
          { name: 'kind', logicalType: 'string', quality: [{ metric: 'invalidValues', arguments: { validValues: ['a', 'b'] } }] },
          { name: 'note' },
        ],
      },
    ])
    expect(notes.map(({ from }) => from)).toEqual(['fields[2]', 'version', 'servers'])
  })

  it('keeps a type that nobody knows as it is written', () => {
    const { contract } = importArticle({ dataset_name: 'x', fields: { a: 'geometry' } })
    expect(contract.schema?.[0]?.properties).toEqual([{ name: 'a', physicalType: 'geometry' }])
  })
})

describe('what an article leaves open', () => {
  it.each([
    ['hourly', 60],
    ['Daily', 1440],
    ['weekly', 10_080],
  ])('freshness %s is a rhythm with grace', (freshness, minutes) => {
    const { contract } = importArticle({ ...article, sla: { freshness } })
    expect(contract.slaProperties).toMatchObject([
      { property: 'frequency', value: minutes, unit: 'min' },
      { property: 'freshness', value: minutes * 1.25, unit: 'min' },
    ])
  })

  it.each([
    ['15 minutes', 15],
    ['15m', 15],
    ['PT30M', 30],
    ['within 2 hours', 120],
  ])('freshness %s is an age, kept as it is promised', (freshness, minutes) => {
    const { contract, notes } = importArticle({ ...article, sla: { freshness } })
    expect(contract.slaProperties).toEqual([{ property: 'freshness', value: minutes, unit: 'min', element: 'placed_at' }])
    expect(notes).toContainEqual({ kind: 'assumed', from: 'sla.freshness', text: expect.stringContaining('without grace') })
  })

  it('latency is a promise of its own, and both are watched', () => {
    const { contract, notes } = importArticle({ ...article, sla: { freshness: '15 minutes', latency: '2h' } })
    expect(contract.slaProperties).toContainEqual({ property: 'latency', value: 120, unit: 'min', element: 'placed_at' })
    expect(notes.filter(({ kind }) => kind === 'left-out')).toEqual([])
    expect(
      new Set(compileText(printContract(contract)).checks.flatMap(({ kind, promise }) => (kind === 'freshness' ? [promise] : []))),
    ).toEqual(new Set(['at most 15 min old', 'at most 2 h old']))
  })

  it('freshness that is no time is noted, not guessed', () => {
    const { contract, notes } = importArticle({ ...article, sla: { freshness: 'real time' } })
    expect(contract.slaProperties).toBeUndefined()
    expect(notes).toContainEqual({ kind: 'unmeasured', from: 'sla.freshness', text: '"real time" is no length of time' })
  })

  it('names no column for freshness where several could say when', () => {
    const { contract } = importArticle({ ...article, schema: { a: 'timestamp', b: 'date' } })
    expect(contract.slaProperties?.[0]).not.toHaveProperty('element')
  })

  it.each([
    ['>= 99.5%', { mustBeLessOrEqualTo: 0.5 }],
    ['0.99', { mustBeLessOrEqualTo: 1 }],
    ['100%', { mustBeLessOrEqualTo: 0 }],
  ])('completeness %s', (completeness, limit) => {
    const { contract } = importArticle({ ...article, quality: { completeness } })
    expect(contract.schema?.[0]?.properties?.[0]?.quality).toEqual([{ type: 'library', metric: 'nullValues', unit: 'percent', ...limit }])
  })

  it.each([
    ['order_id', ['order_id']],
    [['order_id'], ['order_id']],
    [
      ['order_id', 'placed_at'],
      ['order_id', 'placed_at'],
    ],
  ])('uniqueness of %j has no duplicates', (uniqueness, properties) => {
    const { contract, notes } = importArticle({ ...article, quality: { uniqueness } })
    expect(contract.schema?.[0]?.quality).toEqual([{ type: 'library', metric: 'duplicateValues', mustBe: 0, arguments: { properties } }])
    expect(notes.some(({ from }) => from === 'quality.uniqueness')).toBe(properties.length > 1)
  })

  it.each([
    ['> 1000', { mustBeGreaterThan: 1000 }],
    ['>= 5,000 rows', { mustBeGreaterOrEqualTo: 5000 }],
    ['<10', { mustBeLessThan: 10 }],
    ['≤ 1_000_000', { mustBeLessOrEqualTo: 1_000_000 }],
    ['= 7', { mustBe: 7 }],
  ])('row_count, volume and rows %s are a number of rows', (written, limit) => {
    for (const key of ['row_count', 'volume', 'rows'])
      expect(importArticle({ ...article, quality: { [key]: written } }).contract.schema?.[0]?.quality).toEqual([
        { type: 'library', metric: 'rowCount', ...limit },
      ])
  })

  it.each([
    ['uniqueness', '> 99%'],
    ['uniqueness', ['order_id', 'gone']],
    ['uniqueness', []],
    ['row_count', 1000],
    ['row_count', '> 1000 per day'],
    ['volume', 'high'],
  ])('%s %j is kept as words, and said to be unmeasured', (key, written) => {
    const { contract, notes } = importArticle({ ...article, quality: { [key]: written } })
    expect(contract.schema?.[0]?.quality).toMatchObject([{ type: 'text', name: key }])
    expect(notes).toContainEqual(expect.objectContaining({ kind: 'unmeasured', from: `quality.${key}` }))
  })

  it('has no place for keys that nobody knows', () => {
    expect(importArticle({ ...article, colour: 'red' }).notes).toContainEqual(expect.objectContaining({ kind: 'left-out', from: 'colour' }))
  })

  it.each([{}, null, [], { name: 'x' }, { schema: { a: 'int' } }])('refuses %j with a reason', (input) => {
    expect(() => importArticle(input)).toThrow(MeshError)
  })
})
