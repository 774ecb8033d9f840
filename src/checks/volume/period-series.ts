/**
 * The series of rows per period. Sources answer only periods that have rows, so that the empty ones are remembered here: a
 * weekend without orders has to be learned as much as a busy Monday. Periods that were judged bad are remembered to be left out.
 */

import type { Instant } from '../../core/calendar/time.ts'
import type { History } from '../../core/check.ts'
import type { Group, Metric } from '../../core/metric.ts'
import type { Point } from '../../core/series.ts'
import type { SeriesMemo } from '../../detect/judge-series.ts'
import { type Period, shifted, startsBetween } from './periods.ts'

export const PERIOD_MEMO = 2

export interface PeriodMemo {
  readonly v: typeof PERIOD_MEMO
  /** The newest period that was judged. */
  readonly judged: Instant
  readonly bad: readonly Instant[]
  /** Half-open spans without a row. */
  readonly empty: readonly (readonly [Instant, Instant])[]
  readonly series?: SeriesMemo
}

/** Periods that are remembered. */
const KEPT = { day: 60, hour: 60 * 24 } as const

export interface PeriodSeries {
  /** Before the judged period, without those judged bad. */
  readonly points: readonly Point[]
  /** Empty spans known before the judged period. */
  readonly empty: PeriodMemo['empty']
}

/** Undefined when no period, judged or earlier, ever had a row. */
export function periodSeries(
  period: Period,
  metric: Metric,
  bucket: Instant,
  groups: readonly Group[],
  past: History,
  memo: PeriodMemo | undefined,
): PeriodSeries | undefined {
  const seen = new Map(groups.map((group) => [Number(group.key), group.value]))
  const stored = past.points(metric).filter(({ at }) => at < bucket)
  const first = Math.min(...seen.keys(), ...stored.slice(0, 1).map(({ at }) => at), ...(memo?.empty[0]?.slice(0, 1) ?? []))
  if (first === Number.POSITIVE_INFINITY) return undefined
  const isNew = (at: Instant) => at < bucket && at > (memo?.judged ?? Number.NEGATIVE_INFINITY)
  const unjudged = Math.max(first, memo ? shifted(period, memo.judged, 1) : first, metric.window?.from ?? first)
  const gaps = [...startsBetween(period, unjudged, bucket)].filter((at) => !seen.has(at))
  const empty = gaps.reduce((spans, at) => withSpan(spans, at, shifted(period, at, 1)), recent(period, memo?.empty ?? [], bucket))
  const zeros = empty.flatMap(([from, to]) => [...startsBetween(period, from, to)].map((at) => ({ at, value: 0 })))
  const fresh = [...seen].filter(([at]) => isNew(at)).map(([at, value]) => ({ at, value }))
  const bad = new Set(memo?.bad)
  const points = [...zeros, ...stored, ...fresh].filter(({ at }) => at < bucket && !bad.has(at))
  return { points, empty }
}

/** The memo after `bucket` was judged. */
export function afterJudging(
  period: Period,
  bucket: Instant,
  value: number,
  isBad: boolean,
  memo: PeriodMemo | undefined,
  empty: PeriodMemo['empty'],
  series: SeriesMemo | undefined,
): PeriodMemo {
  const others = (memo?.bad ?? []).filter((at) => at !== bucket && at >= shifted(period, bucket, -KEPT[period.per]))
  return {
    v: PERIOD_MEMO,
    judged: bucket,
    bad: isBad ? [...others, bucket] : others,
    empty: value === 0 && !isBad ? withSpan(empty, bucket, shifted(period, bucket, 1)) : empty,
    ...(series ? { series } : {}),
  }
}

function recent(period: Period, spans: PeriodMemo['empty'], bucket: Instant): PeriodMemo['empty'] {
  const oldest = shifted(period, bucket, -KEPT[period.per])
  return spans.flatMap(([from, to]) => (from < bucket && to > oldest ? [[Math.max(from, oldest), to] as const] : []))
}

function withSpan(spans: PeriodMemo['empty'], from: Instant, to: Instant): PeriodMemo['empty'] {
  const last = spans.at(-1)
  if (last === undefined || last[1] < from) return [...spans, [from, to]]
  return last[1] >= to ? spans : [...spans.slice(0, -1), [last[0], to]]
}
