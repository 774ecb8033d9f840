import { describe, expect, test } from 'vitest'
import type { Check, CheckKind, IncidentType } from '../../../src/core/check.ts'
import type { CheckState, Incident } from '../../../src/core/incident/incident.ts'
import { type Measured, type Metric, type MetricValue, metricKey } from '../../../src/core/metric.ts'
import { type Judged, unknown, type Verdict } from '../../../src/core/verdict.ts'
import { type Asked, judge } from '../../../src/engine/judge.ts'

const DATASET = 'shop.orders/orders'
const SCENE = { domain: 'shop', product: 'shop.orders', dataset: DATASET, source: 'warehouse', affects: [] }
const ROWS: Metric = { fn: 'rows' }
const nulls = (field: string): Metric => ({ fn: 'nulls', fields: [field] })
const PER_DAY: Metric = { fn: 'rowsPer', fields: ['at'], args: ['day', 'UTC'], window: { from: 0, to: 9 } }

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
  return judge(checks, seen, measured, { states, open: before?.incidents ?? [], points: () => [] }, SCENE)
}

interface Before {
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

  test('of periods is kept whole: the check that judged them remembers which were bad', () => {
    const groups = [
      { key: '1', value: 10 },
      { key: '2', value: 0 },
    ]
    const { measurements } = probe(7, [asked('volume', [PER_DAY], fail)], [[PER_DAY, groups]])
    const key = metricKey(PER_DAY)
    expect(measurements).toMatchObject([
      { series: key, bucket: 1, values: { [key]: 10 }, excluded: [] },
      { series: key, bucket: 2, values: { [key]: 0 }, excluded: [] },
    ])
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
