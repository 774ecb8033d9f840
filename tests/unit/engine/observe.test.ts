import { describe, expect, test } from 'vitest'
import { type Connector, type DatasetFacts, type Dialect, type Row, SourceFailure } from '../../../src/core/connector.ts'
import { type Metric, metricKey } from '../../../src/core/metric.ts'
import type { UnknownCause } from '../../../src/core/verdict.ts'
import { observe, shareOf } from '../../../src/engine/observe.ts'

const nulls = (field: string): Metric => ({ fn: 'nulls', fields: [field] })
const rows: Metric = { fn: 'rows' }
const field = (name: string, readable = true) => ({ name, type: 'text', logicalType: 'string', nullable: true, readable }) as const
const facts: DatasetFacts = { state: 'present', relation: 't', fields: [field('a'), field('b'), field('c'), field('shut', false)] }
const until = { at: 9_999, signal: new AbortController().signal, left: () => 9_999 }

const dialect: Dialect = {
  now: 'NOW',
  scalar: ({ fn, fields }) => (fn === 'stddev' ? undefined : `${fn}(${(fields ?? []).join(',')})`),
  grouped: ({ fn, fields }) => `${fn}(${(fields ?? []).join(',')})`,
  divided: (values) => values.join('+'),
  embed: (grouped) => grouped,
  sampled: (relation, share) => `SOME(${relation}, ${share})`,
  drawn: (fields, _, share, relation) => `DRAWN ${fields.map(({ name }) => name).join('+')} OF SOME(${relation}, ${share})`,
  rule: (query) => query,
}

/** A source that knows what each expression answers, of all rows or of `some`; an answer may also be a failure. */
function source(answers: Readonly<Record<string, Row[string] | SourceFailure>>) {
  const asked: string[] = []
  const answer = (expression: string, isSample: boolean) => (isSample ? answers[`some ${expression}`] : undefined) ?? answers[expression]
  const connector: Connector = {
    kind: 'sample',
    dialect,
    can: { maxStatement: 10_000, maxColumns: 100 },
    catalog: async () => [],
    discover: async () => [],
    query: async (sql) => {
      asked.push(sql)
      const columns = [...sql.matchAll(/(\S+) AS (\w+)/g)].map(
        ([, expression = '', name = '']) => [name, answer(expression, sql.includes('SOME'))] as const,
      )
      const failure = columns.map(([, found]) => found).find((found) => found instanceof SourceFailure)
      if (failure) throw failure
      return [Object.fromEntries(columns) as Row]
    },
    close: async () => {},
  }
  return {
    asked,
    see: (metrics: readonly Metric[], pinned = false) => observe(connector, facts, metrics, { at: 5, pinned }, until),
    /** `some` are asked of a tenth of the rows. */
    sample: (some: readonly Metric[], firm: readonly Metric[] = []) =>
      observe(connector, { ...facts, rows: { value: 1_000, exact: false } }, [...firm, ...some], { at: 5, pinned: false }, until, [
        { keys: new Set(some.map(metricKey)), most: 100 },
      ]),
    /** `dear` are asked apart. */
    part: (cheap: readonly Metric[], dear: readonly Metric[]) =>
      observe(connector, facts, [...dear, ...cheap], { at: 5, pinned: false }, until, [{ keys: new Set(dear.map(metricKey)) }]),
  }
}

const failure = (code: UnknownCause) => new SourceFailure(code, `it is ${code}`)

test('everything is asked in one statement, with the source’s own clock', async () => {
  const { asked, see } = source({ NOW: 77, 'rows()': 100, 'nulls(a)': 3n, 'nulls(b)': true })
  const { observation, statements } = await see([rows, nulls('a'), nulls('b'), rows])
  expect(asked).toEqual(['SELECT NOW AS n, rows() AS m0, nulls(a) AS m1, nulls(b) AS m2 FROM t'])
  expect(statements).toBe(1)
  expect(observation).toMatchObject({ at: 5, now: 77 })
  expect([rows, nulls('a'), nulls('b')].map((metric) => observation.read(metric))).toEqual([
    { value: 100, basis: 'exact' },
    { value: 3, basis: 'exact' },
    { value: 1, basis: 'exact' },
  ])
})

