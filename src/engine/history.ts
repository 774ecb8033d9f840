/**
 * What was measured before, as checks see it. One row of the store holds what was measured together: the scalar metrics of a check
 * kind at one probe, those of one period, or all segments of one metric. Periods are measured again while rows may still come, so
 * what a visit has just measured takes the place of what was stored.
 */

import { periodsBetween } from '../core/calendar/period.ts'
import { DAY, HOUR, type Instant, type Millis } from '../core/calendar/time.ts'
import type { Check, CheckId, CheckKind, SegmentValues } from '../core/check.ts'
import type { CheckState } from '../core/incident/incident.ts'
import { type Group, isCount, type Measured, type Metric, type MetricKey, metricKey, perKey } from '../core/metric.ts'
import type { Point } from '../core/series.ts'
import type { HistoryQuery, Measurement, Store } from '../core/store.ts'
import { uniqueMetrics } from './statements.ts'

/** How far back bands are learned from: deliveries and periods far, polled values nearer and thinned to one an hour. */
const MEMORY: Millis = 60 * DAY
const POLLED_MEMORY: Millis = 21 * DAY
const POLLED_STEP: Millis = HOUR

/** Of what a check has learned already, this much is read again, for what was measured anew or marked since. */
const OVERLAP: Millis = 4 * DAY

/** The past that is learned from, up to but without `before`; where all up to `learned` is known, its end. */
export function pastBefore(before: Instant, polled: boolean, learned = 0): Pick<HistoryQuery, 'since' | 'before' | 'step'> {
  const since = Math.max(before - (polled ? POLLED_MEMORY : MEMORY), Math.min(before, learned) - OVERLAP)
  return { since, before, step: polled ? POLLED_STEP : 0 }
}

interface Past {
  readonly check: Check
  readonly kind: Pick<CheckKind<unknown>, 'learns' | 'learnedTo'>
  readonly needs: readonly Metric[]
}

/** Each series once, as far back as the check that knows least of it needs, and over every period that is measured anew. */
export async function readHistories(
  asked: readonly Past[],
  states: ReadonlyMap<CheckId, CheckState>,
  at: Instant,
  delivery: Instant | undefined,
  store: Store,
): Promise<ReadonlyMap<string, readonly Measurement[]>> {
  const dataset = asked[0]?.check.dataset ?? ''
  const wanted = new Map<string, HistoryQuery>()
  const measured = new Map(uniqueMetrics(asked.flatMap(({ needs }) => needs)).map((metric) => [metricKey(metric), metric]))
  for (const { check, kind, needs } of asked) {
    if (!kind.learns) continue
    const learned = kind.learnedTo?.(states.get(check.id)?.memo)
    for (const metric of needs) {
      if (metric.once) continue
      const series = seriesOf(check, metric)
      const { per } = metric
      const span = pastBefore(per ? at : (delivery ?? at), per === undefined && delivery === undefined, learned)
      const from = (per && measured.get(metricKey(metric))?.window?.from) ?? span.since
      const since = Math.min(span.since, from, wanted.get(series)?.since ?? from)
      wanted.set(series, { dataset, series, ...span, since })
    }
  }
  const found = new Map<string, readonly Measurement[]>()
  for (const [series, query] of wanted) found.set(series, await store.history(query))
  return found
}

/** The series that a metric of a check is kept in. Kinds have their own, because they are asked at their own pace. */
export function seriesOf({ kind }: Check, metric: Metric): string {
  if (metric.by !== undefined) return metricKey(metric)
  return metric.per === undefined ? kind : `${kind} ${perKey(metric.per)}`
}

/** The stored rows of a series as the past of one metric. */
export function pointsOf(rows: readonly Measurement[], metric: Metric): readonly Point[] {
  const key = metricKey(metric)
  if (metric.by !== undefined) return []
  return rows.flatMap(({ bucket, values, excluded }) => {
    const value = values[key]
    return value === undefined ? [] : [{ at: bucket, value, ...(excluded.includes(key) ? { mark: 'excluded' as const } : {}) }]
  })
}

/** The stored rows of a metric that is divided by a field. */
export function segmentsOf(rows: readonly Measurement[], metric: Metric): readonly SegmentValues[] {
  const key = metricKey(metric)
  if (metric.by === undefined) return []
  return rows.map(({ bucket, values, excluded }) => ({
    at: bucket,
    values,
    ...(excluded.includes(key) ? { mark: 'excluded' as const } : {}),
  }))
}

/**
 * The values of each closed period of the window that has a place in history: from the first one that ever had a row. Sources answer
 * only periods with rows, but a weekend without orders has to be known as well as a busy Monday: counts are zero in empty periods.
 */
function closedPeriods(
  metric: Metric,
  groups: readonly Group[],
  stored: readonly Measurement[],
  now: Instant,
): ReadonlyMap<Instant, Record<string, number>> {
  const { per, window, by } = metric
  const key = metricKey(metric)
  const found = new Map<Instant, Record<string, number>>()
  if (!per || !window) return found
  const known = stored.find(({ values }) => by !== undefined || values[key] !== undefined)?.bucket ?? Number.POSITIVE_INFINITY
  const first = groups.reduce((least, { at = least }) => Math.min(least, at), known)
  if (first === Number.POSITIVE_INFINITY) return found
  for (const start of periodsBetween(per, Math.max(first, window.from), Math.min(now, window.to))) {
    found.set(start, by === undefined && isCount(metric) ? { [key]: 0 } : {})
  }
  for (const group of groups) {
    const values = group.at === undefined ? undefined : found.get(group.at)
    if (values) values[by === undefined ? key : group.key] = group.value
  }
  return found
}

/** Rows by series and bucket. */
export type FreshRows = ReadonlyMap<string, ReadonlyMap<Instant, Measurement>>

/**
 * The rows of the periods that a visit measured. What the row of a period holds beyond them stays, and so does what was said of it
 * before: which periods are bad is decided by the check that judges them, once.
 */
export function measuredPeriods(
  asked: readonly { readonly check: Check; readonly needs: readonly Metric[] }[],
  measured: ReadonlyMap<MetricKey, Measured>,
  stored: (series: string) => readonly Measurement[],
  now: Instant,
): FreshRows {
  const fresh = new Map<string, Map<Instant, Measurement>>()
  for (const { check, needs } of asked) {
    for (const metric of needs) {
      const groups = measured.get(metricKey(metric))?.value
      if (metric.per === undefined || metric.once || !Array.isArray(groups)) continue
      const series = seriesOf(check, metric)
      const rows = fresh.get(series) ?? new Map<Instant, Measurement>()
      const before = new Map(stored(series).map((row) => [row.bucket, row]))
      for (const [bucket, values] of closedPeriods(metric, groups, stored(series), now)) {
        const row = rows.get(bucket) ?? before.get(bucket)
        const others = metric.by === undefined ? row?.values : {}
        rows.set(bucket, {
          dataset: check.dataset,
          series,
          bucket,
          at: now,
          values: { ...others, ...values },
          excluded: row?.excluded ?? [],
        })
      }
      fresh.set(series, rows)
    }
  }
  return fresh
}

/** What is known of a series by now, oldest first. */
export function renewed(stored: readonly Measurement[], fresh: ReadonlyMap<Instant, Measurement> | undefined): readonly Measurement[] {
  if (fresh === undefined || fresh.size === 0) return stored
  return [...stored.filter(({ bucket }) => !fresh.has(bucket)), ...fresh.values()].sort((a, b) => a.bucket - b.bucket)
}
