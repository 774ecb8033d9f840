/** Takes points in: what is odd is remembered as evidence, everything else is learned from, within bounds. */

import type { Instant } from '../../core/calendar/time.ts'
import { DAY } from '../../core/calendar/time.ts'
import type { Point } from '../../core/series.ts'
import { medianOfFirst } from '../numbers/medians.ts'
import { assess } from './assess.ts'
import type { Assessment } from './assessment.ts'
import { remembered } from './course.ts'
import { learnLevel, moveLevel } from './learn/level.ts'
import { deseasonalisedSince } from './learn/moment.ts'
import { pushRecent } from './learn/runs.ts'
import { mayReturn } from './new-level.ts'
import { indexFrom, LEFT_OUT, MARK, push, type Ring } from './ring.ts'
import { isDue, learnStep, NO_RUN, refit, type Track } from './track.ts'

/** `point` is newer than all that are remembered; `found` is what was thought of it, if that was asked already. */
export function absorb(track: Track, point: Point, found: Assessment | undefined = assess(track, point)): void {
  const { course, ring } = track
  const { at, value, mark, never } = point
  const y = remembered(course, value)
  if (course.options.polled && repeats(ring, at, y)) return
  const bits = bitsOf(track, point, found)
  for (const row of found?.rhythm ?? []) ring.mark[row] = ((ring.mark[row] as number) & ~MARK.odd) | MARK.rhythm
  push(ring, at, y, bits)
  if (found && !never) {
    track.run = found.run
    const here = found.y - found.season
    if (bits & MARK.odd) remember(track, at)
    if (found.returns) goBack(track, found)
    else if (found.accepts) accept(track, at)
    else if (mark === 'new-level') moveLevel(track.level, here)
    else if (!(bits & (LEFT_OUT | MARK.rhythm))) learnLevel(track.level, here, found.scale, course.pace)
    pushRecent(track.recent, found.rhythm ? 0 : found.off)
    if (found.rhythm) track.fittedLength = 0
  }
  if (track.fittedLength === 0) learnStep(track)
  if (isDue(track)) refit(track)
}

/** A table polled every five minutes and loaded once a day repeats itself; taken as samples, the repeats would make any band too narrow. */
function repeats({ at, y, length }: Ring, now: Instant, value: number): boolean {
  return length > 0 && y[length - 1] === value && now - (at[length - 1] as number) < DAY
}

function bitsOf({ course }: Track, { at, mark }: Point, found: Assessment | undefined): number {
  const { calendar } = course.options
  const excluded = mark === 'excluded' || calendar?.isQuiet(at) === true ? MARK.excluded : 0
  const special = calendar?.dayOf(at) !== undefined ? MARK.special : 0
  const taught = mark === 'expected' ? MARK.expected : mark === 'new-level' ? MARK.level : 0
  const own = found?.rhythm ? MARK.rhythm : found?.odd && !found.returns && taught === 0 ? MARK.odd : 0
  return excluded | special | taught | own
}

/** Where the series stood before it went astray. */
function remember(track: Track, at: Instant): void {
  const { former, fit, course } = track
  const until = at + mayReturn(course)
  if (!former || at >= former.until) track.former = { level: fit?.base ?? track.level.slow, since: at, until, left: false }
  else if (!former.left) track.former = { ...former, until }
}

function accept(track: Track, at: Instant): void {
  const { ring, run, course, former, fit } = track
  const since = course.options.kind === 'lag' ? run.oddSince : run.since
  const values = deseasonalisedSince(track, since)
  const newest = Float64Array.from(values.slice(-Math.max(3, values.length >> 1)))
  const known = former && at < former.until ? former : { level: fit?.base ?? track.level.slow, since, left: false }
  track.former = { level: known.level, since: known.left ? known.since : since, until: at + mayReturn(course), left: true }
  const first = indexFrom(ring, since)
  for (let row = first; row < ring.length; row++) ring.mark[row] = (ring.mark[row] as number) & ~MARK.odd
  ring.mark[first] = (ring.mark[first] as number) | MARK.level
  moveLevel(track.level, medianOfFirst(newest, newest.length))
  track.run = NO_RUN
  track.fittedLength = 0
}

/** What was taken for a new level was an incident after all. */
function goBack(track: Track, { y, season, scale }: Assessment): void {
  const { ring, former } = track
  if (!former) return
  const first = indexFrom(ring, former.since)
  if (former.left)
    for (let row = first; row < ring.length - 1; row++) ring.mark[row] = ((ring.mark[row] as number) | MARK.odd) & ~MARK.level
  const here = y - season
  moveLevel(track.level, here)
  track.level.slow = Math.max(here - scale, Math.min(here + scale, former.level))
  track.run = NO_RUN
  track.former = undefined
  track.fittedLength = 0
}
