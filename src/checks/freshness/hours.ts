/** Hours of the week to which a promise is limited. */

import { type Instant, MINUTE } from '../../core/calendar/time.ts'
import { instantOf, startOfDay, wallTime, weekday } from '../../core/calendar/wall-time.ts'
import type { PromisedHours } from '../../core/questions.ts'

const FULL_DAY = 24 * 60

/** Start of the promised span that `now` lies in, spans that touch at midnight taken together; undefined outside of all. */
export function promisedSince(hours: PromisedHours, now: Instant): Instant | undefined {
  let since: Instant | undefined
  for (let back = 0; back < 8; back++) {
    const midnight = startOfDay(now, hours.zone, -back)
    const [from, to] = spanOf(hours, midnight)
    const covers = hours.weekdays.includes(weekday(midnight, hours.zone)) && (back === 0 ? from <= now && now < to : hours.to === FULL_DAY)
    if (!covers) return since
    since = from
    if (hours.from > 0) return since
  }
  return since
}

function spanOf({ from, to, zone }: PromisedHours, midnight: Instant): readonly [Instant, Instant] {
  const { year, month, day } = wallTime(midnight, zone)
  const at = (minutes: number) => instantOf({ year, month, day, hour: Math.floor(minutes / 60), minute: minutes % 60, second: 0 }, zone)
  return [at(from), to === FULL_DAY ? at(FULL_DAY - 1) + MINUTE : at(to)]
}
