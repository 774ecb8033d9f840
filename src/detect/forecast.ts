/**
 * What the next value of a series should be, by the simplest of a few models that explains its past: one level, a level per hour or
 * weekday, or a steady change from point to point. A later one has to be clearly better to be taken. The steady change comes last:
 * it explains nights and days well, too, except when one turns into the other.
 */
import { mean, median, quantile } from 'simple-statistics'
import { DAY, HOUR, type Instant, type Millis, WEEK } from '../core/calendar/time.ts'
import { wallTime, weekday } from '../core/calendar/wall-time.ts'
import type { Point } from '../core/series.ts'

export type Model = 'level' | 'trend' | 'hour of day' | 'weekday' | 'hour of week'

/** All in the units of the points handed in. */
export interface Forecast {
  readonly model: Model
  readonly expected: number
  /** How far each past point was from what the others foretold. */
  readonly residuals: readonly number[]
  /** Deviations from `expected` that the past has shown. */
  readonly seen: { readonly low: number; readonly high: number }
  /** Steps between the last point and the one foretold: uncertainty of a trend grows with them. */
  readonly steps: number
}

/** Share of the mean error of the simpler model that a richer one may have at most. */
const CLEARLY_BETTER = 0.75
/** The same for a trend while weekdays are unknown: a weekend in a short past looks like a way down. */
const CLEARLY_A_TREND = 0.25
/** Until weekdays can be told apart, everything that was seen so far is usual. */
export const WEEKDAYS_KNOWN: Millis = 3 * WEEK
/** A season counts once it was seen this often. */
const CYCLES = 3
/** Longest gap that a trend is carried over, in steps. */
const MOST_STEPS = 10

export interface Season {
  readonly model: Model
  readonly cycle: Millis
  slot(at: Instant): number
}

export function forecast(points: readonly Point[], at: Instant, step: Millis, zone: string): Forecast {
  const level = ofLevel(points)
  const better = (best: Forecast, next: Forecast | undefined, share: number) => (next && error(next) < share * error(best) ? next : best)
  const seasonal = seasons(step, zone)
    .map((season) => ofSeason(points, at, step, season))
    .reduce<Forecast>((best, next) => better(best, next, CLEARLY_BETTER), level)
  const known = at - (points[0]?.at ?? at) >= WEEKDAYS_KNOWN - step / 2
  return better(seasonal, trend(points, at, step), known ? CLEARLY_BETTER : CLEARLY_A_TREND)
}

function seasons(step: Millis, zone: string): readonly Season[] {
  const longest = weekly(step, zone)
  return longest.model === 'weekday' ? [longest] : [{ model: 'hour of day', cycle: DAY, slot: (at) => wallTime(at, zone).hour }, longest]
}

/** The season that a week makes: of its days, or of its hours where points are closer than a day. */
export function weekly(step: Millis, zone: string): Season {
  const day = (at: Instant) => weekday(at, zone)
  if (step >= 20 * HOUR) return { model: 'weekday', cycle: WEEK, slot: day }
  return { model: 'hour of week', cycle: WEEK, slot: (at) => 24 * day(at) + wallTime(at, zone).hour }
}

function ofLevel(points: readonly Point[]): Forecast {
  const values = points.map(({ value }) => value)
  const expected = median(values)
  return { model: 'level', expected, residuals: leftOut(values), seen: around(values, expected), steps: 1 }
}

function ofSeason(points: readonly Point[], at: Instant, step: Millis, season: Season): Forecast | undefined {
  const first = points[0]
  if (first === undefined || at - first.at < CYCLES * season.cycle - step / 2) return undefined
  const slots = Map.groupBy(points, (point) => season.slot(point.at))
  const own = slots.get(season.slot(at))?.map(({ value }) => value) ?? []
  if (own.length < CYCLES) return undefined
  const expected = median(own)
  const varied = isConstant(own)
    ? []
    : [...slots.values()].map((slot) => slot.map(({ value }) => value)).filter((slot) => !isConstant(slot))
  const telling = varied.length > 0 ? varied : [...slots.values()].map((slot) => slot.map(({ value }) => value))
  const residuals = telling.flatMap(leftOut)
  return { model: season.model, expected, residuals, seen: around(own, expected), steps: 1 }
}

/** Weekends that are always empty say nothing of how much a Monday varies. */
function isConstant(values: readonly number[]): boolean {
  return values.every((value) => value === values[0])
}

/** Steps are counted per usual gap, so that a longer gap allows for a longer step. */
function trend(points: readonly Point[], at: Instant, step: Millis): Forecast | undefined {
  const last = points.at(-1)
  if (last === undefined || points.length < 4) return undefined
  const gaps = (span: Millis) => Math.min(MOST_STEPS, Math.max(1, Math.round(span / step)))
  const moves = points.slice(1).map((point, index) => {
    const before = points[index] ?? point
    return (point.value - before.value) / gaps(point.at - before.at)
  })
  const move = median(moves)
  const steps = gaps(at - last.at)
  const expected = last.value + steps * move
  const jumps = around(moves, move)
  const values = around(
    points.map(({ value }) => value),
    expected,
  )
  // What fell on a Saturday may be back on Monday, although no step has ever led there.
  const seen = { low: Math.min(jumps.low * steps, values.low), high: Math.max(jumps.high * steps, values.high) }
  return { model: 'trend', expected, residuals: leftOut(moves), seen, steps }
}

/** Each value's distance from the median of the others. */
function leftOut(values: readonly number[]): readonly number[] {
  if (values.length < 2) return []
  const sorted = [...values].sort((a, b) => a - b)
  const without = (left: number, index: number) => sorted[index < left ? index : index + 1] ?? 0
  const rest = sorted.length - 1
  return sorted.map((value, left) => value - (without(left, Math.floor((rest - 1) / 2)) + without(left, Math.floor(rest / 2))) / 2)
}

function around(values: readonly number[], centre: number) {
  return { low: Math.min(...values) - centre, high: Math.max(...values) - centre }
}

/** Mean error without the worst tenth, so that an old incident does not choose the model. */
function error({ residuals }: Forecast): number {
  const sizes = residuals.map(Math.abs)
  const worst = quantile(sizes, 0.9)
  return mean(sizes.filter((size) => size <= worst))
}
