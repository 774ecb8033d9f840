/** What a mail server answered, or its silence, means. Codes only: its words may repeat addresses. Codes: RFC 5321, 4.2 and RFC 3463. */
import type { Deadline } from '../../core/calendar/time.ts'
import { connectionFailure, type Failure } from '../connection-failures.ts'

/** The fields of nodemailer's errors, told apart by themselves: its code is loaded only when something is sent. */
interface MailError extends Error {
  readonly code?: string
  /** Of the system, where `code` is a word of nodemailer. */
  readonly originalCode?: string
  readonly responseCode?: number
  readonly response?: string
  /** What the server was asked: `RCPT TO`, `AUTH PLAIN`. */
  readonly command?: string
}

const LOGIN_NEEDED: ReadonlySet<number> = new Set([530, 534, 535, 538])

export function failureOf(error: unknown, until: Deadline): Failure {
  const { code, originalCode, responseCode, response = '', command = '' } = error as MailError
  if (until.signal.aborted || responseCode === undefined) return unanswered(code, originalCode, until)
  const [, detailed] = /^\d{3}[ -]([245]\.\d{1,3}\.\d{1,3})\b/.exec(response) ?? []
  const detail = ['SMTP', responseCode, detailed, /^[A-Z][A-Z ]*/.exec(command)?.[0]].filter((part) => part !== undefined).join(' ')
  if (responseCode < 500) {
    // x.7.y is about policy: too many messages, or a sender that is not known yet.
    return { ok: false, retry: true, reason: detailed?.startsWith('4.7.') ? 'rate-limited' : 'server-error', detail }
  }
  if (command === 'STARTTLS') return { ok: false, retry: false, reason: 'not-configured', detail: 'the server does not encrypt' }
  if (LOGIN_NEEDED.has(responseCode) || code === 'EAUTH') return { ok: false, retry: false, reason: 'auth', detail }
  return { ok: false, retry: false, reason: command === 'RCPT TO' ? 'unknown-channel' : 'rejected', detail }
}

/** The message, the envelope or the login cannot be right; the network is not to blame. */
const OURS: ReadonlySet<string | undefined> = new Set(['EENVELOPE', 'EMESSAGE', 'EAUTH', 'ECONFIG'])

function unanswered(code: string | undefined, originalCode: string | undefined, until: Deadline): Failure {
  if (!until.signal.aborted && OURS.has(code)) return { ok: false, retry: false, reason: 'rejected', detail: `not sent (${code})` }
  return connectionFailure(Object.assign(new Error('no answer'), { code: originalCode ?? code }), until)
}
