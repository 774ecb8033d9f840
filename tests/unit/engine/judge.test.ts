import { describe, expect, test } from 'vitest'
import { DAY } from '../../../src/core/calendar/time.ts'
import type { Check, CheckKind, IncidentType } from '../../../src/core/check.ts'
import type { CheckState, Incident } from '../../../src/core/incident/incident.ts'
import { type Measured, type Metric, type MetricValue, metricKey } from '../../../src/core/metric.ts'
import type { Measurement } from '../../../src/core/store.ts'
import { type Judged, unknown, type Verdict } from '../../../src/core/verdict.ts'
import { type Asked, judge } from '../../../src/engine/judge.ts'

const DATASET = 'shop.orders/orders'
const SCENE = { domain: 'shop', product: 'shop.orders', dataset: DATASET, source: 'warehouse', affects: [] }
const ROWS: Metric = { fn: 'rows' }
const nulls = (field: string): Metric => ({ fn: 'nulls', fields: [field] })
const PER_DAY: Metric = { fn: 'rows', per: { field: 'at', unit: 'day', zone: 'UTC' }, window: { from: 0, to: 9 * DAY } }
const NULLS_PER_DAY: Metric = { ...PER_DAY, fn: 'nulls', fields: ['a'] }

const pass: Judged = { state: 'pass', code: 'ok', reason: 'all is well' }
const fail: Judged = { state: 'fail', code: 'bad', reason: 'it is bad' }

/** A check that is judged as it is told to. */
function asked(name: string, needs: readonly Metric[], verdict: Verdict | (() => Verdict), resolveAfter = 1): Asked {
  const kind = name.split('/')[0] ?? ''
  const check: Check = {
    id: `${DATASET}/${name}`,
    kind,
    product: 'shop.orders',
    dataset: DATASET,
    params: {},
    schedule: {},
    policy: { openAfter: 1, resolveAfter, unknownAfter: 3, severity: 'high' },
  }
  const code: CheckKind<unknown> = {
    kind,
    type: kind as IncidentType,
    learns: true,
    needs: () => needs,
    judge: () => ({ verdict: typeof verdict === 'function' ? verdict() : verdict }),
  }
  return { check, kind: code, needs }
}

/** Judges at `at`, with what was committed before. */
function probe(at: number, checks: readonly Asked[], values: readonly (readonly [Metric, MetricValue])[], before?: Before) {
  const measured = new Map(values.map(([metric, value]) => [metricKey(metric), { value, basis: 'exact' } as Measured]))
  const facts = { state: 'present', relation: 't', fields: [] } as const
  const seen = { at, now: at, facts, read: (metric: Metric) => measured.get(metricKey(metric)) ?? unknown('unsupported', '') }
  const states = new Map(before?.states.map((state) => [state.check, state]))
  return judge(
    checks,
    seen,
    measured,
    {
      states,
      open: before?.incidents ?? [],
      teachings: new Map(),
      stored: (series) => before?.measurements?.filter((row) => row.series === series) ?? [],
    },
    SCENE,
  )
}

interface Before {
  readonly measurements?: readonly Measurement[]
  readonly states: readonly CheckState[]
  readonly incidents: readonly Incident[]
}

