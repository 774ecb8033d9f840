/** What was measured of a field at one time (a day, a delivery, a look), read now and from history alike, and which of them compare. */
import { DAY, type Instant } from '../../core/calendar/time.ts'
import { weekday } from '../../core/calendar/wall-time.ts'
import type { History, Observation } from '../../core/check.ts'
import { type Measured, type Metric, type MetricKey, metricKey } from '../../core/metric.ts'
import { MOST_CATEGORIES, PROFILE_QUANTILES } from '../../core/profile.ts'
import type { DistributionParams } from '../../core/questions.ts'
import type { Point } from '../../core/series.ts'
import type { CategoryProfile, NumberProfile } from '../../detect/drift/profile.ts'
import { ROWS } from '../reading.ts'
import { metricsOf, placed, quantileOf } from './needs.ts'

export interface Sight {
  readonly at: Instant
  readonly rows: number
  /** Of scalar metrics, by the key they have when they are asked of all rows. */
  readonly values: ReadonlyMap<MetricKey, number>
  /** Rows per category. */
  readonly counts?: Readonly<Record<string, number>>
  readonly mark?: Point['mark']
  readonly never?: true
}

/** Oldest first. A mark is that of the field's own metrics: what all fields share is marked by none of them alone. */
export function pastSights(params: DistributionParams, past: History): readonly Sight[] {
  const rows = past.points(placed(ROWS, params)).filter(({ value }) => value > 0)
  const sights = new Map(rows.map(({ at, value }) => [at, { at, rows: value, values: new Map<MetricKey, number>() } as Mutable<Sight>]))
  for (const metric of metricsOf(params)) {
    if (metric.by !== undefined) {
      for (const { at, values, mark } of past.segments(placed(metric, params))) {
        const sight = sights.get(at)
        if (!sight) continue
        sight.counts = values
        if (mark) sight.mark = mark
      }
      continue
    }
    for (const { at, value, mark, never } of past.points(placed(metric, params))) {
      const sight = sights.get(at)
      if (!sight) continue
      ;(sight.values as Map<MetricKey, number>).set(metricKey(metric), value)
      if (mark) sight.mark = mark
      if (never) sight.never = never
    }
  }
  return [...sights.values()]
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] }

/** Of all rows or of a delivery. How many values differ cannot be told from a sample. */
export function presentSight(params: DistributionParams, seen: Observation, at: Instant, rows: number): Sight {
  const found = metricsOf(params).flatMap((metric) => {
    const answer = seen.read(metric)
    return 'state' in answer || answer.value === null || isGuess(metric, answer) ? [] : [[metric, answer.value] as const]
  })
  const values = new Map<MetricKey, number>()
  let counts: Record<string, number> | undefined
  for (const [metric, value] of found) {
    if (typeof value === 'object') counts = Object.fromEntries(value.map((group) => [group.key, group.value]))
    else if (Number.isFinite(Number(value))) values.set(metricKey(metric), Number(value))
  }
  return { at, rows, values, ...(counts && { counts }) }
}

function isGuess({ fn }: Metric, { basis }: Measured): boolean {
  return fn === 'distinct' && basis !== 'exact'
}

/** Share of the rows that the numbers were taken from. */
export function sampledShare(params: DistributionParams, seen: Observation): number {
  const shares = metricsOf(params).map((metric) => {
    const answer = seen.read(placed(metric, params))
    return 'state' in answer ? 1 : (answer.share ?? 1)
  })
  return Math.min(1, ...shares)
}

export function measured({ values }: Sight, metric: Metric): number | undefined {
  return values.get(metricKey(metric))
}

export function numbersOf(sight: Sight, field: string, share: number): NumberProfile | undefined {
  const quantiles = PROFILE_QUANTILES.map((p) => measured(sight, quantileOf(field, p)) ?? Number.NaN)
  if (!quantiles.every(Number.isFinite)) return undefined
  return { size: share * (sight.rows - (measured(sight, { fn: 'nulls', fields: [field] }) ?? 0)), quantiles }
}

export function categoryProfile({ counts, rows }: Sight, share: number): CategoryProfile | undefined {
  if (!counts) return undefined
  const listed = Object.entries(counts).sort(([, a], [, b]) => b - a)
  const kept = listed.slice(0, MOST_CATEGORIES).map(([key, count]) => [key, share * count] as const)
  return { size: share * rows, counts: Object.fromEntries(kept) }
}

/** Profiles that make a comparison. */
const MOST_COMPARED = 7
const FEWEST_COMPARED = 2

/**
 * What a sight is compared with: the last ones before it, and the last ones of the same weekday, without what nobody may learn from and
 * what was before a new normal. A table that is looked at again and again counts once a day.
 */
export function comparedWith(sight: Sight, past: readonly Sight[], zone: string, polled: boolean): readonly (readonly Sight[])[] {
  const before = past.filter(({ at }) => at < sight.at)
  const fresh = before.slice(
    Math.max(
      0,
      before.findLastIndex(({ mark }) => mark === 'new-level'),
    ),
  )
  const sound = fresh.filter(({ mark }) => mark !== 'excluded')
  const dayOf = (at: Instant) => Math.floor(at / DAY)
  const apart = polled
    ? [...new Map(sound.map((one) => [dayOf(one.at), one])).values()].filter(({ at }) => dayOf(at) < dayOf(sight.at))
    : sound
  const alike = apart.filter(({ at }) => weekday(at, zone) === weekday(sight.at, zone))
  return [apart, alike].flatMap((sights) => (sights.length < FEWEST_COMPARED ? [] : [sights.slice(-MOST_COMPARED)]))
}
