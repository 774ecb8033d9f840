/** Times of day as contracts write them: `07:00`, `09:00-08:00` with an offset from UTC, `07:00 Europe/Berlin`. */
import { isZone } from '../../core/calendar/wall-time.ts'
import type { PromisedHours } from '../../core/questions.ts'

/** Monday first. */
export const WEEKDAYS: readonly string[] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']

/** Minutes after midnight. */
export function readClock(text: string): number | undefined {
  const [, hour, minute] = /^(\d{1,2}):(\d{2})(?::00)?$/.exec(text) ?? []
  const total = Number(hour) * 60 + Number(minute)
  return hour === undefined || Number(hour) > 23 || Number(minute) > 59 ? undefined : total
}

export function spellClock(minutes: number): string {
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
}

export interface ClockTime {
  readonly minutes: number
  /** IANA name, or an offset such as `-08:00`. */
  readonly zone?: string
}

export function readClockTime(text: string): ClockTime | undefined {
  const [, clock = '', place = ''] = /^(\d{1,2}:\d{2}(?::00)?)\s*(.*)$/.exec(text.trim()) ?? []
  const minutes = readClock(clock)
  if (minutes === undefined) return undefined
  if (place === '') return { minutes }
  if (/^(?:z|utc)$/i.test(place)) return { minutes, zone: 'UTC' }
  const zone = /^[+-]\d{4}$/.test(place) ? `${place.slice(0, 3)}:${place.slice(3)}` : place
  return isZone(zone) ? { minutes, zone } : undefined
}

export const HOURS_HINT = 'such as Mon-Sat 06:00-23:00, or 08:00-18:00 for every day'
const HOURS = /^(?:([a-z,\- ]+?)\s+)?(\d{1,2}:\d{2})\s*-\s*(\d{1,2}:\d{2})$/i

/** `Mon-Sat 06:00-23:00`, `08:00-18:00`. */
export function readHours(value: unknown): Omit<PromisedHours, 'zone'> | undefined {
  const [, days, start, end] = (typeof value === 'string' && HOURS.exec(value.trim())) || []
  const from = readClock(start ?? '')
  const to = end === '24:00' ? 24 * 60 : readClock(end ?? '')
  const weekdays = days === undefined ? [1, 2, 3, 4, 5, 6, 7] : readWeekdays(days)
  return from === undefined || to === undefined || from >= to || weekdays === undefined ? undefined : { weekdays, from, to }
}

/** `Mon-Fri`, `Mon,Wed`, `Fri-Mon`. */
function readWeekdays(text: string): readonly number[] | undefined {
  const days = new Set<number>()
  for (const part of text.split(',')) {
    const [first, last = first] = part
      .trim()
      .split(/\s*-\s*/)
      .map((name) => WEEKDAYS.indexOf(name.slice(0, 3).toLowerCase()))
    if (first === undefined || last === undefined || first < 0 || last < 0) return undefined
    for (let step = 0; step <= (last - first + 7) % 7; step++) days.add(((first + step) % 7) + 1)
  }
  return [...days].sort((a, b) => a - b)
}
