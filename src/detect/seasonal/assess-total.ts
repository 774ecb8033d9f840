/** The total of a table is judged by how it moves from look to look. */
import type { Point } from '../../core/series.ts'
import { type Assessment, type Gated, holdBack } from './assessment.ts'
import { type Growth, grown, grownScore } from './learn/growth.ts'
import { makesLevel, nextRun } from './new-level.ts'
import type { Track } from './track.ts'

export function assessTotal(track: Track, growth: Growth, { at, value }: Pick<Point, 'at' | 'value'>): Assessment {
  const { course, ring } = track
  const { alarm } = course
  const now = grown(ring, growth, at, course.step)
  const { expected, scale, last } = now
  const margin = Math.max(course.minAbsolute, course.minRelative * Math.abs(expected))
  const gated: Gated = { score: grownScore(value, now), heldBack: [] }
  const change = value < now.low ? now.low - value : value - now.high
  if (change < margin && value !== 0) holdBack(gated, alarm, 'too small a change')
  if (value > expected ? !course.up : !course.down) holdBack(gated, alarm, 'wrong direction')
  if (course.options.calendar?.isQuiet(at)) holdBack(gated, alarm, 'announced window')
  const { score, heldBack } = gated
  const odd = score >= alarm
  const run = nextRun(track, at, odd ? Math.sign(value - expected) * Number.MAX_VALUE : 0, odd)
  const accepts = odd && value !== 0 && makesLevel(track, run, at, value, expected)
  const inner = { y: value, season: 0, level: last, scale, off: 0 }
  return { ...inner, score, odd, evidence: 'value', heldBack, expected, margin, accepts, returns: false, run }
}
