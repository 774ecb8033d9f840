/** Numbers that checks need of a dataset. Two checks that need the same one share it: equal keys are measured once. */
import type { Instant } from './calendar/time.ts'

export type Scalar = string | number | boolean | null

/**
 * Scalar metrics answer one number over the rows of a dataset (or of its newest delivery):
 * `rows`; per field `nulls`, `zeros`, `distinct`, `min`, `max`, `mean`, `stddev`, `quantile` (args: p),
 * `latest` and `earliest` (args: zone of timestamps that have none; answer: epoch milliseconds),
 * `missing` (args: values that count as missing, null always does), `invalid` (args: the valid values; a null among them
 * makes null valid), `mismatched` (args: pattern), `duplicates` (fields: the key; answer: rows − distinct keys);
 * `query` (args: SQL of a rule).
 * Grouped metrics answer rows: `top` (args: k), `formats` (args: k; shapes of the text such as `9999-99-99`),
 * `rowsPer` (args: `day` or `hour`, zone; window required), `maxBy` (by required).
 */
export type MetricFn = ScalarFn | GroupedFn
export type ScalarFn =
  | 'rows'
  | 'nulls'
  | 'zeros'
  | 'distinct'
  | 'min'
  | 'max'
  | 'mean'
  | 'stddev'
  | 'quantile'
  | 'latest'
  | 'earliest'
  | 'missing'
  | 'invalid'
  | 'mismatched'
  | 'duplicates'
  | 'query'
export type GroupedFn = 'top' | 'formats' | 'rowsPer' | 'maxBy'

export const GROUPED: ReadonlySet<string> = new Set<GroupedFn>(['top', 'formats', 'rowsPer', 'maxBy'])

export interface Metric {
  readonly fn: MetricFn
  /** Physical names. Most metrics take one field, `duplicates` takes the key, `rows` and `query` none. */
  readonly fields?: readonly string[]
  /** One value per segment: rows are told apart by this field (physical name). */
  readonly by?: string
  /** How many segments at most, those with most rows first. Not part of the key. */
  readonly most?: number
  /** One value per period of a time field. Together with `by`: one per segment and period. */
  readonly per?: { readonly field: string; readonly unit: 'day' | 'hour'; readonly zone: string }
  readonly args?: readonly Scalar[]
  /** Half-open span of the time field that is counted. Not part of the key: the same series goes on. */
  readonly window?: { readonly from: Instant; readonly to: Instant }
}

export type MetricKey = string

/** Stable text of a metric, such as `nulls(email)` or `quantile(amount; 0.95)`. */
export function metricKey(metric: Metric): MetricKey {
  const fields = (metric.fields ?? []).join(',')
  const args = metric.args && metric.args.length > 0 ? `; ${metric.args.map((arg) => JSON.stringify(arg)).join(',')}` : ''
  return `${metric.fn}(${fields}${metric.by ? ` by ${metric.by}` : ''}${metric.per ? ` per ${metric.per.unit} of ${metric.per.field} in ${metric.per.zone}` : ''}${args})`
}

/**
 * How a value was come by. `exact`: counted over all rows. `sampled`: over a part of them. `estimate`: the source's own
 * guess. `metadata`: from the catalog. Contract limits are decided on exact and commit-time values only.
 */
export type Basis = 'exact' | 'sampled' | 'estimate' | 'metadata'

/** One row of a grouped metric. `key` is a category, a shape, a segment, or the start of a period in epoch milliseconds. */
export interface Group {
  readonly key: string
  readonly value: number
  /** Start of the period, where the metric is asked per period. */
  readonly at?: Instant
}

/** A number, null where the source has none (no rows), or groups. Integers beyond 2^53 arrive as decimal text. */
export type MetricValue = number | string | null | readonly Group[]

export interface Measured {
  readonly value: MetricValue
  readonly basis: Basis
  /** Share of the rows that was looked at, where sampled. */
  readonly share?: number
}
