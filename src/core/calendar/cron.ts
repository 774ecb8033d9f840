/**
 * When a cron expression fires, computed forward and backward from any instant in an IANA zone. node-cron parses the
 * expression and ticks in the running daemon; deadlines, catch-up and replays need the pure arithmetic that is here.
 * A local time that the spring change skips fires right after the gap; one that autumn repeats fires once.
 */
import type { Instant } from './time.ts'
import { DAY } from './time.ts'
import { instantOf, startOfDay, wallTime, weekday } from './wall-time.ts'

/** Values per field; an empty list means "any". `weekdays` counts 1 = Monday to 7 = Sunday. */
export interface CronSpec {
  readonly expression: string
  readonly zone: string
  readonly minutes: readonly number[]
  readonly hours: readonly number[]
  readonly days: readonly number[]
  readonly months: readonly number[]
  readonly weekdays: readonly number[]
  /** The expression names the last day of the month (`L`). */
  readonly lastDay: boolean
}

/** Calls `fire` at each firing. node-cron in the daemon; a fake one moved by hand in timeline tests. */
export interface CronTicker {
  on(spec: CronSpec, fire: () => void): () => void
}

/** How far a search goes before it says "never": 29 February on a given weekday returns within 28 years. */
const HORIZON_DAYS = 28 * 366

/** The first firing strictly after `after`; undefined when the expression never fires (30 February). */
export function nextFiring(spec: CronSpec, after: Instant): Instant | undefined {
  for (let days = 0; days < HORIZON_DAYS; days++) {
    const found = firingsOfDay(spec, startOfDay(after, spec.zone, days)).find((at) => at > after)
    if (found !== undefined) return found
  }
  return undefined
}

/** The last firing at or before `until`. */
export function lastFiring(spec: CronSpec, until: Instant): Instant | undefined {
  for (let days = 0; days < HORIZON_DAYS; days++) {
    const found = firingsOfDay(spec, startOfDay(until, spec.zone, -days)).findLast((at) => at <= until)
    if (found !== undefined) return found
  }
  return undefined
}

function firingsOfDay(spec: CronSpec, midnight: Instant): readonly Instant[] {
  if (!matchesDay(spec, midnight)) return []
  const { year, month, day } = wallTime(midnight, spec.zone)
  const hours = spec.hours.length > 0 ? spec.hours : range(0, 23)
  const minutes = spec.minutes.length > 0 ? spec.minutes : range(0, 59)
  const firings = hours.flatMap((hour) => minutes.map((minute) => instantOf({ year, month, day, hour, minute, second: 0 }, spec.zone)))
  return [...new Set(firings)].sort((a, b) => a - b)
}

/** As in Vixie cron: when both day of month and weekday are given, either of them is enough. */
function matchesDay(spec: CronSpec, midnight: Instant): boolean {
  const { month, day } = wallTime(midnight, spec.zone)
  if (spec.months.length > 0 && !spec.months.includes(month)) return false
  const daysGiven = spec.days.length > 0 || spec.lastDay
  const byDay = spec.days.includes(day) || (spec.lastDay && isLastDay(midnight, spec.zone))
  const byWeekday = spec.weekdays.includes(weekday(midnight, spec.zone))
  if (daysGiven && spec.weekdays.length > 0) return byDay || byWeekday
  if (daysGiven) return byDay
  return spec.weekdays.length === 0 || byWeekday
}

function isLastDay(midnight: Instant, zone: string): boolean {
  return wallTime(startOfDay(midnight + DAY / 2, zone, 1), zone).day === 1
}

function range(from: number, to: number): readonly number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index)
}
