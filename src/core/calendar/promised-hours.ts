/** Hours of the week to which a promise is limited. Outside of them age does not grow, so that a night or a Sunday is nobody's delay. */

import type { PromisedHours } from '../questions.ts'
import type { Instant, Millis } from './time.ts'
import { firstShowing, startOfDay, wallTime, weekday } from './wall-time.ts'

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

/** The promised hours that touch [from, to), as spans in order; days that a clock change makes longer or shorter are as long as they are. */
export function hoursBetween(hours: PromisedHours, from: Instant, to: Instant): readonly (readonly [Instant, Instant])[] {
  const spans: (readonly [Instant, Instant])[] = []
  for (let midnight = startOfDay(from, hours.zone); midnight < to; midnight = startOfDay(midnight, hours.zone, 1)) {
    if (!hours.weekdays.includes(weekday(midnight, hours.zone))) continue
    const [opens, closes] = spanOf(hours, midnight)
    const span = [Math.max(opens, from), Math.min(closes, to)] as const
    if (span[0] < span[1]) spans.push(span)
  }
  return spans
}

/** They open when the clock first shows so much, and close likewise: an hour that autumn repeats opens nothing again. */
function spanOf({ from, to, zone }: PromisedHours, midnight: Instant): readonly [Instant, Instant] {
  const { year, month, day } = wallTime(midnight, zone)
  const at = (minutes: number) => firstShowing({ year, month, day, hour: Math.floor(minutes / 60), minute: minutes % 60, second: 0 }, zone)
  return [at(from), to === FULL_DAY ? startOfDay(midnight, zone, 1) : at(to)]
}
