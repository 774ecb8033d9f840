import { type LogLevel, WebClient } from '@slack/web-api'
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import type { Clock } from '../../../../src/core/calendar/time.ts'
import { Secret } from '../../../../src/core/secret.ts'
import { slack } from '../../../../src/notifiers/slack/index.ts'
import { type SlackStandIn, startSlackStandIn } from '../../../../src/surface/slack-stand-in/index.ts'
import { given, within } from '../../../contract/notifiers/fixture.ts'
import { noticeOf } from '../../../contract/notifiers/notices.ts'

const clock: Clock = { now: () => Date.UTC(2026, 10, 20, 14), after: () => () => undefined }
const header = (text: string) => ({ type: 'header' as const, text: { type: 'plain_text' as const, text } })

describe('the stand-in, asked by the real client', () => {
  let standIn: SlackStandIn
  let client: WebClient
  const page = async (path = '/') => (await fetch(standIn.url + path)).text()

  beforeAll(async () => {
    standIn = await startSlackStandIn({ clock, channels: ['orders', '#payments'] })
    client = new WebClient('xoxb-any', { slackApiUrl: standIn.apiUrl, retryConfig: { retries: 0 }, logLevel: 'error' as LogLevel })
  })
  afterAll(() => standIn.close())

  test('knows who asks, and its channels', async () => {
    expect(await client.auth.test()).toMatchObject({ ok: true, user: 'meshwatch' })
    const { channels } = await client.conversations.list()
    expect(channels?.map(({ name }) => name)).toEqual(['orders', 'payments'])
    expect(await client.conversations.info({ channel: '#payments' })).toMatchObject({ channel: { name: 'payments', is_member: true } })
    expect(await client.conversations.join({ channel: 'C000000001' })).toMatchObject({ channel: { name: 'orders' } })
  })

  test('keeps messages, threads and edits apart', async () => {
    const { ts = '', channel = '' } = await client.chat.postMessage({ channel: 'orders', text: 'late', blocks: [header('🔴 late')] })
    const other = await client.chat.postMessage({ channel: 'orders', text: 'other' })
    expect(other.ts).not.toBe(ts)
    await client.chat.postMessage({ channel, text: 'also short', thread_ts: ts })
    await client.chat.update({ channel, ts, text: 'over', blocks: [header('✅ over')] })
    const { messages } = await client.conversations.history({ channel })
    expect(messages?.map(({ text }) => text)).toEqual(['other', 'over'])
    expect(messages?.[1]).toHaveProperty('edited')
    const thread = await client.conversations.replies({ channel, ts })
    expect(thread.messages?.map(({ text }) => text)).toEqual(['over', 'also short'])
    expect(standIn.messages()).toEqual({ roots: 2, replies: 1, edits: 1 })
  })

  test.each([
    ['channel_not_found', () => client.chat.postMessage({ channel: 'nowhere', text: 'x' })],
    ['thread_not_found', () => client.chat.postMessage({ channel: 'orders', text: 'x', thread_ts: '1.1' })],
    ['message_not_found', () => client.chat.update({ channel: 'orders', text: 'x', ts: '1.1' })],
    ['no_text', () => client.chat.postMessage({ channel: 'orders', text: '' })],
    ['invalid_blocks_format', () => client.apiCall('chat.postMessage', { channel: 'orders', text: 'x', blocks: '{' })],
    ['unknown_method', () => client.apiCall('chat.delete', { channel: 'orders' })],
    ['not_authed', () => new WebClient(undefined, { slackApiUrl: standIn.apiUrl }).auth.test()],
  ])('says %s as Slack does', async (error, call) => {
    await expect(call()).rejects.toMatchObject({ data: { error } })
  })

  test('shows all channels, or one, on a page', async () => {
    const all = await page()
    expect(all).toContain('<a class="place" href="/?channel=orders">#orders</a>')
    expect(all).toMatch(/card good.*over.*\(edited\).*1 reply.*also short/s)
    expect(all).toContain('data-channel="orders" data-total="3"')
    expect(await page('/?channel=payments')).toContain('Nothing has been posted yet')
  })

  test('sends the page again only when something happened', async () => {
    const revision = /data-revision="(\d+)"/.exec(await page())?.[1]
    expect((await fetch(`${standIn.url}/view?since=${revision}`)).status).toBe(204)
    await client.chat.postMessage({ channel: 'payments', text: 'news' })
    const answer = await fetch(`${standIn.url}/view?since=${revision}`)
    expect([answer.status, await answer.text()]).toEqual([200, expect.stringContaining('news')])
  })

  test('shows text as text', async () => {
    const text = '<script>alert(1)</script> &lt;b&gt; "quoted" <javascript:alert(1)|x> <https://a.example/"onclick=x|<i>>'
    await client.chat.postMessage({
      channel: 'payments',
      text,
      blocks: [header(text), { type: 'section', text: { type: 'mrkdwn', text } }],
    })
    const shown = await page('/?channel=payments')
    expect(shown).not.toMatch(/<script>alert|href="javascript|<i>|"onclick/)
    expect(shown).toContain('&lt;b&gt;')
  })

  test('lets the page load nothing from elsewhere', async () => {
    expect((await fetch(standIn.url)).headers.get('content-security-policy')).toContain("default-src 'self'")
    for (const path of ['/page.css', '/page.js']) expect((await fetch(standIn.url + path)).status).toBe(200)
  })
})

