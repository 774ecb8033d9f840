/**
 * Hour, weekday and day of month on the clocks of a zone, for many moments: the offset of a zone is asked for once per day (per
 * quarter of an hour on days on which it changes) and remembered.
 */
import { DAY, HOUR, type Instant, MINUTE } from '../../core/calendar/time.ts'
import { wallTime } from '../../core/calendar/wall-time.ts'

export interface LocalClock {
  /** Milliseconds that the clocks of the zone are ahead of UTC. */
  offset(at: Instant): number
}

export interface LocalTime {
  /** Days since 1970-01-01 on local clocks. */
  readonly day: number
  /** 0 to 23. */
  readonly hour: number
  /** 0 = Monday to 6 = Sunday. */
  readonly weekday: number
}

const UTC: LocalClock = { offset: () => 0 }
const QUARTER = 15 * MINUTE
const clocks = new Map<string, LocalClock>([['UTC', UTC]])

export function clockOf(zone: string): LocalClock {
  const known = clocks.get(zone)
  if (known) return known
  const days = new Map<number, number | ReadonlyMap<number, number>>()
  const offset = (at: Instant) => {
    const day = Math.floor(at / DAY)
    let found = days.get(day)
    if (found === undefined) {
      found = offsetsOfDay(day, zone)
      days.set(day, found)
    }
    return typeof found === 'number' ? found : (found.get(Math.floor(at / QUARTER)) ?? 0)
  }
  const clock = { offset }
  clocks.set(zone, clock)
  return clock
}

function offsetsOfDay(day: number, zone: string): number | ReadonlyMap<number, number> {
  const from = day * DAY
  const start = offsetAt(from, zone)
  if (start === offsetAt(from + DAY, zone)) return start
  const quarters = Array.from({ length: DAY / QUARTER }, (_, quarter) => from + quarter * QUARTER)
  return new Map(quarters.map((at) => [at / QUARTER, offsetAt(at, zone)]))
}

function offsetAt(at: Instant, zone: string): number {
  const { year, month, day, hour, minute, second } = wallTime(at, zone)
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1_000) * 1_000
}

export function localDay(at: Instant, clock: LocalClock): number {
  return Math.floor((at + clock.offset(at)) / DAY)
}

export function localHour(at: Instant, clock: LocalClock): number {
  const local = at + clock.offset(at)
  return Math.floor((local - Math.floor(local / DAY) * DAY) / HOUR)
}

/** 0 = Monday to 6 = Sunday; 1970-01-01 was a Thursday. */
export function weekdayOf(day: number): number {
  return (((day + 3) % 7) + 7) % 7
}

/** 1 for the first day of a month, 2 for the last, 0 for all others. */
export function monthEdgeOf(day: number): 0 | 1 | 2 {
  if (new Date(day * DAY).getUTCDate() === 1) return 1
  return new Date((day + 1) * DAY).getUTCDate() === 1 ? 2 : 0
}
