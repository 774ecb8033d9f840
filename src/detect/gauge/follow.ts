/** A gauge as it is followed: the state, and enough of what was taken in to see that some of it was measured anew or marked since. */
import { DAY, type Instant } from '../../core/calendar/time.ts'
import type { Point } from '../../core/series.ts'
import { localHour } from '../numbers/local-clock.ts'
import { inOrder } from '../seasonal/past.ts'
import { type Manner, NEED, opinionOf } from './answer.ts'
import { absorb, type GaugeState, newGauge } from './channels.ts'
import { checksum } from './checksum.ts'

/** JSON. */
export interface GaugeMemo {
  readonly state: GaugeState
  readonly leftOut: number
  readonly newest: Instant | null
  /** Days since 1970 and the checksum of what was taken in on each. */
  readonly days: readonly (readonly [day: number, sum: number])[]
  /** Judged last, and not learned from before a later point comes: it may be judged again, or measured anew. */
  readonly pending?: Point
}

/** Mutable. */
export interface Followed {
  readonly state: GaugeState
  leftOut: number
  /** Also of points that were left out. */
  newest: Instant
  readonly days: Map<number, number>
}

/** Days in which a change is seen. */
const WATCHED = 30
/** Of a longer past that turns up later, such as history that was measured back, everything is learned anew. */
const MUCH_OLDER = 0.1

export function newFollowed(): Followed {
  return { state: newGauge(), leftOut: 0, newest: Number.NEGATIVE_INFINITY, days: new Map() }
}

export function restored({ state, leftOut, newest, days }: GaugeMemo): Followed {
  return { state: structuredClone(state), leftOut, newest: newest ?? Number.NEGATIVE_INFINITY, days: new Map(days) }
}

export function memoOf({ state, leftOut, newest, days }: Followed, pending?: Point): GaugeMemo {
  return { state, leftOut, newest: Number.isFinite(newest) ? newest : null, days: [...days], ...(pending && { pending }) }
}

/** Takes in what is new in `past`; where older points are not what they were, all of `past` is learned anew. */
export function follow(followed: Followed, past: readonly Point[], manner: Manner): Followed {
  const points = inOrder(past)
  const now = isChanged(followed, points) ? newFollowed() : followed
  for (const point of points) if (point.at > now.newest) take(now, point, manner)
  return now
}

export function take(followed: Followed, point: Point, manner: Manner): void {
  const { at, mark } = point
  const { state, days } = followed
  const day = Math.floor(at / DAY)
  days.set(day, (days.get(day) ?? 0) + checksum(point))
  const [oldest] = days.keys()
  if (days.size > WATCHED && oldest !== undefined) days.delete(oldest)
  followed.newest = at
  if (mark === 'excluded' || manner.isQuiet(at)) {
    followed.leftOut++
    return
  }
  const opinion = opinionOf(state, point, manner)
  absorb(state, at, localHour(at, manner.clock), opinion)
  if (state.seen > NEED && opinion.score >= manner.alarm) state.alarmedAt = at
}

/** The first day of the past may have been cut, and says nothing. */
function isChanged({ state, newest, days }: Followed, points: readonly Point[]): boolean {
  const first = points[0]?.at
  if (first === undefined || state.since === null) return false
  const isWhole = first <= state.since
  if (isWhole && points.findIndex(({ at }) => at >= (state.since ?? at)) > MUCH_OLDER * state.seen) return true
  const sums = new Map<number, number>()
  for (const point of points) {
    if (point.at > newest) break
    const day = Math.floor(point.at / DAY)
    if (days.has(day) && (isWhole || day > Math.floor(first / DAY))) sums.set(day, (sums.get(day) ?? 0) + checksum(point))
  }
  return [...sums].some(([day, sum]) => days.get(day) !== sum)
}
