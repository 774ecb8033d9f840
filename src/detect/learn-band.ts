/**
 * The plain learned band: what the next value should be, give or take what the past has varied. Median and MAD with a floor; the
 * judged point is never handed in. A band leaves room for two gates: a value outside is both rare for this series and a change
 * large enough to matter.
 */
import { median, quantile } from 'simple-statistics'
import { DAY, HOUR, type Instant, type Millis, WEEK } from '../core/calendar/time.ts'
import type { Point } from '../core/check.ts'
import type { Band } from '../core/verdict.ts'
import { type Forecast, forecast, type Model } from './forecast.ts'
import { inOrder, type SeriesOptions, SPACES } from './series.ts'
import { thinRepeats } from './thin-repeats.ts'

export interface Learning {
  readonly learning: { readonly have: number; readonly need: number; readonly readyWhen?: Instant }
}

export interface Learned {
  readonly band: Band
  readonly expected: number
  readonly samples: number
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
/** Until weekdays can be told apart, everything that was seen so far is usual. */
const WEEKDAYS_KNOWN: Millis = 3 * WEEK
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
  const low = space.from(next.expected + Math.min(-reach, known ? 0 : next.seen.low))
  const high = space.from(next.expected + Math.max(reach, known ? 0 : next.seen.high))
  const floor = options.kind === 'count' || options.kind === 'total' ? leastRows(expected - margin) : expected - margin
  const last = usable.at(-1)?.value ?? low
  const band = {
    low: Math.min(low, floor, ...(options.kind === 'total' ? [last] : [])),
    high: Math.max(high, expected + margin),
  }
  return { band: bounded(band, options), expected, samples: usable.length, season: next.model, scale, margin }
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
