import { describe, expect, test } from 'vitest'
import { DAY } from '../../../src/core/calendar/time.ts'
import type { Capabilities, DatasetFacts, Dialect } from '../../../src/core/connector.ts'
import type { Metric } from '../../../src/core/metric.ts'
import { metricKey } from '../../../src/core/metric.ts'
import { planStatements } from '../../../src/engine/statements.ts'

const dialect: Dialect = {
  now: 'NOW',
  scalar: (metric) => (metric.fn === 'stddev' ? undefined : metricKey(metric)),
  grouped: (metric, _field, relation) => `GROUPS ${metricKey(metric)} OF ${relation}`,
  divided: (values, { by, per }, relation) => `DIVIDED ${values.join(' ')} BY ${by?.name} PER ${per?.unit} OF ${relation}`,
  embed: (statement, columns) => `ROWS(${columns}: ${statement})`,
  sampled: (relation, share) => `SOME(${relation}, ${share})`,
  drawn: (fields, _, share, relation) => `DRAWN ${fields.map(({ name }) => name).join('+')} OF SOME(${relation}, ${share})`,
  rule: (query, relation) => `(${query.replaceAll('{object}', relation)})`,
}
const facts: DatasetFacts = { state: 'present', relation: 't', fields: [] }
const can: Capabilities = { maxStatement: 100_000, maxColumns: 1_000 }
const rows: Metric = { fn: 'rows' }
const nulls = (field: string): Metric => ({ fn: 'nulls', fields: [field] })
const sql = (metrics: readonly Metric[], limits = can, share = 1) =>
  planStatements(metrics, facts, dialect, limits, share).statements.map((statement) => statement.sql)

test('metrics of all checks share one statement, doubles once, with the clock of the source', () => {
  expect(sql([rows, nulls('a'), rows, nulls('b'), nulls('a')])).toEqual([
    'SELECT NOW AS n, rows() AS m0, nulls(a) AS m1, nulls(b) AS m2 FROM t',
  ])
})

describe('a wide table', () => {
  const wide = Array.from({ length: 10 }, (_, index) => nulls(`f${index}`))

  test('is split by the number of columns, and nothing is lost', () => {
    const statements = planStatements(wide, facts, dialect, { ...can, maxColumns: 6 }).statements
    expect(statements.map((statement) => statement.columns.length)).toEqual([4, 4, 2])
    expect(statements.flatMap((statement) => statement.columns.flat())).toEqual(wide)
  })

  test('is split by the length of the statement', () => {
    const short = sql(wide, { ...can, maxStatement: 280 })
    expect(short.length).toBeGreaterThan(1)
    for (const statement of short) expect(statement.length).toBeLessThanOrEqual(280)
  })
})

test('a rule that a domain wrote stays alone', () => {
  expect(sql([rows, { fn: 'query', args: ['select 1 from {object}'] }])).toEqual([
    'SELECT NOW AS n, rows() AS m0 FROM t',
    'SELECT NOW AS n, (select 1 from t) AS m0',
  ])
})

describe('what is divided alike', () => {
  const field = (name: string) => ({ name, type: 'text', logicalType: 'string', nullable: true }) as const
  const fields = { ...facts, fields: [field('region'), field('at')] }
  const per = (fn: 'rows' | 'nulls', from: number, to: number): Metric => ({
    fn,
    per: { field: 'at', unit: 'day', zone: 'UTC' },
    window: { from, to },
  })

  test('shares one sub-select beside the scalar metrics, over the widest span that is asked for', () => {
    const by: Metric = { ...nulls('a'), by: 'region' }
    const plan = planStatements([rows, per('rows', 5, 9), by, per('nulls', 1, 7)], fields, dialect, can)
    expect(plan.statements.map((statement) => statement.sql)).toEqual([
      'SELECT NOW AS n, rows() AS m0, ' +
        'ROWS(key,began,v0,v1: DIVIDED rows(per day of at in UTC) nulls(per day of at in UTC) BY undefined PER day OF t) AS m1, ' +
        'ROWS(key,began,v0: DIVIDED nulls(a by region) BY region PER undefined OF t) AS m2 FROM t',
    ])
    expect(plan.statements[0]?.columns[1]?.map(({ window }) => window)).toEqual([
      { from: 1, to: 9 },
      { from: 1, to: 9 },
    ])
  })

  test('is split where the answer would grow too large, and nothing is lost', () => {
    const asked = Array.from({ length: 12 }, (_, index): Metric => ({ ...per('nulls', 0, 60 * DAY), fields: [`f${index}`], by: 'region' }))
    const { statements } = planStatements(asked, fields, dialect, can)
    expect(statements.length).toBe(2)
    expect(statements.flatMap(({ columns }) => columns.flat())).toHaveLength(12)
  })

  test('is not asked without a span of time, or by a field that is not there', () => {
    const endless: Metric = { fn: 'rows', per: { field: 'at', unit: 'day', zone: 'UTC' } }
    const lost: Metric = { fn: 'rows', by: 'nowhere' }
    expect(planStatements([endless, lost], fields, dialect, can)).toMatchObject({ statements: [], unsupported: [endless, lost] })
  })
})

test('a sample counts its rows', () => {
  expect(sql([nulls('b')], can, 0.1)).toEqual(['SELECT NOW AS n, nulls(b) AS m0, rows() AS s FROM SOME(t, 0.1)'])
})

test('what the system has no words for is named', () => {
  expect(planStatements([{ fn: 'stddev', fields: ['a'] }], facts, dialect, can).unsupported).toEqual([{ fn: 'stddev', fields: ['a'] }])
})