test('without a list of channels, any channel is there', async () => {
  const standIn = await startSlackStandIn({ clock })
  const client = new WebClient('xoxb-any', { slackApiUrl: standIn.apiUrl })
  expect(await client.chat.postMessage({ channel: '#new', text: 'x' })).toMatchObject({ ok: true })
  await standIn.close()
  await expect(fetch(standIn.url)).rejects.toThrow()
})

describe('whoever looks at the page', () => {
  const send = (standIn: SlackStandIn, path: string, body: unknown, type = 'application/json') =>
    fetch(standIn.url + path, { method: 'POST', headers: { 'content-type': type }, body: JSON.stringify(body) })

  test('presses buttons and types the command like anybody in Slack, and alone sees the answers', async () => {
    const standIn = await startSlackStandIn({ clock, channels: ['orders'] })
    onTestFinished(() => standIn.close())
    const keys = { token: new Secret('xoxb-any'), apiUrl: standIn.apiUrl, signingSecret: new Secret('demo') }
    const notifier = slack.create('chat', keys, given)
    onTestFinished(() => notifier.close())
    const heard: unknown[] = []
    notifier.listen?.(async (saying, by) => {
      heard.push([saying, by.name])
      return { ok: true, words: `heard <${saying.do}>` }
    })
    const channel = { tool: 'slack', address: 'orders', from: 'product' } as const
    const root = await notifier.send(noticeOf({ channel }), within(5_000))
    const [id, ts] = (root.ok ? (root.handle ?? '') : '').split(':')
    const pressed = { channel: id, ts, action: 'acknowledge' }
    expect((await send(standIn, '/press', pressed)).status).toBe(409)
    standIn.connect({ signingSecret: 'demo', receive: async (post) => notifier.receive?.(post) })
    expect((await send(standIn, '/press', pressed, 'text/plain')).status).toBe(415)
    expect((await send(standIn, '/press', { ...pressed, action: 'nothing' })).status).toBe(409)
    expect((await send(standIn, '/press', pressed)).status).toBe(204)
    expect((await send(standIn, '/command', { channel: 'orders', text: 'status a.b' })).status).toBe(204)
    await vi.waitFor(async () => {
      const page = await (await fetch(standIn.url)).text()
      expect(page).toContain('heard &lt;acknowledge&gt;')
      expect(page).toContain('heard &lt;status&gt;')
      expect(page).toContain('<button type="button" data-action="acknowledge" class="primary">Acknowledge</button>')
    }, 10_000)
    expect(heard).toEqual([
      [{ do: 'acknowledge', incident: noticeOf().incident.id }, 'A visitor'],
      [{ do: 'status', of: 'a.b' }, 'A visitor'],
    ])
    expect(standIn.messages()).toEqual({ roots: 1, replies: 0, edits: 0 })
    standIn.connect({ signingSecret: 'another', receive: async (post) => notifier.receive?.(post) })
    expect((await send(standIn, '/press', pressed)).status).toBe(409)
    expect((await send(standIn, '/response/99', { text: 'x' })).status).toBe(404)
  })
})
