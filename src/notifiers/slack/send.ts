/**
 * The calls that deliver one notice. Whether and when to try again is the dispatcher's to decide; mended on the spot are only the two
 * things that a second call settles for good: a channel not yet joined, and a message that Slack finds too long.
 */
import type { WebAPICallResult, WebClient } from '@slack/web-api'
import { type Clock, type Deadline, MINUTE, SECOND } from '../../core/calendar/time.ts'
import type { Delivery, Notice } from '../../core/incident/notice.ts'
import type { Failure } from '../connection-failures.ts'
import { channelId } from './channel-id.ts'
import { openClient } from './client.ts'
import { canHear, type SlackConfig } from './config.ts'
import type { Directory } from './directory.ts'
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
/** News that is older is told, perhaps twice, where nobody can look whether it was told. */
const LONGEST_DOUBT = 10 * MINUTE
const TOO_LONG: ReadonlySet<string> = new Set(['msg_too_long', 'msg_blocks_too_long'])

export function createSend(config: SlackConfig, directory: Directory, clock: Clock) {
  return async (notice: Notice, until: Deadline): Promise<Delivery> => {
    const client = await openClient(config, until, TIMEOUT)
    let length: Length = 'full'
    const { address } = notice.channel
    let channel = directory.idOf(address) ?? address
    let joined = false
    try {
      const told = notice.again ? await toldBefore(config, notice, until) : undefined
      if (told !== undefined) return { ok: true, handle: told }
    } catch (error) {
      if (clock.now() - notice.at < LONGEST_DOUBT) return inDoubt(failureOf(error, until))
    }
    for (;;) {
      const call = callFor(notice, channel, length, canHear(config))
      if (call === undefined) return { ok: false, retry: false, reason: 'rejected', detail: 'there is no message to edit or reply to' }
      try {
        const answer: Told = await client.apiCall(call.method, call.args)
        if (call.args.channel === channel) directory.learn(address, answer.channel)
        return { ok: true, handle: `${answer.channel}:${answer.ts}` }
      } catch (error) {
        const name = slackError(error)
        if (length === 'full' && name !== undefined && TOO_LONG.has(name)) length = 'short'
        else if (name === 'channel_not_found' && call.args.channel === channel && channel !== address && !joined) {
          // The channel of this name was deleted, and perhaps made anew.
          directory.forget(address)
          channel = address
        } else if (name === 'not_in_channel' && !joined) {
          joined = true
          const home = await join(client, call.args.channel, until)
          if (typeof home !== 'string') return home
          channel = home
        } else return failureOf(error, until)
      }
    }
  }
}

/** The reason stays one after which the next try looks again. */
function inDoubt({ detail, after }: Failure): Delivery {
  const words = `it may have been told, and nobody can look: ${detail}`
  return { ok: false, retry: true, reason: 'unreachable', detail: words, ...(after !== undefined && { after }) }
}

/** Answers the handle of what an earlier try has told. An edit may as well be repeated. Throws the client's error where it cannot be seen just now. */
async function toldBefore(config: SlackConfig, notice: Notice, until: Deadline): Promise<string | undefined> {
  const call = callFor(notice, notice.channel.address, 'full', false)
  if (call?.method !== 'chat.postMessage') return undefined
  return findTold(await openClient(config, until, LOOK_TIMEOUT), notice.id, call.args, until)
}

/** A reply that could not go into its thread is told elsewhere as a message of its own. */
function callFor(notice: Notice, channel: string, length: Length, answerable: boolean): Call | undefined {
  const settings = { parse: 'none', link_names: false, unfurl_links: false, unfurl_media: false }
  const metadata = { event_type: 'meshwatch_incident', event_payload: { incident_id: notice.incident.id, notice_id: notice.id } }
  if (notice.form === 'root' || (notice.form === 'reply' && notice.insteadOf))
    return { method: 'chat.postMessage', args: { channel, ...rootMessage(notice, length, answerable), ...settings, metadata } }
  const [, home, ts] = /^([^:]+):([\d.]+)$/.exec(notice.handle ?? '') ?? []
  if (home === undefined || ts === undefined) return undefined
  if (notice.form === 'edit')
    return {
      method: 'chat.update',
      args: { channel: home, ts, ...rootMessage(notice, length, answerable), parse: 'none', link_names: false, metadata },
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
