/** What the calendar says of one moment, and what the season adds to the level there. */
import type { Instant } from '../../../core/calendar/time.ts'
import { localDay, localHour, monthEdgeOf, weekdayOf } from '../../numbers/local-clock.ts'
import type { Course } from '../course.ts'
import { indexFrom, MARK } from '../ring.ts'
import type { Track } from '../track.ts'
import { type Season, seasonalDoubt, seasonalValue } from './season.ts'

export interface Moment {
  readonly hour: number
  readonly season: number
  /** Variance that not yet knowing the season of this moment well adds. */
  readonly doubt: number
}

export function momentOf(season: Season, { clock }: Course, at: Instant, isSpecial: boolean): Moment {
  const day = localDay(at, clock)
  const hour = localHour(at, clock)
  const [weekday, edge, special] = [weekdayOf(day), monthEdgeOf(day), isSpecial ? 1 : 0]
  return { hour, season: seasonalValue(season, hour, weekday, edge, special), doubt: seasonalDoubt(season, weekday, edge, special) }
}

/** The remembered points from `since` on, in the inner space, without their season. */
export function deseasonalisedSince({ ring, fit, course }: Track, since: Instant): readonly number[] {
  const values: number[] = []
  for (let row = indexFrom(ring, since); row < ring.length; row++) {
    const isSpecial = ((ring.mark[row] as number) & MARK.special) !== 0
    const season = fit ? momentOf(fit.season, course, ring.at[row] as number, isSpecial).season : 0
    values.push((ring.y[row] as number) - season)
  }
  return values
}
