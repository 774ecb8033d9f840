/** Moments as files of measurements write them. */
import type { Instant } from '../../../core/calendar/time.ts'
import { instantOf } from '../../../core/calendar/wall-time.ts'

const ISO = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?)?\s*(Z|[+-]\d\d:?\d\d|[+-]\d\d)?$/i

/**
 * ISO 8601 with a blank or a T in the middle; the time of day and the offset may be missing, and then the clock of `zone` counts.
 * Undefined for anything else, and for days and times that no calendar has.
 */
export function parseIso(text: string, zone: string): Instant | undefined {
  const parts = ISO.exec(text)
  if (!parts) return undefined
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.slice(1, 7).map((part) => Number(part ?? 0))
  const naive = Date.UTC(year, month - 1, day, hour, minute, second)
  const seen = new Date(naive)
  if (seen.getUTCMonth() !== month - 1 || seen.getUTCDate() !== day || hour > 23 || minute > 59 || second > 59) return undefined
  const millis = Math.floor(Number(`0.${parts[7] ?? 0}`) * 1_000)
  const offset = parts[8]
  if (offset !== undefined) return naive + millis - offsetOf(offset)
  return (zone === 'UTC' ? naive : instantOf({ year, month, day, hour, minute, second }, zone)) + millis
}

function offsetOf(text: string): number {
  if (text.toUpperCase() === 'Z') return 0
  const [hours, minutes] = [Number(text.slice(1, 3)), Number(text.slice(3).replace(':', ''))]
  return (text.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * 60_000
}
