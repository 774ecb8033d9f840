/** Looks whether Slack took a message although its answer never arrived. The ids in the metadata tell, which only apps can read. */
import type { WebClient } from '@slack/web-api'
import type { Deadline } from '../../core/calendar/time.ts'
import { channelId } from './channel-id.ts'
import { failureOf, slackError } from './failures.ts'

const MOST_MESSAGES = 100

/**
 * The handle of the message that carries the notice, below `thread_ts` or else among the newest of the channel. Undefined when it is not
 * there, and when the bot may not look (channels:history, groups:history): news that comes twice is better than news that does not come.
 * Throws the client's error where Slack could not answer just now.
 */
export async function findTold(
  client: WebClient,
  notice: string,
  { channel, thread_ts: thread }: { readonly channel: string; readonly thread_ts?: string },
  until: Deadline,
): Promise<string | undefined> {
  try {
    const id = await channelId(client, channel)
    if (id === undefined) return undefined
    const where = { channel: id, include_all_metadata: true, limit: MOST_MESSAGES }
    const { messages = [] } = await (thread === undefined
      ? client.conversations.history(where)
      : client.conversations.replies({ ...where, ts: thread }))
    const found = messages.filter(
      ({ metadata }) => (metadata?.event_payload as { readonly notice_id?: unknown } | undefined)?.notice_id === notice,
    )
    if (found.length === 0) return undefined
    const { user_id } = await client.auth.test()
    const own = found.find(({ user }) => user === user_id)
    return own && `${id}:${own.ts}`
  } catch (error) {
    if (slackError(error) !== undefined && !failureOf(error, until).retry) return undefined
    throw error
  }
}
