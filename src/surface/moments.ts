/** Times as people and programs say them. */
import type { Instant } from '../core/calendar/time.ts'
import { instantOf as instantOfWall } from '../core/calendar/wall-time.ts'
import { MeshError } from '../core/errors.ts'

/** ISO 8601 text, a Date, or epoch milliseconds. */
export type Moment = string | Date | Instant

const ISO_TIME = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?$/

/** Text without an offset is meant as the clock of `zone` shows it, or as the computer's does. Throws MeshError USAGE for what is no time. */
export function instantOf(at: Moment, zone?: string): Instant {
  const parts = typeof at === 'string' ? ISO_TIME.exec(at) : null
  const instant = typeof at !== 'string' ? Number(at) : parts ? Date.parse(at) : Number.NaN
  if (!Number.isFinite(instant))
    throw new MeshError('USAGE', `${String(at)} is not a time.`, 'Write it as ISO 8601, such as 2026-11-21T07:00:00Z.')
  if (!parts || zone === undefined || parts[7] !== undefined) return instant
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = parts.slice(1, 7).map((part) => Number(part ?? 0))
  return instantOfWall({ year, month, day, hour, minute, second }, zone)
}
