/** Times of day as contracts write them: `07:00`, `09:00-08:00` with an offset from UTC, `07:00 Europe/Berlin`. */
import { isZone } from '../../core/calendar/wall-time.ts'

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
