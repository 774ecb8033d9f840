/** The watermark: the time of the newest data, and what is wrong with it where something is. */

import { type Instant, MINUTE, type Millis } from '../../core/calendar/time.ts'
import { startOfDay } from '../../core/calendar/wall-time.ts'
import type { Observation } from '../../core/check.ts'
import type { Metric } from '../../core/metric.ts'
import type { FreshnessParams } from '../../core/questions.ts'
import { type Unknown, unknown } from '../../core/verdict.ts'
import { isUnknown, notPresent, type Reading, readNumber } from '../reading.ts'

export const FRESHNESS_MEMO = 1

/** What a freshness check remembers. */
export interface FreshnessMemo {
  readonly v: typeof FRESHNESS_MEMO
  /** Newest time that was believed. */
  readonly watermark: Instant
  /** The last deadline that was missed, and when its data was first seen since. */
  readonly missed?: { readonly due: Instant; readonly arrived?: Instant }
}

export interface Watermark {
  readonly at: Instant
  /** Set when the source names a time to come; `at` is then the last one that was believed. */
  readonly future?: Instant
}

/** Data of a day may carry any hour of that day, also one that is still to come when it is published. */
function latestBelievable({ rule }: FreshnessParams, now: Instant): Instant {
  return rule.by === 'deadline' ? startOfDay(now, rule.due.zone, 1) + SKEW : now + SKEW
}

/** Clocks of writers may be this far ahead before a time counts as one to come. */
const SKEW: Millis = 5 * MINUTE

export function latestOf(field: string, zone: string): Metric {
  return { fn: 'latest', fields: [field], args: [zone] }
}

/** `believed` is the newest time that was believed before; rows that were there and are gone are not "nothing loaded yet". */
export function readWatermark(params: FreshnessParams, seen: Observation, believed: Instant | undefined): Watermark | Unknown | 'emptied' {
  const { facts } = seen
  const absent = notPresent(facts)
  if (absent) return absent
  const found = params.field === undefined ? changeTime(seen) : readNumber(seen, latestOf(params.field, params.zone))
  if (isUnknown(found)) return found.code === 'no-data' && believed !== undefined ? 'emptied' : found
  if (found.value <= latestBelievable(params, seen.now)) return { at: found.value }
  return { at: believed ?? seen.now, future: found.value }
}

function changeTime({ facts }: Observation): Reading<Instant> | Unknown {
  if (facts.changedAt === undefined) return unknown('learning', 'the source tells no time of change yet; it is known after the next change')
  return { value: facts.changedAt, basis: 'metadata' }
}
