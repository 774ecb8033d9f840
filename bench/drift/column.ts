/** A column that is delivered once a day, judged as the engine judges it: by history, memo and marks. */
import { distribution } from '../../src/checks/distribution/index.ts'
import { DAY } from '../../src/core/calendar/time.ts'
import type { Check, History, Judgement, Observation } from '../../src/core/check.ts'
import { type Metric, type MetricKey, metricKey } from '../../src/core/metric.ts'
import { PROFILE_QUANTILES } from '../../src/core/profile.ts'
import type { DistributionParams } from '../../src/core/questions.ts'
import type { Point } from '../../src/core/series.ts'
import { isBad, type Verdict } from '../../src/core/verdict.ts'
import type { Summary } from './generate.ts'

const PARAMS: DistributionParams = { field: 'amount', features: ['nullRate', 'zeroRate', 'quantiles'], showValues: false }

export interface Column {
  readonly check: Check<DistributionParams>
  /** Known without having been judged. */
  know(day: number, summary: Summary): void
  judge(day: number, summary: Summary): Judgement
  /** What was said of the judged day after all. */
  settle(judgement: Judgement, verdict: Verdict): void
}

export function column(name = 'amount'): Column {
  const check = {
    id: `shop.orders/orders/distribution/${name}`,
    kind: 'distribution',
    product: 'shop.orders',
    dataset: 'shop.orders/orders',
    params: PARAMS,
    schedule: {},
    policy: { openAfter: 1, resolveAfter: 1, unknownAfter: 3, severity: 'medium' },
  } as const
  const known = new Map<MetricKey, Point[]>()
  const learn = (day: number, values: ReadonlyMap<MetricKey, number>) => {
    for (const [key, value] of values) known.set(key, [...(known.get(key) ?? []), { at: day * DAY, value }])
  }
  let memo: unknown
  let quiet = false
  const past = (): History => ({
    memo,
    quiet,
    points: (metric) => known.get(metricKey(metric)) ?? [],
    segments: () => [],
  })
  return {
    check,
    know: (day, summary) => learn(day, valuesOf(summary)),
    judge(day, summary) {
      const values = valuesOf(summary)
      const judgement = distribution.judge(check, seenOn(day, values), past())
      learn(day, values)
      return judgement
    },
    settle(judgement, verdict) {
      memo = judgement.memo
      quiet = isBad(verdict)
      if (!quiet) return
      for (const points of known.values()) points.push({ ...(points.pop() as Point), mark: 'excluded' })
    },
  }
}

function seenOn(day: number, values: ReadonlyMap<MetricKey, number>): Observation {
  const at = (day + 1) * DAY
  return {
    at,
    now: at,
    facts: { state: 'present', relation: 'orders', fields: [], partition: { name: String(day), at: day * DAY } },
    read: (metric) => ({ value: values.get(metricKey(metric)) ?? null, basis: 'exact' }),
  }
}

function valuesOf({ size, least, most, quantiles }: Summary): ReadonlyMap<MetricKey, number> {
  const fields = ['amount']
  const given: readonly (readonly [Metric, number])[] = [
    [{ fn: 'rows' }, size],
    [{ fn: 'nulls', fields }, 0],
    [{ fn: 'zeros', fields }, 0],
    [{ fn: 'min', fields }, least],
    [{ fn: 'max', fields }, most],
    ...PROFILE_QUANTILES.map((p, index) => [{ fn: 'quantile', fields, args: [p] }, quantiles[index] ?? 0] as const),
  ]
  return new Map(given.map(([metric, value]) => [metricKey(metric), value]))
}
