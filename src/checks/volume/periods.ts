/** Closed days and hours of a time field. A day has 23, 24 or 25 hours; an hour that autumn repeats is two. */

import { HOUR, type Instant, MINUTE, SECOND } from '../../core/calendar/time.ts'
import { spellWallTime, startOfDay, wallTime } from '../../core/calendar/wall-time.ts'
import type { VolumeParams } from '../../core/questions.ts'

export type Period = Extract<VolumeParams['measure'], { of: 'period' }>

/** The newest period that ended at least `settle` ago. */
export function closedPeriod(period: Period, at: Instant): { readonly from: Instant; readonly to: Instant } {
  const to = startOf(period, at - period.settle)
  return { from: shifted(period, to, -1), to }
}

/** `start` moved by a number of periods. */
export function shifted(period: Period, start: Instant, by: number): Instant {
  return period.per === 'day' ? startOfDay(start, period.zone, by) : start + by * HOUR
}

/** All starts from `from` up to but without `to`. */
export function* startsBetween(period: Period, from: Instant, to: Instant): Generator<Instant> {
  for (let start = from; start < to; start = shifted(period, start, 1)) yield start
}

/** `on Sat 21 Nov`, `from 18:00 to 19:00 on Sat 21 Nov`. */
export function spellPeriod({ per, zone }: Period, from: Instant, to: Instant): string {
  const [day, hour] = split(from, zone)
  return per === 'day' ? `on ${day}` : `from ${hour} to ${split(to, zone)[1]} on ${day}`
}

function split(at: Instant, zone: string): readonly [string, string] {
  const words = spellWallTime(at, zone)
  const blank = words.lastIndexOf(' ')
  return [words.slice(0, blank), words.slice(blank + 1)]
}

function startOf({ per, zone }: Period, at: Instant): Instant {
  if (per === 'day') return startOfDay(at, zone)
  const { minute, second } = wallTime(at, zone)
  return Math.floor(at / SECOND) * SECOND - minute * MINUTE - second * SECOND
}