test('who judges as of another time does not go by the source’s clock', async () => {
  const { see } = source({ NOW: 77, 'rows()': 1 })
  expect((await see([rows], true)).observation.now).toBe(5)
})

test('numbers beyond 2^53 stay exact', async () => {
  const { see } = source({ NOW: 1, 'rows()': 9_007_199_254_740_993n })
  expect((await see([rows])).observation.read(rows)).toEqual({ value: '9007199254740993', basis: 'exact' })
})

describe('one bad metric', () => {
  test('does not blind the rest', async () => {
    const { see } = source({ NOW: 1, 'rows()': 100, 'nulls(a)': failure('invalid-query'), 'nulls(b)': 3 })
    const { observation, measured, statements } = await see([rows, nulls('a'), nulls('b')])
    expect(observation.read(nulls('a'))).toMatchObject({ state: 'unknown', code: 'invalid-query' })
    expect(observation.read(nulls('b'))).toEqual({ value: 3, basis: 'exact' })
    expect([...measured.keys()]).toEqual(['rows()', 'nulls(b)'])
    expect(statements).toBe(5)
  })

  test('of a sample is found, too', async () => {
    const { sample } = source({ NOW: 1, 'rows()': 10, 'nulls(a)': failure('no-permission'), 'nulls(b)': 3 })
    const { observation } = await sample([nulls('a'), nulls('b')])
    expect(observation.read(nulls('a'))).toMatchObject({ state: 'unknown', code: 'no-permission' })
    expect(observation.read(nulls('b'))).toMatchObject({ basis: 'sampled' })
  })

  test('that names a field that is gone, is shut, or cannot be asked is not asked', async () => {
    const { asked, see } = source({ NOW: 1, 'rows()': 100 })
    const { observation } = await see([rows, nulls('gone'), nulls('shut'), { fn: 'stddev', fields: ['a'] }])
    expect(asked).toHaveLength(1)
    expect(observation.read(nulls('gone'))).toMatchObject({ code: 'missing', reason: 'there is no field gone', fields: ['gone'] })
    expect(observation.read(nulls('shut'))).toMatchObject({ code: 'no-permission', fields: ['shut'] })
    expect(observation.read({ fn: 'stddev', fields: ['a'] })).toMatchObject({ code: 'unsupported' })
  })
})

test.each(['timeout', 'locked', 'unreachable'] as const)('%s is not the fault of a metric: nobody is asked again', async (code) => {
  const { asked, see } = source({ 'rows()': failure(code) })
  const { observation } = await see([rows, nulls('a')])
  expect(asked).toHaveLength(1)
  for (const metric of [rows, nulls('a')]) expect(observation.read(metric)).toMatchObject({ state: 'unknown', code })
})

test('groups come most first', async () => {
  const top: Metric = { fn: 'top', fields: ['a'], args: [5] }
  const { see } = source({ NOW: 1, 'top(a)': '[["x","1"],["y","7"]]' })
  expect((await see([top])).observation.read(top)).toEqual({
    value: [
      { key: 'y', value: 7 },
      { key: 'x', value: 1 },
    ],
    basis: 'exact',
  })
})

describe('a sample', () => {
  test('stands for all rows by the share that was asked for', async () => {
    const { asked, sample } = source({ NOW: 1, 'rows()': 100, 'nulls(a)': 4, 'mean(a)': 7 })
    const mean: Metric = { fn: 'mean', fields: ['a'] }
    const { observation } = await sample([nulls('a'), mean])
    expect(asked).toEqual(['SELECT NOW AS n, nulls(a) AS m0, mean(a) AS m1, rows() AS s FROM SOME(t, 0.1)'])
    expect(observation.read(nulls('a'))).toEqual({ value: 40, basis: 'sampled', share: 0.1 })
    expect(observation.read(mean)).toEqual({ value: 7, basis: 'sampled', share: 0.1 })
  })

  test('or by how large it was in truth, where all rows were counted; and does not take the place of that count', async () => {
    const { sample } = source({ NOW: 1, 'rows()': 1_000, 'some rows()': 50, 'nulls(a)': 4 })
    const { observation } = await sample([nulls('a')], [rows])
    expect(observation.read(rows)).toEqual({ value: 1_000, basis: 'exact' })
    expect(observation.read(nulls('a'))).toEqual({ value: 80, basis: 'sampled', share: 0.05 })
  })

  test('that caught no row knows nothing', async () => {
    const { sample } = source({ NOW: 1, 'rows()': 1_000, 'some rows()': 0, 'nulls(a)': 0 })
    expect((await sample([nulls('a')], [rows])).observation.read(nulls('a'))).toEqual({ value: null, basis: 'sampled', share: 0 })
  })
})

