/**
 * Special and announced days of one zone. A detector asks for every point of every series, so the days that were asked for are
 * remembered with the instants at which they begin and end: a day has 23, 24 or 25 hours, and midnight is elsewhere in each zone.
 */
import type { DatasetId, ProductId } from '../names.ts'
import type { DayCalendar } from '../series.ts'
import { DAY, type Instant } from './time.ts'
import { localDate, startOfDay } from './wall-time.ts'

/** A day on a calendar, such as `2026-11-27`. Text of this form sorts by time. */
export type LocalDate = string

/** The calendar that a dataset is judged by; undefined where every day is like the others. */
export type CalendarOf = (of: { readonly product: ProductId; readonly dataset: DatasetId }) => DayCalendar | undefined

/** Days that people announce. `special`: judged as a day unlike others. `quiet`: neither judged as a failure nor learned from. */
export interface Announcement {
  readonly name: string
  readonly effect: 'special' | 'quiet'
  /** First and last day, or the day of each year as `12-24`. */
  readonly days: { readonly from: LocalDate; readonly to: LocalDate } | { readonly every: string }
}

interface Day {
  readonly from: Instant
  readonly to: Instant
  readonly name: string | undefined
  readonly quiet: boolean
}

/** What is quiet names a day first, then what else was announced, then the holiday. */
export function dayCalendar(
  zone: string,
  announced: readonly Announcement[],
  holidayOn: (date: LocalDate) => string | undefined = () => undefined,
): DayCalendar {
  const quietFirst = [...announced].sort((a, b) => Number(b.effect === 'quiet') - Number(a.effect === 'quiet'))
  const known = new Map<number, Day[]>()
  let latest: Day | undefined
  const dayAt = (at: Instant): Day => {
    if (latest && at >= latest.from && at < latest.to) return latest
    const key = Math.floor(at / DAY)
    const near = known.get(key) ?? []
    const found = near.find(({ from, to }) => at >= from && at < to)
    if (found) {
      latest = found
      return found
    }
    const date = localDate(at, zone)
    const said = quietFirst.find(({ days }) => covers(days, date))
    const day = {
      from: startOfDay(at, zone),
      to: startOfDay(at, zone, 1),
      name: said?.name ?? holidayOn(date),
      quiet: said?.effect === 'quiet',
    }
    near.push(day)
    known.set(key, near)
    latest = day
    return day
  }
  return { dayOf: (at) => dayAt(at).name, isQuiet: (at) => dayAt(at).quiet }
}

function covers(days: Announcement['days'], date: LocalDate): boolean {
  return 'every' in days ? date.endsWith(`-${days.every}`) : date >= days.from && date <= days.to
}
