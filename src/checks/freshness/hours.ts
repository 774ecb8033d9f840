/** Hours of the week to which a promise is limited. Outside of them age does not grow, so that a night or a Sunday is nobody's delay. */

import { type Instant, MINUTE, type Millis } from '../../core/calendar/time.ts'
import { instantOf, startOfDay, wallTime, weekday } from '../../core/calendar/wall-time.ts'
import type { PromisedHours } from '../../core/questions.ts'

const FULL_DAY = 24 * 60
/** No promise is so long, or its hours so few, that it would take more days than these. */
const MOST_DAYS = 400

/** When data of `watermark` reaches the age `limit`, counting promised hours only; undefined where that takes more than a year. */
export function dueAfter(hours: PromisedHours, watermark: Instant, limit: Millis): Instant | undefined {
  let left = limit
  for (let days = 0; days < MOST_DAYS; days++) {
    const midnight = startOfDay(watermark, hours.zone, days)
    if (!hours.weekdays.includes(weekday(midnight, hours.zone))) continue
    const [opens, closes] = spanOf(hours, midnight)
    const from = Math.max(opens, watermark)
    const length = Math.max(0, closes - from)
    if (left < length) return from + left
    left -= length
  }
  return undefined
}

function spanOf({ from, to, zone }: PromisedHours, midnight: Instant): readonly [Instant, Instant] {
  const { year, month, day } = wallTime(midnight, zone)
  const at = (minutes: number) => instantOf({ year, month, day, hour: Math.floor(minutes / 60), minute: minutes % 60, second: 0 }, zone)
  return [at(from), to === FULL_DAY ? at(FULL_DAY - 1) + MINUTE : at(to)]
}
