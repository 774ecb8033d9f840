/** Lags rise and fall like a saw; only one that is far over the usual worst is news. What stays there for two days is accepted. */
import { DAY } from '../../core/calendar/time.ts'
import type { Point } from '../../core/series.ts'
import { type Assessment, type Gated, holdBack } from './assessment.ts'
import { type Exceedance, exceedanceScore } from './learn/exceedance.ts'
import { nextRun } from './new-level.ts'
import type { Track } from './track.ts'

const ACCEPTED_AFTER = 2 * DAY

export function assessLag(track: Track, exceedance: Exceedance, { at, value }: Pick<Point, 'at' | 'value'>): Assessment {
  const { course } = track
  const { space, alarm } = course
  const y = space.to(value)
  const expected = space.from(exceedance.middle)
  const usualHigh = space.from(exceedance.high)
  const margin = marginOf(track, exceedance)
  const gated: Gated = { score: exceedanceScore(y, exceedance), heldBack: [] }
  if (value - usualHigh < margin) holdBack(gated, alarm, 'too small a change')
  if (course.options.calendar?.isQuiet(at)) holdBack(gated, alarm, 'announced window')
  const { score, heldBack } = gated
  const odd = score >= alarm
  const run = nextRun(track, at, odd ? Number.POSITIVE_INFINITY : 0, odd)
  const accepts = odd && run.odd > 2 && at - run.oddSince >= ACCEPTED_AFTER
  const inner = { y, season: 0, level: exceedance.middle, scale: exceedance.slope, off: 0 }
  return { ...inner, score, odd, evidence: 'value', heldBack, expected, margin, accepts, returns: false, run }
}

/** Over the usual worst a tenth is enough. */
export function marginOf({ course }: Track, { middle, high }: Exceedance): number {
  const asked = Math.max(course.minAbsolute, course.minRelative * Math.abs(course.space.from(middle)))
  return Math.min(asked, 0.1 * course.space.from(high))
}
