/** Numbers that checks need of a dataset. Two checks that need the same one share it: equal keys are measured once. */
import type { Instant } from './calendar/time.ts'

export type Scalar = string | number | boolean | null

/**
 * Scalar metrics answer one number over the rows of a dataset (or of its newest delivery):
 * `rows`; per field `nulls`, `zeros`, `distinct`, `min`, `max`, `mean`, `stddev`, `sum`, `quantile` (args: p),
 * `latest` and `earliest` (args: zone of timestamps that have none; answer: epoch milliseconds),
 * `missing` (args: values that count as missing, null always does), `invalid` (args: the valid values; a null among them
 * makes null valid), `mismatched` (args: pattern), `duplicates` (fields: the key; answer: rows − distinct keys);
 * `query` (args: SQL of a rule).
 * With `by`, `per` or both, any of them but `query` answers groups instead: one number per segment, period, or segment and period.
 * Metrics that are divided alike are measured in one pass over the rows.
 * `top` (args: k) and `formats` (args: k; shapes of the text such as `9999-99-99`) answer groups on their own and cannot be divided.
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
  | 'sum'
  | 'quantile'
  | 'latest'
  | 'earliest'
  | 'missing'
  | 'invalid'
  | 'mismatched'
  | 'duplicates'
  | 'query'
export type GroupedFn = 'top' | 'formats'

export interface Metric {
  readonly fn: MetricFn
  /** Physical names. Most metrics take one field, `duplicates` takes the key, `rows` and `query` none. */
  readonly fields?: readonly string[]
  /** One value per segment: rows are told apart by this field (physical name), null by `NO_SEGMENT`. */
  readonly by?: string
  /** How many segments at most, those with most rows in the window first, ties by name; `MOST_SEGMENTS` if left out. Not part of the key. */
  readonly most?: number
  /** Segments are named by a hash of their value, made before anything is kept, so that no value of a row stays here. */
  readonly hashed?: true
  /** One value per period of a time field that has rows; `window` is required. Together with `by`: one per segment and period. */
  readonly per?: Per
  readonly args?: readonly Scalar[]
  /**
   * Half-open span of the time field of `per` that is counted. Not part of the key: the same series goes on. What is asked together is
   * measured over the widest window, so that an answer may hold more periods than were asked for, the unfinished one among them.
   */
  readonly window?: { readonly from: Instant; readonly to: Instant }
  /** So large a part of the rows is enough, 0 to 1, where a sample may be taken at all. Not part of the key. */
  readonly enough?: number
  /** Asked for one judgement and not kept. Not part of the key. */
  readonly once?: true
}

/** Days or hours of a time field (physical name), by the clocks of `zone`, which also is that of timestamps without one. */
export interface Per {
  readonly field: string
  readonly unit: 'day' | 'hour'
  readonly zone: string
}

export const MOST_SEGMENTS = 1_000

/** The key of rows whose segment is null. No text of a database can be it, not even an empty one. */
export const NO_SEGMENT = '\u0000'

/** Whether the answer is groups rather than one number. */
export function isGrouped({ fn, by, per }: Metric): boolean {
  return fn === 'top' || fn === 'formats' || by !== undefined || per !== undefined
}

const COUNTS: ReadonlySet<MetricFn> = new Set<MetricFn>([
  'rows',
  'nulls',
  'zeros',
  'missing',
  'invalid',
  'mismatched',
  'duplicates',
  'distinct',
])

/** Whether it is 0, and not unknown, where there are no rows. */
export function isCount({ fn }: Metric): boolean {
  return COUNTS.has(fn)
}

export type MetricKey = string

/** Stable text of a metric, such as `nulls(email)` or `quantile(amount; 0.95)`. */
export function metricKey(metric: Metric): MetricKey {
  const known = spelled.get(metric) ?? spellKey(metric)
  spelled.set(metric, known)
  return known
}

/** Of one visit each metric is asked for its key again and again. */
const spelled = new WeakMap<Metric, MetricKey>()

function spellKey({ fn, fields, by, hashed, per, args }: Metric): MetricKey {
  const of = [fields?.join(','), by === undefined ? undefined : `by ${by}${hashed ? ' hashed' : ''}`, per && perKey(per)].filter(
    (part) => part !== undefined,
  )
  return `${fn}(${of.join(' ')}${args && args.length > 0 ? `; ${args.map((arg) => JSON.stringify(arg)).join(',')}` : ''})`
}

/** `per day of placed_at in Europe/Berlin`. */
export function perKey({ unit, field, zone }: Per): string {
  return `per ${unit} of ${field} in ${zone}`
}

/**
 * How a value was come by. `exact`: counted over all rows. `sampled`: over a part of them. `estimate`: the source's own
 * guess. `metadata`: from the catalog. Contract limits are decided on exact and commit-time values only.
 */
export type Basis = 'exact' | 'sampled' | 'estimate' | 'metadata'

/** One row of a grouped metric. `key` is a category, a shape, or a segment; empty where periods alone tell the rows apart. */
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
