/** What went wrong on the way to a receiver. Only codes are passed on: messages of drivers may hold addresses and secrets. */

import { DAY, type Deadline, type Millis, SECOND } from '../core/calendar/time.ts'
import type { Delivery } from '../core/incident/notice.ts'

export type Failure = Extract<Delivery, { ok: false }>

/** Any failure before an answer was read. The receiver may have got the message all the same; it is tried again. */
export function connectionFailure(error: unknown, until: Deadline): Failure {
  const code = codeOf(error)
  if (until.signal.aborted || until.left() === 0 || code === 'TimeoutError' || code === 'ETIMEDOUT' || code === 'UND_ERR_CONNECT_TIMEOUT')
    return { ok: false, retry: true, reason: 'timeout', detail: 'no answer in time' }
  return { ok: false, retry: true, reason: 'unreachable', detail: code === undefined ? 'no connection' : `no connection (${code})` }
}

/** The innermost code: fetch wraps the cause twice. */
function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined
  const { cause, original, code, name } = error as Error & { original?: unknown; code?: unknown }
  const inner = codeOf(cause) ?? codeOf(original)
  if (inner !== undefined) return inner
  if (name === 'TimeoutError') return name
  return typeof code === 'string' && /^[A-Z][A-Z0-9_]+$/.test(code) ? code : undefined
}

/** How long to wait by the receiver's own word. A receiver that asks for more than a day is asked again after one. */
export function waitOf(seconds: number): Millis {
  return Math.min(DAY, Math.max(SECOND, Math.ceil(seconds) * SECOND))
}
