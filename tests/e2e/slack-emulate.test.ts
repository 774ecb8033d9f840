/** The shape of our calls, judged by somebody else's emulator of Slack. It is lax about limits and knows channels by id only. */
import { type LogLevel, WebClient } from '@slack/web-api'
import { createEmulator, type Emulator } from 'emulate'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Secret } from '../../src/core/secret.ts'
import { slack } from '../../src/notifiers/slack/index.ts'
import { given, send } from '../contract/notifiers/fixture.ts'
import { noticeOf, noticeOfEnd, noticeOfJoin } from '../contract/notifiers/notices.ts'

let emulator: Emulator
let client: WebClient
const token = 'xoxb-any'
const notifier = () => slack.create('chat', { token: new Secret(token), apiUrl: `${emulator.url}/api/` }, given)
const to = (address: string) => ({ tool: 'slack', address, from: 'product' as const })

beforeAll(async () => {
  emulator = await createEmulator({ service: 'slack', port: 0 })
  client = new WebClient(token, { slackApiUrl: `${emulator.url}/api/`, retryConfig: { retries: 0 }, logLevel: 'error' as LogLevel })
})
afterAll(() => emulator.close())

async function makeChannel(name: string): Promise<string> {
  const { channel } = await client.conversations.create({ name })
  return channel?.id ?? ''
}

test('an incident is one message, edited in place, with its news in the thread', async () => {
  const channel = await makeChannel('storefront-data')
  const root = await send(notifier(), noticeOf({ channel: to(channel) }))
  const handle = root.ok ? (root.handle ?? '') : ''
  expect(handle).toMatch(new RegExp(`^${channel}:\\d+\\.\\d+$`))
  for (const notice of [
    noticeOfJoin('edit', handle),
    noticeOfJoin('reply', handle),
    noticeOfEnd('edit', handle),
    noticeOfEnd('reply', handle),
  ])
    expect(await send(notifier(), notice)).toMatchObject({ ok: true })

  const { messages = [] } = await client.conversations.history({ channel, include_all_metadata: true })
  expect(messages).toHaveLength(1)
  expect(messages[0]).toMatchObject({
    text: expect.stringMatching(/^Resolved:/),
    reply_count: 2,
    metadata: { event_type: 'meshwatch_incident', event_payload: { incident_id: '3f9a0c21b7de' } },
  })
  expect(messages[0]?.blocks?.map(({ type }) => type)).toEqual(['header', 'section', 'section', 'context'])
  const thread = await client.conversations.replies({ channel, ts: handle.split(':')[1] ?? '' })
  expect(thread.messages?.map(({ text }) => text?.split(':')[0])).toEqual(['Resolved', 'Open (high)', 'Resolved'])
})

test('what was told already is found, below the root and above', async () => {
  const channel = await makeChannel('told-before')
  const root = noticeOf({ channel: to(channel) })
  const first = await send(notifier(), root)
  expect(await send(notifier(), { ...root, again: true })).toEqual(first)
  const reply = { ...noticeOfJoin('reply', first.ok ? (first.handle ?? '') : ''), id: 'news' }
  const second = await send(notifier(), reply)
  expect(await send(notifier(), { ...reply, again: true })).toEqual(second)
  expect(second).not.toEqual(first)
})

test('a channel that is not there, or no longer, is for the next in the chain', async () => {
  expect(await send(notifier(), noticeOf({ channel: to('C0NOTTHERE') }))).toMatchObject({
    ok: false,
    retry: false,
    reason: 'unknown-channel',
  })
  const channel = await makeChannel('old-data')
  await client.conversations.archive({ channel })
  expect(await send(notifier(), noticeOf({ channel: to(channel) }))).toMatchObject({
    ok: false,
    retry: false,
    reason: 'unknown-channel',
    detail: 'is_archived',
  })
})

test('a message that is gone cannot be edited', async () => {
  const channel = await makeChannel('short-lived')
  expect(await send(notifier(), noticeOfEnd('edit', `${channel}:1.000001`))).toMatchObject({ ok: false, retry: false, reason: 'rejected' })
})
