/** Periods over which promises are reckoned: by the calendar of a zone, or rolling back from the present. Pure. */
import { DAY, type Instant, type Millis } from '../core/calendar/time.ts'
import { instantOf, startOfDay, wallTime, weekday } from '../core/calendar/wall-time.ts'

export type PeriodKind = { readonly calendar: 'week' | 'month' | 'quarter' | 'year'; readonly zone: string } | { readonly rolling: Millis }

export interface Period {
  readonly from: Instant
  readonly to: Instant
}

/** The period that `at` lies in. Weeks begin on Monday (ISO 8601) and last 167, 168 or 169 hours. A rolling one ends at `at`. */
export function periodAt(kind: PeriodKind, at: Instant): Period {
  if ('rolling' in kind) return { from: at - kind.rolling, to: at }
  const { calendar, zone } = kind
  if (calendar === 'week') {
    const from = startOfDay(at, zone, 1 - weekday(startOfDay(at, zone), zone))
    return { from, to: startOfDay(from, zone, 7) }
  }
  const months = MONTHS[calendar]
  const { year, month } = wallTime(at, zone)
  const first = month - ((month - 1) % months)
  return { from: monthStart(year, first, zone), to: monthStart(year, first + months, zone) }
}

/** The one before. */
export function periodBefore(kind: PeriodKind, { from }: Period): Period {
  return periodAt(kind, 'rolling' in kind ? from : from - 1)
}

const MONTHS = { month: 1, quarter: 3, year: 12 } as const

function monthStart(year: number, month: number, zone: string): Instant {
  const wall = { year: year + Math.floor((month - 1) / 12), month: ((month - 1) % 12) + 1, day: 1, hour: 0, minute: 0, second: 0 }
  return startOfDay(instantOf(wall, zone), zone)
}

const ISO_WEEK = /^(\d{4})-W(\d{2})$/

/** `2026-W46` in a zone; undefined where there is no such week. */
export function isoWeek(text: string, zone: string): Period | undefined {
  const [, year, week] = ISO_WEEK.exec(text) ?? []
  if (year === undefined) return undefined
  // The fourth of January is always in the first week (ISO 8601).
  const first = periodAt(
    { calendar: 'week', zone },
    instantOf({ year: Number(year), month: 1, day: 4, hour: 12, minute: 0, second: 0 }, zone),
  )
  const period = periodAt({ calendar: 'week', zone }, startOfDay(first.from, zone, (Number(week) - 1) * 7))
  return isoWeekName(period, zone) === text ? period : undefined
}

/** The name of a week, such as `2026-W46`: its Thursday says which year it belongs to. */
export function isoWeekName({ from }: Period, zone: string): string {
  const { year } = wallTime(startOfDay(from, zone, 3), zone)
  const first = periodAt({ calendar: 'week', zone }, instantOf({ year, month: 1, day: 4, hour: 12, minute: 0, second: 0 }, zone))
  return `${year}-W${String(Math.round((from - first.from) / (7 * DAY)) + 1).padStart(2, '0')}`
}
