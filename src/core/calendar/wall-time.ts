/** Wall-clock time in IANA zones. A day has 23, 24 or 25 hours; nothing here adds 24 hours to mean "tomorrow". */
import { Temporal } from 'temporal-polyfill'
import type { Instant } from './time.ts'

export interface WallTime {
  readonly year: number
  readonly month: number
  readonly day: number
  readonly hour: number
  readonly minute: number
  readonly second: number
}

/** Midnight (or the first moment) of the day of `at` in `zone`, moved by `days` calendar days. */
export function startOfDay(at: Instant, zone: string, days = 0): Instant {
  const local = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone)
  return local.toPlainDate().add({ days }).toZonedDateTime(zone).epochMilliseconds
}

/** The instant at which clocks in `zone` show `wall`. A time that the spring change skips is taken after the gap. */
export function instantOf(wall: WallTime, zone: string): Instant {
  return Temporal.PlainDateTime.from(wall).toZonedDateTime(zone, { disambiguation: 'compatible' }).epochMilliseconds
}

/** The first instant at which clocks in `zone` show `wall` or, where the spring change skips it, a later time: the end of the gap. */
export function firstShowing(wall: WallTime, zone: string): Instant {
  const wanted = Temporal.PlainDateTime.from(wall)
  const found = wanted.toZonedDateTime(zone)
  if (found.toPlainDateTime().equals(wanted)) return found.epochMilliseconds
  // The gap may end at the very moment that was found.
  return (found.add({ seconds: 1 }).getTimeZoneTransition('previous') ?? found).epochMilliseconds
}

export function wallTime(at: Instant, zone: string): WallTime {
  const { year, month, day, hour, minute, second } = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone)
  return { year, month, day, hour, minute, second }
}

/** The day of `at` in `zone`, such as `2026-11-27`. */
export function localDate(at: Instant, zone: string): string {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainDate().toString()
}

/** 1 = Monday to 7 = Sunday, as ISO 8601 counts. */
export function weekday(at: Instant, zone: string): number {
  const known = weekdays.get(zone) ?? new Map<Instant, number>()
  const found = known.get(at) ?? Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).dayOfWeek
  if (known.size >= MOST_WEEKDAYS) known.clear()
  weekdays.set(zone, known.set(at, found))
  return found
}

/** By zone: the same few days are asked for by every field at every look, and zones are dear to reckon with. */
const weekdays = new Map<string, Map<Instant, number>>()
const MOST_WEEKDAYS = 1_000

/** `Sat 21 Nov 18:30` in `zone`, for people. */
export function spellWallTime(at: Instant, zone: string): string {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    weekday: 'short',
    day: '2-digit',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })
  return parts.format(at).replaceAll(',', '')
}

/** Zones that were found to exist: asking is dear, and thousands of contracts name the same few. */
const found = new Set<string>()

export function isZone(zone: string): boolean {
  if (found.has(zone)) return true
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone })
    found.add(zone)
    return true
  } catch {
    return false
  }
}
