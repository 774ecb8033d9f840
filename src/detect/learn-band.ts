/**
 * The plain learned band: what the next value should be, give or take what the past has varied. Median and MAD with a floor; the
 * judged point is never handed in. A band leaves room for two gates: a value outside is both rare for this series and a change
 * large enough to matter.
 */
import { median, quantile } from 'simple-statistics'
import { DAY, HOUR, type Instant, type Millis, WEEK } from '../core/calendar/time.ts'
import type { Point, SeriesOptions } from '../core/series.ts'
import type { Band } from '../core/verdict.ts'
import { type Forecast, forecast, type Model, WEEKDAYS_KNOWN } from './forecast.ts'
import { inOrder, SPACES } from './series.ts'
import { thinRepeats } from './thin-repeats.ts'

export interface Learning {
  readonly learning: { readonly have: number; readonly need: number; readonly readyWhen?: Instant }
}

export interface Learned {
  readonly band: Band
  readonly expected: number
  readonly samples: number
  /** Usual time between two points. */
  readonly step: Millis
  readonly season: Model
  /** Scale of the noise, in the inner space of the kind; how far out a value is counts in it. */
  readonly scale: number
  /** Change that the band grants at least. */
  readonly margin: number
}

const ENOUGH_DAILY = 7
const ENOUGH_OFTEN = 24
/** A series by the hour has to have seen a weekend before it says what is unusual. */
const LEAST_SPAN: Millis = WEEK
const SHORTEST_DAILY_STEP: Millis = 20 * HOUR
/** And as much around it, as a share of how far it lies apart. */
const ROOM = 0.2
/** A short past that never had fewer rows than this makes no room for none at all. */
const CERTAINLY_SOME = 5
const MOST_POINTS = 1_500
const MAD_TO_SIGMA = 1.4826
const Q80_TO_SIGMA = 1 / 1.2816

export function isLearning(answer: Learning | Learned): answer is Learning {
  return 'learning' in answer
}

/** `points` lie before `at`. The answer is about the value at `at`. */
export function learnBand(points: readonly Point[], at: Instant, options: SeriesOptions): Learning | Learned {
  const ordered = inOrder(points)
  const usable = (options.polled ? thinRepeats(ordered) : ordered).slice(-MOST_POINTS)
  const step = usualGap(usable)
  const missing = stillLearning(usable, step)
  if (missing) return missing

  const space = SPACES[options.kind]
  const inner = usable.map((point) => ({ at: point.at, value: space.to(point.value) }))
  const next = forecast(inner, at, step, options.zone)
  const scale = scaleOf(next, space.floor(next.expected))
  const reach = scale * tolerance(usable.length)
  const known = at - (usable[0]?.at ?? at) >= WEEKDAYS_KNOWN - step / 2
  const expected = space.from(next.expected)
  const margin = Math.max(options.minAbsolute ?? space.minAbsolute, (options.minRelative ?? space.minRelative) * Math.abs(expected))
  const seen = known ? undefined : roomAround(next, options)
  const low = Math.min(space.from(next.expected - reach), seen?.low ?? Number.POSITIVE_INFINITY)
  const least = space.whole && !known && usable.every(({ value }) => value >= CERTAINLY_SOME) ? 0.5 : Number.NEGATIVE_INFINITY
  const high = Math.max(space.from(next.expected + reach), seen?.high ?? Number.NEGATIVE_INFINITY)
  const floor = options.kind === 'count' || options.kind === 'total' ? leastRows(expected - margin) : expected - margin
  const last = usable.at(-1)?.value ?? low
  const band = {
    low: Math.max(least, Math.min(low, floor, ...(options.kind === 'total' ? [last] : []))),
    high: Math.max(high, expected + margin),
  }
  return { band: bounded(band, options), expected, samples: usable.length, step, season: next.model, scale, margin }
}

/**
 * Where the past has been and a little further, because a few values do not show all. */
function roomAround({ expected, seen }: Forecast, { kind, minRelative }: SeriesOptions): { readonly low: number; readonly high: number } {
  const space = SPACES[kind]
  const room = ROOM * (seen.high - seen.low)
  const [lowest, highest] = [space.from(expected + seen.low), space.from(expected + seen.high)]
  const least = (minRelative ?? space.minRelative) * (seen.high > seen.low ? 1 : 0)
  const low = Math.min(space.from(expected + seen.low - room), lowest - least * Math.abs(lowest))
  const high = Math.max(space.from(expected + seen.high + room), highest + least * Math.abs(highest))
  return { low, high }
}

/** That nothing came at all always matters: the second gate does not excuse zero rows, only the first can. */
function leastRows(low: number): number {
  return Math.max(low, 0.5)
}

function bounded({ low, high }: { low: number; high: number }, { kind }: SeriesOptions): Band {
  if (kind === 'ratio') return { low: Math.max(0, low), high: Math.min(1, high) }
  return SPACES[kind].whole ? { low: Math.max(0, Math.ceil(low - 1e-6)), high: Math.floor(high + 1e-6) } : { low, high }
}

function scaleOf({ residuals, steps }: Forecast, floor: number): number {
  const sizes = residuals.map(Math.abs)
  return Math.max(MAD_TO_SIGMA * median(sizes), Q80_TO_SIGMA * quantile(sizes, 0.8), floor) * Math.sqrt(steps)
}

/** Wider while few samples make the scale uncertain. */
function tolerance(samples: number): number {
  return 4 + 12 / samples
}

function usualGap(points: readonly Point[]): Millis {
  const gaps = points.slice(1).map((point, index) => point.at - (points[index]?.at ?? point.at))
  return gaps.length > 0 ? Math.max(1, median(gaps)) : DAY
}

function stillLearning(points: readonly Point[], step: Millis): Learning | undefined {
  const often = step < SHORTEST_DAILY_STEP
  const need = often ? ENOUGH_OFTEN : ENOUGH_DAILY
  const have = points.length
  const [first, last] = [points[0], points.at(-1)]
  if (first === undefined || last === undefined) return { learning: { have, need } }
  const spanned = !often || last.at - first.at >= LEAST_SPAN - step
  if (have >= need && spanned) return undefined
  const enough = last.at + Math.max(0, need - have) * step
  return { learning: { have, need, readyWhen: often ? Math.max(enough, first.at + LEAST_SPAN) : enough } }
}
