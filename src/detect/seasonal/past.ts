/** The past as it is now known, folded into what is remembered: what is new is taken in, what was measured anew is corrected. */

import type { Instant } from '../../core/calendar/time.ts'
import type { Point } from '../../core/series.ts'
import { absorb } from './absorb.ts'
import { remembered } from './course.ts'
import { indexFrom, insert, MARK, push, type Ring } from './ring.ts'
import { newTrack, refit, type Track } from './track.ts'

/** Of a longer past that turns up later, such as history that was measured back, everything is learned anew. */
const MUCH_OLDER = 0.1

/** `past` in any order; of two points at one moment the later in the list counts. */
export function foldIn(track: Track, past: readonly Point[]): Track {
  const points = inOrder(past)
  const { ring } = track
  const first = ring.length > 0 ? (ring.at[0] as number) : Number.POSITIVE_INFINITY
  const older = ring.length > 0 ? points.findIndex(({ at }) => at >= first) : 0
  if (older > Math.max(2, MUCH_OLDER * ring.length) && ring.length < ring.keep)
    return foldIn(newTrack(track.course.options), [...recalled(track), ...points])
  let corrected = false
  let newest = ring.length > 0 ? (ring.at[ring.length - 1] as number) : Number.NEGATIVE_INFINITY
  const known = newest
  for (const point of points) {
    if (point.at > newest) {
      if (corrected) refit(track)
      corrected = false
      absorb(track, point)
      newest = point.at
    } else if (point.at >= first && point.at <= known) corrected = correct(track, point) || corrected
  }
  if (corrected && track.fittedLength > 0) refit(track)
  return track
}

/** The track as it was before `at`, as far as it is remembered. */
export function until(track: Track, at: Instant): Track {
  const earlier = newTrack(track.course.options)
  earlier.course = track.course
  const end = indexFrom(track.ring, at)
  for (let row = 0; row < end; row++)
    push(earlier.ring, track.ring.at[row] as number, track.ring.y[row] as number, track.ring.mark[row] as number)
  if (end >= track.course.need) refit(earlier)
  return earlier
}

function recalled({ ring, course }: Track): readonly Point[] {
  return Array.from({ length: ring.length }, (_, row) => {
    const mark = ring.mark[row] as number
    const point = { at: ring.at[row] as number, value: course.space.from(ring.y[row] as number) }
    return mark & MARK.excluded ? { ...point, mark: 'excluded' as const } : point
  })
}

/** Whether it made a difference. */
function correct(track: Track, { at, value, mark }: Point): boolean {
  const { ring, course } = track
  const row = indexFrom(ring, at)
  const y = remembered(course, value)
  const quiet = course.options.calendar?.isQuiet(at) === true
  if (ring.at[row] !== at) {
    if (course.options.polled) return false
    insert(ring, row, at, y, bitsOf(0, mark, quiet))
    return true
  }
  const before = ring.mark[row] as number
  const changed = ring.y[row] !== y
  const after = bitsOf(changed ? before & ~MARK.odd : before, mark, quiet)
  if (!changed && after === before) return false
  ring.y[row] = y
  ring.mark[row] = after
  if (after & MARK.level && !(before & MARK.level)) clearOdd(ring, row)
  return true
}

function bitsOf(before: number, mark: Point['mark'], quiet: boolean): number {
  const kept = before & ~(MARK.excluded | MARK.expected)
  if (mark === 'excluded' || quiet) return kept | MARK.excluded
  if (mark === 'expected') return (kept & ~MARK.odd) | MARK.expected
  return mark === 'new-level' ? (kept & ~MARK.odd) | MARK.level : kept
}

function clearOdd(ring: Ring, from: number): void {
  for (let row = from; row < ring.length; row++) ring.mark[row] = (ring.mark[row] as number) & ~MARK.odd
}

export function inOrder(points: readonly Point[]): readonly Point[] {
  const finite = points.filter(({ at, value }) => Number.isFinite(value) && Number.isFinite(at))
  if (finite.every(({ at }, index) => index === 0 || at > (finite[index - 1] as Point).at)) return finite
  return [...new Map(finite.map((point) => [point.at, point])).values()].sort((a, b) => a.at - b.at)
}
