/** Which periods of a time field are asked for, and which of them is judged. The same for every kind that looks at periods. */
import { movedPeriod, startOfPeriod } from '../core/calendar/period.ts'
import { DAY, type Instant, type Millis } from '../core/calendar/time.ts'
import { spellWallTime } from '../core/calendar/wall-time.ts'
import type { Per } from '../core/metric.ts'
import type { Unknown } from '../core/verdict.ts'

/** A half-open span of time. */
export interface Span {
  readonly from: Instant
  readonly to: Instant
}

/** How far back the first look goes, so that what is usual is known at once. */
export const FIRST_LOOK: Readonly<Record<Per['unit'], Millis>> = { day: 60 * DAY, hour: 28 * DAY }
/** Of a first look that took too long, the next one asks this part, and no less than what shows a weekly rhythm. */
const SHORTER = 1 / 2
const SHORTEST_LOOK: Millis = 15 * DAY
/** Periods that are measured again for data that comes late. */
const TRAILING = 2

/** The newest period that ended at least `settle` ago. */
export function closedPeriod(per: Per, settle: Millis, at: Instant): Span {
  const to = startOfPeriod(per, at - settle)
  return { from: movedPeriod(per, to, -1), to }
}

/** Of a first look that still took too long when it could be no shorter, the next one asks this part of the rows, so many times at most. */
const FEWER = 1 / 4
const FEWEST_TIMES = 3

/** What a check that looks at periods remembers of its looks. */
export interface Looked {
  /** The newest period that was judged. */
  readonly judged?: Instant
  /** First looks that took too long. */
  readonly misses?: number
}

/** What to remember of a look that failed; undefined where the next one need not ask for less. */
export function missed({ code }: Unknown, { judged, misses = 0 }: Looked = {}): Required<Pick<Looked, 'misses'>> | undefined {
  return code === 'timeout' && judged === undefined ? { misses: misses + 1 } : undefined
}

/** The part of the rows that is enough after `misses` first looks took too long, and whether it can be no less. */
export function enoughAfter(misses: number, firstLook: Millis): { readonly share: number; readonly isLeast: boolean } {
  const shorter = Math.max(0, Math.ceil(Math.log2(firstLook / SHORTEST_LOOK)))
  const times = Math.max(0, misses - shorter)
  return { share: FEWER ** Math.min(times, FEWEST_TIMES), isLeast: times > FEWEST_TIMES }
}

/** How far back the first look goes after `misses` of them took too long. */
function firstLookAfter(misses: number, firstLook: Millis): Millis {
  return Math.min(firstLook, Math.max(SHORTEST_LOOK, firstLook * SHORTER ** misses))
}

/**
 * The window to ask for: the whole past at first sight, later only from a little before the newest judged period on. `judged` comes from
 * the memo of the check, which has to keep it once it has judged a period, and has to be undefined until then.
 */
export function windowToAsk(
  per: Per,
  settle: Millis,
  at: Instant,
  { judged, misses = 0 }: Looked = {},
  firstLook = FIRST_LOOK[per.unit],
): Span {
  const { from, to } = closedPeriod(per, settle, at)
  const first = startOfPeriod(per, from - firstLookAfter(misses, firstLook))
  if (judged === undefined) return { from: first, to }
  return { from: Math.max(first, movedPeriod(per, Math.min(from, judged), -TRAILING)), to }
}

/** `on Sat 21 Nov`, `from 18:00 to 19:00 on Sat 21 Nov`. */
export function spellPeriod({ unit, zone }: Pick<Per, 'unit' | 'zone'>, { from, to }: Span): string {
  const [day, hour] = split(from, zone)
  return unit === 'day' ? `on ${day}` : `from ${hour} to ${split(to, zone)[1]} on ${day}`
}

function split(at: Instant, zone: string): readonly [string, string] {
  const words = spellWallTime(at, zone)
  const blank = words.lastIndexOf(' ')
  return [words.slice(0, blank), words.slice(blank + 1)]
}
