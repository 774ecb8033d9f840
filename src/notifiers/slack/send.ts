/**
 * The calls that deliver one notice. Whether and when to try again is the dispatcher's to decide; mended on the spot are only the two
 * things that a second call settles for good: a channel not yet joined, and a message that Slack finds too long.
 */
import type { FetchFunction, Logger, WebAPICallResult, WebClient } from '@slack/web-api'
import { type Deadline, type Millis, SECOND } from '../../core/calendar/time.ts'
import type { Delivery, Notice } from '../../core/incident/notice.ts'
import { channelId } from './channel-id.ts'
import type { SlackConfig } from './config.ts'
import { failureOf, slackError } from './failures.ts'
import { findTold } from './find-told.ts'
import { type Length, replyMessage, rootMessage } from './message.ts'

interface Call {
  readonly method: 'chat.postMessage' | 'chat.update'
  readonly args: { readonly channel: string; readonly thread_ts?: string } & Readonly<Record<string, unknown>>
}

interface Told extends WebAPICallResult {
  readonly channel?: string
  readonly ts?: string
}

const TIMEOUT = 10 * SECOND
/** Looking must leave time to send. */
const LOOK_TIMEOUT = 2 * SECOND
const TOO_LONG: ReadonlySet<string> = new Set(['msg_too_long', 'msg_blocks_too_long'])

export function createSend(config: SlackConfig) {
  return async (notice: Notice, until: Deadline): Promise<Delivery> => {
    const client = await openClient(config, until, TIMEOUT)
    let length: Length = 'full'
    let channel = notice.channel.address
    let joined = false
    const told = notice.again ? await toldBefore(config, notice, until) : undefined
    if (told !== undefined) return { ok: true, handle: told }
    for (;;) {
      const call = callFor(notice, channel, length)
      if (call === undefined) return { ok: false, retry: false, reason: 'rejected', detail: 'there is no message to edit or reply to' }
      try {
        const answer: Told = await client.apiCall(call.method, call.args)
        return { ok: true, handle: `${answer.channel}:${answer.ts}` }
      } catch (error) {
        const name = slackError(error)
        if (length === 'full' && name !== undefined && TOO_LONG.has(name)) length = 'short'
        else if (name === 'not_in_channel' && !joined) {
          joined = true
          const home = await join(client, call.args.channel, until)
          if (typeof home !== 'string') return home
          channel = home
        } else return failureOf(error, until)
      }
    }
  }
}

/** Answers the handle of what an earlier try has told. An edit may as well be repeated. */
async function toldBefore(config: SlackConfig, notice: Notice, until: Deadline): Promise<string | undefined> {
  const call = callFor(notice, notice.channel.address, 'full')
  if (call?.method !== 'chat.postMessage') return undefined
  return findTold(await openClient(config, until, LOOK_TIMEOUT), notice.id, call.args)
}

/** A reply that could not go into its thread is told elsewhere as a message of its own. */
function callFor(notice: Notice, channel: string, length: Length): Call | undefined {
  const settings = { parse: 'none', link_names: false, unfurl_links: false, unfurl_media: false }
  const metadata = { event_type: 'meshwatch_incident', event_payload: { incident_id: notice.incident.id, notice_id: notice.id } }
  if (notice.form === 'root' || (notice.form === 'reply' && notice.insteadOf))
    return { method: 'chat.postMessage', args: { channel, ...rootMessage(notice, length), ...settings, metadata } }
  const [, home, ts] = /^([^:]+):([\d.]+)$/.exec(notice.handle ?? '') ?? []
  if (home === undefined || ts === undefined) return undefined
  if (notice.form === 'edit')
    return {
      method: 'chat.update',
      args: { channel: home, ts, ...rootMessage(notice, length), parse: 'none', link_names: false, metadata },
    }
  // Who is called by name in a thread is not alone with it: the channel sees it too.
  const broadcast = notice.mention === undefined ? {} : { reply_broadcast: true }
  return {
    method: 'chat.postMessage',
    args: { channel: home, thread_ts: ts, ...replyMessage(notice), ...broadcast, ...settings, metadata },
  }
}

/** Answers the id of the channel, or why it could not be joined. Only public channels can. */
async function join(client: WebClient, address: string, until: Deadline): Promise<string | Delivery> {
  try {
    const id = await channelId(client, address)
    if (id === undefined) return notJoined('it is not among the public channels')
    await client.conversations.join({ channel: id })
    return id
  } catch (error) {
    const name = slackError(error)
    const failure = failureOf(error, until)
    return name === undefined || failure.retry ? failure : notJoined(name)
  }
}

function notJoined(why: string): Delivery {
  return { ok: false, retry: false, reason: 'unknown-channel', detail: `not_in_channel, and it could not be joined: ${why}` }
}

/** A client for one notice: it is cheap, and the deadline of the notice ends its calls. */
async function openClient({ token, apiUrl }: SlackConfig, until: Deadline, timeout: Millis): Promise<WebClient> {
  const { WebClient, LogLevel } = await import('@slack/web-api')
  const silent: Logger = { debug() {}, info() {}, warn() {}, error() {}, setLevel() {}, getLevel: () => LogLevel.ERROR, setName() {} }
  return new WebClient(token.reveal(), {
    ...(apiUrl === undefined ? {} : { slackApiUrl: apiUrl }),
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    allowAbsoluteUrls: false,
    timeout,
    logger: silent,
    fetch: endedBy(until),
  })
}

/** A 429 that does not say how long gets a minute; the client could not tell it from a fault. */
function endedBy(until: Deadline): FetchFunction {
  return async (url, { signal, ...init } = {}) => {
    const response = await fetch(url, { ...init, signal: signal ? AbortSignal.any([signal, until.signal]) : until.signal })
    if (response.status !== 429 || /^\d+$/.test(response.headers.get('retry-after') ?? '')) return response
    return new Response(null, { status: 429, headers: { 'retry-after': '60' } })
  }
}