const per = { field: 'a', unit: 'day', zone: 'UTC' } as const
const daily = (fn: Metric['fn'], more: Partial<Metric> = {}): Metric => ({ fn, per, window: { from: 0, to: 9 }, ...more })

describe('what is dear', () => {
  test('is asked apart, and leaves the rest judged when it takes too long', async () => {
    const { asked, part } = source({ NOW: 77, 'rows()': 100, 'nulls(a)': failure('timeout') })
    const { observation } = await part([rows], [nulls('a')])
    expect(asked).toEqual(['SELECT NOW AS n, rows() AS m0 FROM t', 'SELECT NOW AS n, nulls(a) AS m0 FROM t'])
    expect(observation.read(rows)).toEqual({ value: 100, basis: 'exact' })
    expect(observation.read(nulls('a'))).toMatchObject({ state: 'unknown', code: 'timeout' })
    expect(observation.now).toBe(77)
  })

  test('is drawn once of a span, and counts stand for the rows that each period has in truth', async () => {
    const counted = daily('rows')
    const [empty, mean] = [daily('nulls', { fields: ['b'] }), daily('mean', { fields: ['b'] })]
    const { asked, sample } = source({
      NOW: 1,
      'rows()': '[["","1","600"],["","2","200"]]',
      'some rows()': '[["","1","40"],["","2","10"]]',
      'nulls(b)+mean(b)': '[["","1","4","7"],["","2","0","8"]]',
    })
    const { observation } = await sample([empty, mean, daily('distinct', { fields: ['b'] })], [counted])
    expect(asked[1]).toMatch(/^WITH drawn_rows AS MATERIALIZED \(DRAWN a\+b OF SOME\(t, 0.1\)\) SELECT/)
    expect(observation.read(counted)).toMatchObject({ basis: 'exact' })
    expect(observation.read(empty)).toMatchObject({
      value: [
        { at: 1, value: 60 },
        { at: 2, value: 0 },
      ],
      basis: 'sampled',
      share: 0.1,
    })
    expect(observation.read(mean)).toMatchObject({ value: [{ value: 7 }, { value: 8 }] })
    expect(observation.read(daily('distinct', { fields: ['b'] }))).toMatchObject({ code: 'unsupported' })
  })
})

describe('the share of a sample', () => {
  const table = (value: number) => ({ ...facts, rows: { value, exact: false } })
  const counts = (value: number) => () => ({ value: [1, 2].map((at) => ({ key: '', at, value })), basis: 'exact' }) as const
  const nothing = () => undefined

  test('is that of so many rows of the table', () => {
    expect(shareOf([nulls('b')], { most: 100 }, table(1_000), nothing)).toBe(0.1)
    expect(shareOf([nulls('b')], { most: 100 }, table(100), nothing)).toBe(1)
    expect(shareOf([nulls('b')], undefined, table(1_000), nothing)).toBe(1)
  })

  test('is that of sixty days where days were counted and the table is older, whatever span is asked for now', () => {
    expect(shareOf([daily('nulls')], { most: 600 }, table(1_000_000), counts(100))).toBe(0.1)
    expect(shareOf([daily('nulls')], { most: 600 }, table(1_000), counts(100))).toBe(0.6)
    expect(shareOf([daily('nulls')], { most: 600 }, facts, counts(100))).toBe(0.1)
  })

  test('is less where less is enough', () => {
    expect(shareOf([daily('nulls', { enough: 0.25 })], { most: 600 }, facts, counts(100))).toBe(0.025)
    expect(shareOf([daily('nulls', { enough: 0.25 })], {}, facts, nothing)).toBe(0.25)
    expect(shareOf([daily('rows', { enough: 0.25 })], undefined, facts, nothing)).toBe(1)
  })
})
