import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Secret } from '../../../src/core/secret.ts'
import { slack } from '../../../src/notifiers/slack/index.ts'
import { mentionsIn, textsOf } from '../../support/slack-limits.ts'
import { refusal, type StrictSlack, type StrictSlackOptions, startStrictSlack } from '../../support/strict-slack.ts'
import { given, type NotifierFixture, send } from './fixture.ts'
import { incidentOf, noticeOf, noticeOfEnd, noticeOfJoin } from './notices.ts'
import { notifierSuite } from './suite.ts'

const TOKEN = 'xoxb-canary-5512'

const SIGNING = 'signing-canary-9921'

function notifierFor(apiUrl: string, token = TOKEN) {
  return slack.create('chat', { token: new Secret(token), apiUrl, signingSecret: new Secret(SIGNING) }, given)
}

async function makeFixture(): Promise<NotifierFixture> {
  const server = await startStrictSlack({ token: TOKEN })
  return {
    notifier: notifierFor(server.apiUrl),
    server,
    arrived: () => server.accepted.flatMap(({ args }) => [args.text ?? '', ...textsOf(JSON.parse(args.blocks ?? '[]'))]),
    harm: mentionsIn,
    secrets: [TOKEN, SIGNING],
    astray: notifierFor('http://127.0.0.1:9/api/'),
    close: server.close,
  }
}

notifierSuite('Slack', makeFixture)