describe('what is measured', () => {
  test('is kept in one row per kind of check, and nobody learns from what was bad', () => {
    const checks = [asked('volume', [ROWS], fail), asked('distribution/a', [ROWS, nulls('a')], pass)]
    const { measurements } = probe(7, checks, [
      [ROWS, 100],
      [nulls('a'), 3],
    ])
    expect(measurements).toEqual([
      { dataset: DATASET, series: 'volume', bucket: 7, at: 7, values: { 'rows()': 100 }, excluded: ['rows()'] },
      { dataset: DATASET, series: 'distribution', bucket: 7, at: 7, values: { 'rows()': 100, 'nulls(a)': 3 }, excluded: [] },
    ])
  })

  test('by one field in trouble does not stop its neighbours from learning', () => {
    const checks = [asked('distribution/a', [ROWS, nulls('a')], fail), asked('distribution/b', [ROWS, nulls('b')], pass)]
    const { measurements } = probe(7, checks, [
      [ROWS, 100],
      [nulls('a'), 90],
      [nulls('b'), 3],
    ])
    expect(measurements).toMatchObject([{ excluded: ['nulls(a)'] }])
  })

  test('of periods is kept in one row each, empty ones as zero once there was one with rows, and only when they are over', () => {
    const groups = [
      { key: '', at: 2 * DAY, value: 10 },
      { key: '', at: 4 * DAY, value: 7 },
      { key: '', at: 6 * DAY, value: 1 },
    ]
    const { measurements } = probe(
      6.5 * DAY,
      [asked('volume', [PER_DAY, NULLS_PER_DAY], pass)],
      [
        [PER_DAY, groups],
        [NULLS_PER_DAY, []],
      ],
    )
    const key = metricKey(PER_DAY)
    const series = 'volume per day of at in UTC'
    expect(measurements.map(({ bucket, values }) => [bucket / DAY, values[key]])).toEqual([
      [2, 10],
      [3, 0],
      [4, 7],
      [5, 0],
    ])
    expect(measurements[0]).toMatchObject({ series, excluded: [] })
  })

  test('of a period is marked when the check that judged it is in trouble, keeps its mark when it is counted again, and loses it when it is well', () => {
    const of = (value: number) => [{ key: '', at: 2 * DAY, value }]
    const key = metricKey(PER_DAY)
    const about = (verdict: Judged, bucket: number) => asked('volume', [PER_DAY], { ...verdict, bucket })
    const first = probe(3.2 * DAY, [about(fail, 2 * DAY)], [[PER_DAY, of(10)]])
    expect(first.measurements).toMatchObject([{ bucket: 2 * DAY, excluded: [key] }])
    const other = { key: '', at: 3 * DAY, value: 9 }
    const second = probe(4.2 * DAY, [about(pass, 3 * DAY)], [[PER_DAY, [...of(11), other]]], first)
    expect(second.measurements).toMatchObject([
      { bucket: 2 * DAY, values: { [key]: 11 }, excluded: [key] },
      { bucket: 3 * DAY, excluded: [] },
    ])
    const third = probe(4.3 * DAY, [about(pass, 2 * DAY)], [[PER_DAY, of(100)]], { ...second, incidents: [] })
    expect(third.measurements.find(({ bucket }) => bucket === 2 * DAY)).toMatchObject({ values: { [key]: 100 }, excluded: [] })
  })

  test('of a period keeps what another check of the kind measured in it', () => {
    const before = probe(3.2 * DAY, [asked('volume/a', [PER_DAY], pass)], [[PER_DAY, [{ key: '', at: 2 * DAY, value: 10 }]]])
    const nulls = [{ key: '', at: 2 * DAY, value: 3 }]
    const { measurements } = probe(3.3 * DAY, [asked('volume/b', [NULLS_PER_DAY], pass)], [[NULLS_PER_DAY, nulls]], before)
    expect(measurements).toMatchObject([{ values: { [metricKey(PER_DAY)]: 10, [metricKey(NULLS_PER_DAY)]: 3 } }])
  })

  test('of segments is one row a look with a value for each, and not again while nothing moves', () => {
    const by: Metric = { fn: 'max', fields: ['cases'], by: 'region' }
    const groups = [
      { key: 'Veneto', value: 9 },
      { key: 'Molise', value: 0 },
    ]
    const look = (at: number, before?: Before) => probe(at, [asked('segments', [by], pass)], [[by, groups]], before)
    const first = look(7)
    expect(first.measurements).toMatchObject([{ series: 'max(cases by region)', bucket: 7, values: { Veneto: 9, Molise: 0 } }])
    expect(look(8, first).measurements).toEqual([])
    expect(look(8 + DAY, first).measurements).toHaveLength(1)
  })

  test('and has no number is not kept', () => {
    expect(probe(7, [asked('volume', [ROWS], pass)], [[ROWS, null]]).measurements).toEqual([])
    expect(probe(7, [asked('volume', [ROWS], pass)], []).measurements).toEqual([])
  })
})

describe('an incident', () => {
  const look = (at: number, verdict: Verdict, before?: Before, resolveAfter = 1) =>
    probe(at, [asked('volume', [ROWS], verdict, resolveAfter)], [[ROWS, at]], before)

  test('keeps its check from learning until it is over, and no longer', () => {
    const bad = look(1, fail)
    expect(bad.measurements).toMatchObject([{ excluded: ['rows()'] }])
    const better = look(2, pass, bad, 2)
    expect(better.measurements).toMatchObject([{ excluded: ['rows()'] }])
    const well = look(3, pass, { states: better.states, incidents: bad.incidents }, 2)
    expect(well.transitions).toMatchObject([{ kind: 'resolved' }])
    expect(well.measurements).toMatchObject([{ excluded: [] }])
  })

  test('goes on when its check cannot look', () => {
    const bad = look(1, fail)
    const blind = look(2, unknown('timeout', 'too slow'), bad)
    expect(blind.transitions).toEqual([])
    expect(blind.measurements).toMatchObject([{ excluded: ['rows()'] }])
  })
})

test('a check that breaks says so and takes nobody along', () => {
  const broken = asked('quality', [], () => {
    throw new Error('undefined is not a function')
  })
  const { states } = probe(7, [broken, asked('volume', [ROWS], pass)], [[ROWS, 100]])
  expect(states.map(({ verdict }) => verdict)).toMatchObject([
    { state: 'unknown', code: 'unsupported', reason: 'this check failed by a fault of its own: undefined is not a function' },
    { state: 'pass' },
  ])
})

test('a kind has the last word over what its checks found one by one, and no other kind', () => {
  const [one, other] = [asked('distribution/a', [nulls('a')], fail), asked('distribution/b', [nulls('b')], pass)]
  const kind: CheckKind<unknown> = {
    ...one.kind,
    judge: ({ id }) => ({ verdict: id === one.check.id ? fail : pass }),
    together: (judged) => judged.map(({ verdict }) => (verdict === fail ? pass : fail)),
  }
  const checks = [{ ...one, kind }, asked('volume', [ROWS], fail), { ...other, kind }]
  const { states, measurements } = probe(7, checks, [
    [ROWS, 100],
    [nulls('a'), 1],
    [nulls('b'), 1],
  ])
  expect(states.map(({ verdict }) => verdict.state)).toEqual(['pass', 'fail', 'fail'])
  expect(measurements.find(({ series }) => series === 'distribution')?.excluded).toEqual(['nulls(b)'])
})
