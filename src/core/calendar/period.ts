/** Days and hours by the clocks of a zone. A day has 23, 24 or 25 hours; an hour that autumn repeats is two. */

import { HOUR, type Instant, MINUTE, SECOND } from './time.ts'
import { startOfDay, wallTime } from './wall-time.ts'

export interface PeriodUnit {
  readonly unit: 'day' | 'hour'
  readonly zone: string
}

/** Start of the period that `at` lies in. */
export function startOfPeriod({ unit, zone }: PeriodUnit, at: Instant): Instant {
  if (unit === 'day') return startOfDay(at, zone)
  const { minute, second } = wallTime(at, zone)
  return Math.floor(at / SECOND) * SECOND - minute * MINUTE - second * SECOND
}

/** `start` moved by a number of periods. */
export function movedPeriod({ unit, zone }: PeriodUnit, start: Instant, by: number): Instant {
  return unit === 'day' ? startOfDay(start, zone, by) : start + by * HOUR
}

/** The starts of all periods from `from` on that are over by `until`. */
export function* periodsBetween(unit: PeriodUnit, from: Instant, until: Instant): Generator<Instant> {
  let start = from
  for (let next = movedPeriod(unit, start, 1); next <= until; next = movedPeriod(unit, start, 1)) {
    yield start
    start = next
  }
}
