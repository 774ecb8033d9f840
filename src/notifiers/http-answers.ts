/** What the HTTP answer of a receiver, or its absence, means. Nothing of the answer's text is passed on. */

import { type Deadline, type Instant, type Millis, SECOND } from '../core/calendar/time.ts'
import type { Delivery, DeliveryReason } from '../core/incident/notice.ts'
import { connectionFailure, type Failure, waitOf } from './connection-failures.ts'
import { RefusedPlace } from './places.ts'

export interface Answer {
  readonly status: number
  readonly retryAfter?: string
  /** Only what was asked for, see `exchange`. */
  readonly body?: string
}

const PASSING: Readonly<Record<number, DeliveryReason>> = { 408: 'timeout', 425: 'server-error', 429: 'rate-limited' }
const LASTING: Readonly<Record<number, DeliveryReason>> = {
  401: 'auth',
  403: 'auth',
  404: 'unknown-channel',
  407: 'auth',
  410: 'unknown-channel',
}

export function deliveryOf({ status, retryAfter }: Answer, now: Instant): Delivery {
  if (status >= 200 && status < 300) return { ok: true }
  const passing = PASSING[status] ?? (status >= 500 ? 'server-error' : undefined)
  if (passing !== undefined) {
    const wait = readRetryAfter(retryAfter, now)
    return { ok: false, retry: true, reason: passing, detail: `HTTP ${status}`, ...(wait === undefined ? {} : { after: wait }) }
  }
  const moved = status >= 300 && status < 400 ? ', and redirects are not followed' : ''
  return { ok: false, retry: false, reason: LASTING[status] ?? 'rejected', detail: `HTTP ${status}${moved}` }
}

export function failureOf(error: unknown, until: Deadline): Failure {
  if (!(error instanceof RefusedPlace)) return connectionFailure(error, until)
  return { ok: false, retry: false, reason: 'not-configured', detail: 'the address leads to a place that notices may not go to' }
}

/** Seconds, or a date (RFC 9110, 10.2.3). */
function readRetryAfter(text: string | undefined, now: Instant): Millis | undefined {
  if (text === undefined) return undefined
  const seconds = /^\d+$/.test(text) ? Number(text) : (Date.parse(text) - now) / SECOND
  return Number.isFinite(seconds) ? waitOf(seconds) : undefined
}
