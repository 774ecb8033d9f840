/**
 * A weekly rhythm that was taken for a fault. What agrees with anomalies at the same time of the two weeks before is no news but the
 * season; what has been astray for a week without end is an outage and no rhythm.
 */
import { type Instant, WEEK } from '../../core/calendar/time.ts'
import { indexFrom, MARK, type Ring } from './ring.ts'
import type { Track } from './track.ts'

/** Weeks, besides that of the judged value, that have to show it. */
const WEEKS = [1, 2]
/** How far its like may be away, as a share of the distance from what was expected. */
const AGREEMENT = 0.5

/** Places of the anomalies of earlier weeks that make `y` part of a rhythm, oldest first; undefined where it is none. */
export function rhythmOf(track: Track, at: Instant, y: number, foreseen: number): readonly number[] | undefined {
  const { ring, course, run } = track
  if (course.options.polled || (run.odd > 0 && at - run.oddSince >= WEEK - course.step)) return undefined
  const reach = AGREEMENT * Math.abs(y - foreseen)
  const rows = WEEKS.flatMap((weeks) => placeOf(ring, weekBefore(track, at, weeks), course.step) ?? [])
  const alike = (row: number) =>
    ((ring.mark[row] as number) & (MARK.odd | MARK.excluded)) !== 0 && Math.abs((ring.y[row] as number) - y) <= reach
  return rows.length === WEEKS.length && rows.every(alike) ? rows.reverse() : undefined
}

/** The same time on local clocks, weeks ago. */
function weekBefore({ course: { clock } }: Track, at: Instant, weeks: number): Instant {
  const before = at - weeks * WEEK
  return before + clock.offset(at) - clock.offset(before)
}

function placeOf(ring: Ring, at: Instant, step: number): number | undefined {
  const row = indexFrom(ring, at - step / 2)
  return row < ring.length && (ring.at[row] as number) <= at + step / 2 ? row : undefined
}
