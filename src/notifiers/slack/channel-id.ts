/** Slack's id of a channel. Most methods want it, while people write names; only public channels are found by theirs. */
import type { WebClient } from '@slack/web-api'

const CHANNEL_ID = /^[CGD][A-Z0-9]{6,}$/
const MOST_PAGES = 20

/** Undefined for a name that no public channel has. */
export async function channelId(client: WebClient, address: string): Promise<string | undefined> {
  return CHANNEL_ID.test(address) ? address : findChannel(client, address.replace(/^#/, ''))
}

async function findChannel(client: WebClient, name: string): Promise<string | undefined> {
  let cursor = ''
  for (let page = 0; page < MOST_PAGES; page++) {
    const paging = { types: 'public_channel', exclude_archived: true, limit: 1_000, ...(cursor === '' ? {} : { cursor }) }
    const { channels = [], response_metadata } = await client.conversations.list(paging)
    const found = channels.find((channel) => channel.name === name)
    if (found?.id !== undefined) return found.id
    cursor = response_metadata?.next_cursor ?? ''
    if (cursor === '') return undefined
  }
  return undefined
}
