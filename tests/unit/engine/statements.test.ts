import { describe, expect, test } from 'vitest'
import type { Capabilities, DatasetFacts, Dialect } from '../../../src/core/connector.ts'
import type { Metric } from '../../../src/core/metric.ts'
import { metricKey } from '../../../src/core/metric.ts'
import { planStatements } from '../../../src/engine/statements.ts'

const dialect: Dialect = {
  now: 'NOW',
  scalar: (metric) => (metric.fn === 'stddev' ? undefined : metricKey(metric)),
  grouped: (metric, _field, relation) => `GROUPS ${metricKey(metric)} OF ${relation}`,
  embed: (statement) => `ROWS(${statement})`,
  sampled: (relation, share) => `SOME(${relation}, ${share})`,
  rule: (query, relation) => `(${query.replaceAll('{object}', relation)})`,
}
const facts: DatasetFacts = { state: 'present', relation: 't', fields: [] }
const can: Capabilities = { maxStatement: 100_000, maxColumns: 1_000 }
const rows: Metric = { fn: 'rows' }
const nulls = (field: string): Metric => ({ fn: 'nulls', fields: [field] })
const sql = (metrics: readonly Metric[], limits = can, sampling?: Parameters<typeof planStatements>[4]) =>
  planStatements(metrics, facts, dialect, limits, sampling).statements.map((statement) => statement.sql)

test('metrics of all checks share one statement, doubles once, with the clock of the source', () => {
  expect(sql([rows, nulls('a'), rows, nulls('b'), nulls('a')])).toEqual([
    'SELECT NOW AS n, rows() AS m0, nulls(a) AS m1, nulls(b) AS m2 FROM t',
  ])
})

describe('a wide table', () => {
  const wide = Array.from({ length: 10 }, (_, index) => nulls(`f${index}`))

  test('is split by the number of columns, and nothing is lost', () => {
    const statements = planStatements(wide, facts, dialect, { ...can, maxColumns: 6 }).statements
    expect(statements.map((statement) => statement.metrics.length)).toEqual([4, 4, 2])
    expect(statements.flatMap((statement) => statement.metrics)).toEqual(wide)
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

test('groups have a statement of their own, over the wider of two spans', () => {
  const per = (from: number, to: number): Metric => ({ fn: 'rowsPer', fields: ['at'], args: ['day', 'UTC'], window: { from, to } })
  const plan = planStatements([per(5, 9), per(1, 7)], facts, dialect, can)
  expect(plan.statements).toHaveLength(1)
  expect(plan.statements[0]?.metrics[0]?.window).toEqual({ from: 1, to: 9 })
})

test('only what may be sampled is sampled, and the sample counts its rows', () => {
  const sampling = { keys: new Set([metricKey(nulls('b'))]), share: 0.1 }
  expect(sql([rows, nulls('a'), nulls('b')], can, sampling)).toEqual([
    'SELECT NOW AS n, rows() AS m0, nulls(a) AS m1 FROM t',
    'SELECT NOW AS n, nulls(b) AS m0, rows() AS s FROM SOME(t, 0.1)',
  ])
})

test('what the system has no words for is named', () => {
  expect(planStatements([{ fn: 'stddev', fields: ['a'] }], facts, dialect, can).unsupported).toEqual([{ fn: 'stddev', fields: ['a'] }])
})
