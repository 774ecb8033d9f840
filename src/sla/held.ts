/**
 * Promises that are known at looks only (volume, quality, availability): what a look found stands until the next one, but no longer than
 * `hold`, usually twice the interval; then nobody knows. Tries within one look do not count. Pure.
 */
import type { Instant, Millis } from '../core/calendar/time.ts'
import { NOT_LOOKED } from './freshness.ts'
import { joined, type Span } from './span.ts'

export interface StateLook {
  readonly at: Instant
  readonly state: 'good' | 'bad' | 'unknown'
  readonly cause?: string
}

/** From a look to the next one, or to the present. */
export function heldUntil({ at, state, cause }: StateLook, until: Instant, hold: Millis): readonly Span[] {
  const end = Math.max(at, until)
  const stands = Math.min(end, at + hold)
  return joined([
    { from: at, to: stands, state, ...(cause === undefined ? {} : { cause }) },
    { from: stands, to: end, state: 'unknown', cause: NOT_LOOKED },
  ])
}
