/** Times as people and programs say them. */
import type { Instant } from '../core/calendar/time.ts'
import { MeshError } from '../core/errors.ts'

/** ISO 8601 text, a Date, or epoch milliseconds. */
export type Moment = string | Date | Instant

const ISO_TIME = /^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?$/

/** Throws MeshError USAGE for anything else. */
export function instantOf(at: Moment): Instant {
  const instant = typeof at !== 'string' ? Number(at) : ISO_TIME.test(at) ? Date.parse(at) : Number.NaN
  if (Number.isFinite(instant)) return instant
  throw new MeshError('USAGE', `${String(at)} is not a time.`, 'Write it as ISO 8601, such as 2026-11-21T07:00:00Z.')
}
