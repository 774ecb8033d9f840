/** The client of Slack's Web API, set up so that it waits for nothing by itself: when to try again is decided elsewhere. */
import type { FetchFunction, Logger, WebClient } from '@slack/web-api'
import type { Deadline, Millis } from '../../core/calendar/time.ts'
import type { Secret } from '../../core/secret.ts'
import type { SlackConfig } from './config.ts'

/** A client for one task: it is cheap, and the deadline of the task ends its calls. */
export async function openClient({ token, apiUrl }: SlackConfig, until: Deadline, timeout: Millis): Promise<WebClient> {
  const { WebClient } = await import('@slack/web-api')
  return new WebClient(token.reveal(), { ...clientOptions(apiUrl, timeout), fetch: endedBy(until), logger: await silent() })
}

/** The connection over which people's answers come (Socket Mode). Its client must not connect again by itself: see socket.ts. */
export async function openSocketClient(appToken: Secret, apiUrl: string | undefined, timeout: Millis) {
  const { SocketModeClient } = await import('@slack/socket-mode')
  return new SocketModeClient({
    appToken: appToken.reveal(),
    autoReconnectEnabled: false,
    logger: await silent(),
    clientOptions: clientOptions(apiUrl, timeout),
  })
}

/** Sends bytes to an address that Slack has named. Answers whether they were taken. */
export async function post(url: string, body: string | Uint8Array<ArrayBuffer>, type: string, until: Deadline): Promise<boolean> {
  const answer = await fetch(url, { method: 'POST', body, headers: { 'content-type': type }, redirect: 'error', signal: until.signal })
  await answer.body?.cancel()
  return answer.ok
}

function clientOptions(apiUrl: string | undefined, timeout: Millis) {
  return {
    ...(apiUrl === undefined ? {} : { slackApiUrl: apiUrl }),
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    allowAbsoluteUrls: false,
    timeout,
  }
}

/** What it would say is said by its answers; some of it holds tokens. */
async function silent(): Promise<Logger> {
  const { LogLevel } = await import('@slack/web-api')
  return { debug() {}, info() {}, warn() {}, error() {}, setLevel() {}, getLevel: () => LogLevel.ERROR, setName() {} }
}

/** A 429 that does not say how long gets a minute; the client could not tell it from a fault. */
function endedBy(until: Deadline): FetchFunction {
  return async (url, { signal, ...init } = {}) => {
    const response = await fetch(url, { ...init, signal: signal ? AbortSignal.any([signal, until.signal]) : until.signal })
    if (response.status !== 429 || /^\d+$/.test(response.headers.get('retry-after') ?? '')) return response
    return new Response(null, { status: 429, headers: { 'retry-after': '60' } })
  }
}