describe('a conversation', () => {
  let server: StrictSlack
  const open = async (options: StrictSlackOptions = {}) => {
    await server?.close()
    server = await startStrictSlack(options)
    return notifierFor(server.apiUrl)
  }
  beforeEach(async () => void (await open()))
  afterEach(() => server.close())

  const methods = () => server.accepted.map(({ method }) => method)
  const last = () => server.accepted.at(-1)?.args ?? {}
  const begin = async (notifier = notifierFor(server.apiUrl)) => {
    const delivery = await send(notifier, noticeOf())
    return delivery.ok ? (delivery.handle ?? '') : ''
  }

  test('has a root that is found again by its handle, and carries the ids of incident and notice', async () => {
    const handle = await begin()
    expect(handle).toMatch(/^C\d+:\d+\.\d{6}$/)
    expect(last()).toMatchObject({ channel: 'storefront-data', unfurl_links: 'false', unfurl_media: 'false', link_names: 'false' })
    expect(JSON.parse(last().metadata ?? '')).toEqual({
      event_type: 'meshwatch_incident',
      event_payload: { incident_id: '3f9a0c21b7de', notice_id: noticeOf().id },
    })
  })

  test('has its root edited in place, text and blocks both', async () => {
    const handle = await begin()
    expect(await send(notifierFor(server.apiUrl), noticeOfEnd('edit', handle))).toEqual({ ok: true, handle })
    expect(methods()).toEqual(['chat.postMessage', 'chat.update'])
    expect(last().text).toMatch(/^Resolved:/)
    expect(last().blocks).toContain('after 3 h 40 min')
  })

  test('has its news below the root, wherever the notice was addressed', async () => {
    const [channel, ts] = (await begin()).split(':')
    const notice = {
      ...noticeOfJoin('reply', `${channel}:${ts}`),
      channel: { tool: 'slack', address: 'elsewhere', from: 'domain' as const },
    }
    expect(await send(notifierFor(server.apiUrl), notice)).toMatchObject({ ok: true })
    expect(last()).toMatchObject({ channel, thread_ts: ts })
    expect(last().blocks).toContain('`volume` 12 rows')
  })

  test('goes on as a message of its own where its thread cannot be reached any more', async () => {
    const notice = { ...noticeOfEnd('reply', 'C000000999:1.000001'), insteadOf: { address: '#old', why: 'unknown-channel' as const } }
    expect(await send(notifierFor(server.apiUrl), notice)).toMatchObject({ ok: true })
    expect(last()).not.toHaveProperty('thread_ts')
    expect(last().blocks).toContain('Meant for *#old*')
  })

  test('cannot be edited without a root', async () => {
    expect(await send(notifierFor(server.apiUrl), noticeOf({ form: 'edit' }))).toMatchObject({ ok: false, retry: false })
    expect(server.calls).toHaveLength(0)
  })

  test.each(['storefront-data', '#storefront-data', 'C000000001'])(
    'joins a public channel once when it is not a member (%s)',
    async (address) => {
      const notifier = await open({ channels: ['storefront-data'], outside: ['storefront-data'] })
      expect(await send(notifier, noticeOf({ channel: { tool: 'slack', address, from: 'product' } }))).toMatchObject({ ok: true })
      expect(methods().slice(-2)).toEqual(['conversations.join', 'chat.postMessage'])
    },
  )

  test.each([
    [[refusal('not_in_channel'), { body: '{"ok":true,"channels":[]}' }], /not among the public channels/],
    [[refusal('not_in_channel'), refusal('missing_scope')], /missing_scope/],
  ])('gives a channel up that it cannot join %#', async (faults, detail) => {
    server.faults.push(...faults)
    const delivery = await send(notifierFor(server.apiUrl), noticeOf())
    expect(delivery).toMatchObject({ ok: false, retry: false, reason: 'unknown-channel', detail: expect.stringMatching(detail) })
  })

  test('is joined again for its thread, where that is, after someone has put the bot out', async () => {
    const handle = await begin()
    server.faults.push(refusal('not_in_channel'))
    const elsewhere = { tool: 'slack', address: 'elsewhere', from: 'domain' as const }
    expect(await send(notifierFor(server.apiUrl), { ...noticeOfJoin('reply', handle), channel: elsewhere })).toMatchObject({ ok: true })
    expect(server.accepted.at(-2)).toMatchObject({ method: 'conversations.join', args: { channel: handle.split(':')[0] } })
  })

  test('tries again later when joining is what failed in passing', async () => {
    server.faults.push(refusal('not_in_channel'), { status: 503 })
    expect(await send(notifierFor(server.apiUrl), noticeOf())).toMatchObject({ ok: false, retry: true, reason: 'server-error' })
  })

  test('is not joined twice', async () => {
    const id = { tool: 'slack', address: 'C000000001', from: 'product' as const }
    server.faults.push(refusal('not_in_channel'), { body: '{"ok":true}' }, refusal('not_in_channel'))
    expect(await send(notifierFor(server.apiUrl), noticeOf({ channel: id }))).toMatchObject({ ok: false, retry: false })
    expect(server.calls).toHaveLength(3)
  })

  test.each(['msg_too_long', 'msg_blocks_too_long'])('is shortened once (%s)', async (error) => {
    server.faults.push(refusal(error))
    expect(await send(notifierFor(server.apiUrl), noticeOf())).toMatchObject({ ok: true })
    const [first = '', second = ''] = server.calls.map(({ body }) => body)
    expect(second.length).toBeLessThan(first.length)
    server.faults.push(refusal(error), refusal(error))
    expect(await send(notifierFor(server.apiUrl), noticeOf())).toMatchObject({ ok: false, retry: false, reason: 'rejected' })
  })

  test('tells the real limits of a workspace: one message a second and channel', async () => {
    const notifier = await open({ pace: 1_000 })
    expect(await send(notifier, noticeOf())).toMatchObject({ ok: true })
    expect(await send(notifier, noticeOf())).toMatchObject({ ok: false, retry: true, reason: 'rate-limited', after: 1_000 })
    const other = { tool: 'slack', address: 'other', from: 'product' as const }
    expect(await send(notifier, noticeOf({ channel: other }))).toMatchObject({ ok: true })
  })

  test('is refused with the wrong token, and the token is not told', async () => {
    await open({ token: TOKEN })
    const delivery = await send(notifierFor(server.apiUrl, 'xoxb-wrong-7781\u00e9'), noticeOf())
    expect(delivery).toMatchObject({ ok: false, retry: false, reason: 'auth', detail: 'invalid_auth' })
    expect(JSON.stringify(await send(notifierFor(server.apiUrl, 'xoxb-wrong\n7781'), noticeOf()))).not.toContain('7781')
  })

  test('to an archived or unknown channel is for the next one in the chain', async () => {
    const notifier = await open({ channels: ['storefront-data'], archived: ['storefront-data'] })
    expect(await send(notifier, noticeOf())).toMatchObject({ ok: false, retry: false, reason: 'unknown-channel', detail: 'is_archived' })
    const channel = { tool: 'slack', address: 'nowhere', from: 'product' as const }
    expect(await send(notifier, noticeOf({ channel }))).toMatchObject({ reason: 'unknown-channel', detail: 'channel_not_found' })
  })

  test.each([
    ['invalid_auth', false, 'auth'],
    ['account_inactive', false, 'auth'],
    ['token_revoked', false, 'auth'],
    ['missing_scope', false, 'auth'],
    ['restricted_action', false, 'unknown-channel'],
    ['invalid_blocks', false, 'rejected'],
    ['message_not_found', false, 'rejected'],
    ['something_new', false, 'rejected'],
    ['ratelimited', true, 'rate-limited'],
    ['internal_error', true, 'server-error'],
    ['fatal_error', true, 'server-error'],
    ['service_unavailable', true, 'server-error'],
    ['request_timeout', true, 'timeout'],
  ] as const)('answered with %s', async (error, retry, reason) => {
    server.faults.push(refusal(error))
    expect(await send(notifierFor(server.apiUrl), noticeOf())).toMatchObject({ ok: false, retry, reason, detail: error })
  })

  test.each(['<html>sign in to the network</html>', '{"ok":false,"error":"<b>token=xoxb-canary-5512</b>"}'])(
    'with something that is not Slack is tried again, and its words are not passed on (%s)',
    async (body) => {
      server.faults.push({ body })
      expect(await send(notifierFor(server.apiUrl), noticeOf())).toEqual({
        ok: false,
        retry: true,
        reason: 'server-error',
        detail: 'the answer is not from Slack',
      })
    },
  )

  test('with an answer that never ends is given up at the deadline', async () => {
    server.faults.push({ endless: true })
    const signal = AbortSignal.timeout(150)
    const until = { at: 0, signal, left: () => 1 }
    expect(await notifierFor(server.apiUrl).send(noticeOf(), until)).toMatchObject({ ok: false, retry: true, reason: 'timeout' })
  })

  const named = (address: string) => ({ tool: 'slack', address, from: 'product' as const })
  const ID = 'C000000001'

  test.each(['#storefront-data', ID])('is not begun again when Slack took its root and nobody heard (%s)', async (address) => {
    const notifier = await open({ channels: ['storefront-data'] })
    server.faults.push({ reset: true, accepted: true })
    const notice = noticeOf({ channel: named(address) })
    expect(await send(notifier, notice)).toMatchObject({ ok: false, retry: true })
    const taken = server.accepted.at(-1)?.answer
    expect(await send(notifier, { ...notice, again: true })).toEqual({ ok: true, handle: `${taken?.channel}:${taken?.ts}` })
    expect(methods().filter((method) => method === 'chat.postMessage')).toHaveLength(1)
  })

  test('gets no news twice that Slack took and nobody heard', async () => {
    const handle = await begin()
    server.faults.push({ status: 503, accepted: true })
    const notice = noticeOf({ ...noticeOfJoin('reply', handle), id: 'news' })
    expect(await send(notifierFor(server.apiUrl), notice)).toMatchObject({ ok: false, retry: true })
    const taken = server.accepted.at(-1)?.answer
    expect(await send(notifierFor(server.apiUrl), { ...notice, again: true })).toEqual({
      ok: true,
      handle: `${taken?.channel}:${taken?.ts}`,
    })
    expect(methods().filter((method) => method === 'chat.postMessage')).toHaveLength(2)
  })

  test('gets what is not there yet, though an earlier try ended unseen', async () => {
    const handle = await begin()
    const reply = noticeOf({ ...noticeOfJoin('reply', handle), id: 'news', again: true })
    const root = noticeOf({ id: 'other', again: true })
    for (const notice of [reply, root]) expect(await send(notifierFor(server.apiUrl), notice)).toMatchObject({ ok: true })
    expect(methods().filter((method) => method === 'chat.postMessage')).toHaveLength(3)
  })

  test.each([refusal('missing_scope'), { status: 500 }, { endless: true as const }])(
    'is told again rather than never when the bot cannot look %#',
    async (fault) => {
      const notifier = await open({ channels: ['storefront-data'] })
      const notice = noticeOf({ channel: named(ID) })
      await send(notifier, notice)
      server.faults.push(fault)
      expect(await send(notifier, { ...notice, again: true })).toMatchObject({ ok: true })
      expect(server.calls.at(-2)?.path).toBe('/api/conversations.history')
      expect(methods().filter((method) => method === 'chat.postMessage')).toHaveLength(2)
    },
  )

  test.each([{ status: 500 }, { reset: true as const }, { status: 429, headers: { 'retry-after': '30' } }])(
    'waits while it is new and nobody can look whether it was told %#',
    async (fault) => {
      const notifier = await open({ channels: ['storefront-data'] })
      server.faults.push({ status: 500, accepted: true })
      const notice = noticeOf({ channel: named(ID), at: given.clock.now() })
      await send(notifier, notice)
      const taken = server.accepted.at(-1)?.answer
      server.faults.push(fault)
      const looked = await send(notifier, { ...notice, again: true })
      expect(looked).toMatchObject({ ok: false, retry: true, reason: 'unreachable' })
      expect(looked).toHaveProperty('detail', expect.stringMatching(/^it may have been told/))
      expect(await send(notifier, { ...notice, again: true })).toEqual({ ok: true, handle: `${taken?.channel}:${taken?.ts}` })
      expect(methods().filter((method) => method === 'chat.postMessage')).toHaveLength(1)
    },
  )

  test('does not take the message of another bot for its own', async () => {
    const notifier = await open({ channels: ['storefront-data'] })
    const notice = noticeOf({ channel: named(ID) })
    const metadata = { event_payload: { notice_id: notice.id } }
    server.faults.push({ body: JSON.stringify({ ok: true, messages: [{ ts: '1.000001', user: 'U0OTHER', metadata }] }) })
    expect(await send(notifier, { ...notice, again: true })).toMatchObject({ ok: true })
    expect(methods()).toEqual(['auth.test', 'chat.postMessage'])
  })

  test('has its root edited once more without a look', async () => {
    const handle = await begin()
    expect(await send(notifierFor(server.apiUrl), { ...noticeOfEnd('edit', handle), again: true })).toMatchObject({ ok: true })
    expect(methods()).toEqual(['chat.postMessage', 'chat.update'])
  })

  test('about a source shows nothing that was not looked at', async () => {
    await send(notifierFor(server.apiUrl), noticeOf({ incident: incidentOf({ type: 'monitoring', affects: [] }) }))
    expect(last().blocks).not.toContain('Affects')
  })
})
