/** What is asked of a field: its counts, and the quantiles and categories that make its profile, per closed day where rows have a time. */
import type { Instant } from '../../core/calendar/time.ts'
import type { Check, History } from '../../core/check.ts'
import type { DatasetFacts } from '../../core/connector.ts'
import { type Metric, metricKey } from '../../core/metric.ts'
import { MOST_CATEGORIES, PROFILE_QUANTILES } from '../../core/profile.ts'
import type { DistributionParams, Feature } from '../../core/questions.ts'
import { remembered } from '../memo.ts'
import { enoughAfter, FIRST_LOOK, type Looked, windowToAsk } from '../periods.ts'
import { ROWS } from '../reading.ts'

export const MEMO = 3

/** Deliveries and looks that were judged stand for periods. What fitted at the first look is asked of the same part of the rows later. */
export interface DistributionMemo extends Looked {
  readonly v: typeof MEMO
  /** The first period that was judged; the ones before it were read back. */
  readonly first?: Instant
  /** Whether it is one of deliveries, so that history is known to be so. */
  readonly delivered?: boolean
  /** By name of the measure. */
  readonly series?: Readonly<Record<string, unknown>>
  /** What was judged last, as it was then. */
  readonly values?: Readonly<Record<string, number>>
  /** Measures whose values change while rows get older: what was read back of them says nothing of a fresh day. */
  readonly ripening?: readonly string[]
}

export function needs(
  { params }: Check<DistributionParams>,
  facts: DatasetFacts,
  past: Pick<History, 'memo'>,
  at: Instant,
): readonly Metric[] {
  if (facts.state !== 'present') return []
  const metrics = [ROWS, ...metricsOf(params)].map((metric) => placed(metric, params))
  const { period } = params
  if (period === undefined) return metrics
  const memo = remembered<DistributionMemo>(past, MEMO)
  const window = windowToAsk(perDay(period), period.settle, at, memo, period.history)
  const { share } = enoughOf(period, memo)
  return metrics.map((metric) => ({ ...metric, window, ...(share < 1 && { enough: share }) }))
}

export function enoughOf({ history = FIRST_LOOK.day }: NonNullable<DistributionParams['period']>, memo: Looked | undefined) {
  return enoughAfter(memo?.misses ?? 0, history)
}

export function perDay({ field, zone }: NonNullable<DistributionParams['period']>) {
  return { field, unit: 'day', zone } as const
}

/** The metric as this check asks it. */
export function placed(metric: Metric, { period }: DistributionParams): Metric {
  return period === undefined ? metric : { ...metric, per: perDay(period) }
}

/** Of the field itself, each once. */
export function metricsOf({ field, features, showValues }: DistributionParams): readonly Metric[] {
  const metrics = features.flatMap((feature) => metricsFor(feature, [field]))
  const unique = [...new Map(metrics.map((metric) => [metricKey(metric), metric])).values()]
  return features.includes('categories') ? [...unique, categoriesOf(field, showValues)] : unique
}

/** Rows per category, one more than are told apart so that a longer list shows. Without permission to show them, values are known by their hashes only. */
export function categoriesOf(field: string, showValues: boolean): Metric {
  return { ...ROWS, by: field, most: MOST_CATEGORIES + 1, ...(!showValues && { hashed: true }) }
}

export function quantileOf(field: string, p: number): Metric {
  return { fn: 'quantile', fields: [field], args: [p] }
}

function metricsFor(feature: Feature, fields: readonly [string]): readonly Metric[] {
  switch (feature) {
    case 'nullRate':
      return [{ fn: 'nulls', fields }]
    case 'zeroRate':
      return [{ fn: 'zeros', fields }]
    case 'distinct':
      return [{ fn: 'distinct', fields }]
    case 'mean':
      return [{ fn: 'mean', fields }]
    case 'spread':
      return [{ fn: 'stddev', fields }]
    case 'quantiles':
      return [
        { fn: 'nulls', fields },
        { fn: 'min', fields },
        { fn: 'max', fields },
        ...PROFILE_QUANTILES.map((p) => quantileOf(fields[0], p)),
      ]
    case 'categories':
      return []
  }
}
