/**
 * A weekly rhythm that was taken for a fault. A Saturday a little below the band is bad, and what is bad trains nobody, so that the
 * season could never be learned. Values off the band are therefore remembered for some weeks: what agrees with the same weekday (or
 * hour of the week) of two earlier weeks is no news but the season, accepted visibly and learned from then on.
 */
import { type Millis, WEEK } from '../core/calendar/time.ts'
import type { Point, SeriesOptions } from '../core/series.ts'
import { weekly } from './forecast.ts'
import type { SeriesMemo } from './level-shift.ts'
import { SPACES } from './series.ts'

/** How far back a value may find its like. */
const REMEMBERED: Millis = 5 * WEEK
const MOST_ODD = 300
/** Weeks, besides that of the judged value, that have to show it. */
const LEAST_WEEKS = 2
/** How far its like may be away, as a share of the distance from what was expected. */
const AGREEMENT = 0.5

/** The memo with one more value off the band, or without it when it turned out to be usual. */
export function withOdd(memo: SeriesMemo, judged: Point, isOdd: boolean): SeriesMemo {
  const others = memo.odd.filter(({ at }) => at !== judged.at && at >= judged.at - REMEMBERED)
  return { ...memo, odd: isOdd ? [...others, judged].slice(-MOST_ODD) : others }
}

/**
 * The values of earlier weeks that make the judged one part of a rhythm, if there are enough. What has been off the band for a
 * week without end is an outage and no rhythm, and looks at a table have no weekday of their own.
 */
export function rhythmOf(
  judged: Point,
  past: readonly Point[],
  expected: number,
  step: Millis,
  memo: SeriesMemo,
  { kind, zone, polled }: SeriesOptions,
): readonly Point[] | undefined {
  const began = memo.run.find(({ at }) => at < judged.at)?.at ?? judged.at
  if (polled || judged.at - began >= WEEK - step) return undefined
  const { to } = SPACES[kind]
  const slot = weekly(step, zone).slot
  const reach = AGREEMENT * Math.abs(to(judged.value) - to(expected))
  const weeksAgo = (point: Point) => Math.round((judged.at - point.at) / WEEK)
  const alike = [...past, ...memo.odd].filter(
    (point) =>
      point.at < judged.at &&
      point.at >= judged.at - REMEMBERED &&
      weeksAgo(point) >= 1 &&
      slot(point.at) === slot(judged.at) &&
      Math.abs(to(point.value) - to(judged.value)) <= reach,
  )
  return new Set(alike.map(weeksAgo)).size >= LEAST_WEEKS ? alike : undefined
}

/** Those of its values that were held back are learned from now on; where there are none, what was accepted stays the same. */
export function acceptRhythm(memo: SeriesMemo, judged: Point, rhythm: readonly Point[]): SeriesMemo {
  const accepted = new Set(rhythm.map(({ at }) => at))
  const held = memo.odd.filter(({ at }) => accepted.has(at))
  const odd = memo.odd.filter(({ at }) => !accepted.has(at) && at !== judged.at)
  return { ...memo, run: [], odd, rhythm: held.length === 0 ? memo.rhythm : [...memo.rhythm, ...held].slice(-MOST_ODD) }
}
