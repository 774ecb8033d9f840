/** What Slack and its client say, in the words of the project. Error names: docs.slack.dev/reference/methods/chat.postMessage */

import { type Deadline, MINUTE } from '../../core/calendar/time.ts'
import type { DeliveryReason } from '../../core/incident/notice.ts'
import { connectionFailure, type Failure, waitOf } from '../connection-failures.ts'

const TRANSIENT: Readonly<Record<string, DeliveryReason>> = {
  ratelimited: 'rate-limited',
  rate_limited: 'rate-limited',
  message_limit_exceeded: 'rate-limited',
  internal_error: 'server-error',
  fatal_error: 'server-error',
  service_unavailable: 'server-error',
  request_timeout: 'timeout',
}

/** Another try cannot help until a person has done something. What is not listed is `rejected`. */
const PERMANENT: Readonly<Record<string, DeliveryReason>> = {
  invalid_auth: 'auth',
  not_authed: 'auth',
  account_inactive: 'auth',
  token_revoked: 'auth',
  token_expired: 'auth',
  missing_scope: 'auth',
  no_permission: 'auth',
  access_denied: 'auth',
  not_allowed_token_type: 'auth',
  team_access_not_granted: 'auth',
  ekm_access_denied: 'auth',
  enterprise_is_restricted: 'auth',
  channel_not_found: 'unknown-channel',
  is_archived: 'unknown-channel',
  not_in_channel: 'unknown-channel',
  restricted_action: 'unknown-channel',
  restricted_action_read_only_channel: 'unknown-channel',
}

/** The client's errors, told apart by their code: its classes are loaded only when something is sent. */
interface ClientError extends Error {
  readonly code?: string
  readonly data?: { readonly error?: unknown }
  readonly statusCode?: number
  readonly retryAfter?: number
}

/** Slack's name for what was wrong with a call; undefined when the call failed otherwise. */
export function slackError(error: unknown): string | undefined {
  const { code, data } = error as ClientError
  // An answer that is no JSON, from a proxy perhaps, comes as a platform error whose name is the whole page.
  return code === 'slack_webapi_platform_error' && typeof data?.error === 'string' && /^[a-z][a-z0-9_]{1,60}$/.test(data.error)
    ? data.error
    : undefined
}

export function failureOf(error: unknown, until: Deadline): Failure {
  const name = slackError(error)
  if (name !== undefined) {
    const passing = TRANSIENT[name]
    if (passing === 'rate-limited') return { ok: false, retry: true, reason: passing, detail: name, after: MINUTE }
    if (passing !== undefined) return { ok: false, retry: true, reason: passing, detail: name }
    return { ok: false, retry: false, reason: PERMANENT[name] ?? 'rejected', detail: name }
  }
  const { code, statusCode = 0, retryAfter = 60 } = error as ClientError
  switch (code) {
    case 'slack_webapi_rate_limited_error':
      return { ok: false, retry: true, reason: 'rate-limited', detail: `wait ${retryAfter} s`, after: waitOf(retryAfter) }
    case 'slack_webapi_http_error': {
      const passing = statusCode >= 500 || statusCode === 408
      return { ok: false, retry: passing, reason: passing ? 'server-error' : 'rejected', detail: `HTTP ${statusCode}` }
    }
    case 'slack_webapi_platform_error':
      return { ok: false, retry: true, reason: 'server-error', detail: 'the answer is not from Slack' }
    default:
      return connectionFailure(error, until)
  }
}
