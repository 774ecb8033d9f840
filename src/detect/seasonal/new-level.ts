/**
 * A step that stays is news once. Values that stand somewhere else for long enough are accepted as the new level; a series that goes
 * back to where it stood before was in an incident after all.
 */
import { DAY, HOUR, type Instant, type Millis } from '../../core/calendar/time.ts'
import { medianOfFirst } from '../numbers/medians.ts'
import type { Course } from './course.ts'
import { deseasonalisedSince } from './learn/moment.ts'
import type { Run, Track } from './track.ts'

/** Scales beyond which a value speaks for a new level. */
export const OFF_LEVEL = 2.2
const LEAST_POINTS = 3
const LEAST_SPAN = 36 * HOUR
/** From so many daily points on, they need not agree any more. */
const MANY_POINTS = 5
/** How much of the step the points may differ among themselves. */
const AGREEMENT = 0.4
/** A past of hours shorter than this may take a weekend for a new level, so that it waits twice as long. */
const KNOWS_WEEKENDS = 14 * DAY
/** How long a series may take to come back. */
const MAY_RETURN = { days: 5, points: 14 }
/** Hours in a row that make a return. */
const RETURNS = 3

/** The run with one more value, which is `far` scales off the slow reference. */
export function nextRun({ run }: Track, at: Instant, far: number, odd: boolean): Run {
  const odds = odd ? { odd: run.odd + 1, oddSince: run.odd > 0 ? run.oddSince : at } : { odd: 0, oddSince: 0 }
  const side = Math.sign(far)
  if (Math.abs(far) <= OFF_LEVEL && !odd) {
    const left = Math.max(0, run.count - 2)
    return { count: left, sign: left > 0 ? run.sign : 0, since: run.since, told: run.told && left > 0, ...odds }
  }
  if (run.count > 0 && side === run.sign) return { ...run, count: run.count + 1, told: run.told || odd, ...odds }
  return { count: 1, sign: side, since: at, told: odd, ...odds }
}

/** Whether the values of the run, the newest one included, have stood somewhere else for long enough to be the new normal. */
export function makesLevel(track: Track, run: Run, at: Instant, newest: number, level: number): boolean {
  const knowsWeekends = track.course.daily || at - (track.ring.at[0] as number) >= KNOWS_WEEKENDS
  if (run.count < LEAST_POINTS || at - run.since < LEAST_SPAN * (knowsWeekends ? 1 : 2)) return false
  if (!track.course.daily || run.count >= MANY_POINTS) return true
  const values = [...deseasonalisedSince(track, run.since), newest]
  const step = Math.abs(medianOfFirst(Float64Array.from(values), values.length) - level)
  return Math.max(...values) - Math.min(...values) <= AGREEMENT * step
}

/** Whether the series is back where it was before it went astray. A single hour may be chance once another level was accepted. */
export function goesBack({ former, course }: Track, at: Instant, value: number, level: number, scale: number, run: Run): boolean {
  if (!former || at >= former.until || (former.left && !course.daily && run.count < RETURNS)) return false
  const step = former.level - level
  const back = (value - level) / step
  return back > 0.5 && Math.abs(value - former.level) < Math.max(2.5 * scale, Math.abs(step))
}

export function mayReturn({ step }: Course): Millis {
  return Math.max(MAY_RETURN.days * DAY, MAY_RETURN.points * step)
}
