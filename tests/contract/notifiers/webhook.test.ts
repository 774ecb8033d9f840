import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Secret } from '../../../src/core/secret.ts'
import { webhookConfig } from '../../../src/notifiers/webhook/config.ts'
import { webhook } from '../../../src/notifiers/webhook/index.ts'
import { type FaultyServer, startFaultyServer } from '../../support/faulty-server.ts'
import { given, NOW, type NotifierFixture, send } from './fixture.ts'
import { noticeOf } from './notices.ts'
import { notifierSuite } from './suite.ts'

const KEY = 'hook-canary-9043'
const PATH = '/hooks/canary-2219'
const HEADER = 'Bearer canary-6630'

function notifierFor(url: string, more: Readonly<Record<string, unknown>> = {}) {
  const config = {
    url: new Secret(url),
    secret: new Secret(KEY),
    headers: { Authorization: new Secret(HEADER) },
    allowPrivate: true,
    ...more,
  }
  return webhook.create('hook', webhookConfig.parse(config), given)
}

const open = () => startFaultyServer(() => ({ status: 204 }))

async function makeFixture(): Promise<NotifierFixture> {
  const server = await open()
  return {
    notifier: notifierFor(`${server.url}${PATH}`),
    server,
    arrived: () => server.calls.map(({ body }) => JSON.parse(body).text),
    // JSON needs no escaping of its own; what is for people's eyes is one line of visible characters.
    harm: (text) => text.match(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu) ?? [],
    secrets: [KEY, 'canary'],
    astray: notifierFor(`http://127.0.0.1:9${PATH}`),
    close: server.close,
  }
}

notifierSuite('Webhook', makeFixture)

describe('a webhook', () => {
  let server: FaultyServer
  beforeAll(async () => {
    server = await open()
  })
  afterAll(() => server.close())
  const last = () => server.calls.at(-1) ?? { method: '', path: '', headers: {}, body: '{}' }

  test('gets the whole incident as JSON', async () => {
    await send(notifierFor(`${server.url}${PATH}?a=b`), noticeOf())
    expect(last()).toMatchObject({ method: 'POST', path: `${PATH}?a=b` })
    expect(last().headers).toMatchObject({ 'content-type': 'application/json; charset=utf-8', authorization: HEADER })
    expect(JSON.parse(last().body)).toMatchObject({
      version: 1,
      notice: noticeOf().id,
      transition: 'opened',
      at: '2026-11-20T13:17:00.000Z',
      text: expect.stringMatching(/^Open \(high\): storefront.orders\/orders: data is late/),
      product: { id: 'storefront.orders', team: 'Storefront' },
      incident: {
        id: '3f9a0c21b7de',
        status: 'open',
        since: '2026-11-20T13:05:00.000Z',
        checks: ['storefront.orders/orders/freshness'],
      },
    })
  })

  test('can tell by the signature who sent what, and when', async () => {
    await send(notifierFor(server.url), noticeOf())
    const { headers, body } = last()
    const expected = createHmac('sha256', KEY)
      .update(`${NOW / 1_000}.${body}`)
      .digest('hex')
    expect(headers).toMatchObject({ 'x-meshwatch-timestamp': String(NOW / 1_000), 'x-meshwatch-signature': `v1=${expected}` })
  })

  test('is not signed without a key', async () => {
    await send(notifierFor(server.url, { secret: undefined }), noticeOf())
    expect(last().headers).not.toHaveProperty('x-meshwatch-signature')
  })

  test.each([
    [401, 'auth'],
    [403, 'auth'],
    [404, 'unknown-channel'],
    [410, 'unknown-channel'],
    [422, 'rejected'],
    [308, 'rejected'],
  ])('that answers %d is final', async (status, reason) => {
    server.faults.push({ status, headers: { location: '/' } })
    expect(await send(notifierFor(server.url), noticeOf())).toMatchObject({ ok: false, retry: false, reason })
  })

  test('may name the time until which to wait', async () => {
    server.faults.push({ status: 503, headers: { 'retry-after': new Date(NOW + 90_000).toUTCString() } })
    expect(await send(notifierFor(server.url), noticeOf())).toMatchObject({ ok: false, retry: true, after: 90_000 })
    server.faults.push({ status: 503, headers: { 'retry-after': 'soon' } })
    expect(await send(notifierFor(server.url), noticeOf())).not.toHaveProperty('after')
  })

  test('with an answer that never ends has answered', async () => {
    server.faults.push({ endless: true })
    expect(await send(notifierFor(server.url), noticeOf())).toEqual({ ok: true })
  })

  test.each(['127.0.0.1', 'localhost', '[::1]', '[::ffff:127.0.0.1]', '0x7f.1', '2130706433'])(
    'on this machine (%s) is refused unless that is allowed',
    async (host) => {
      const before = server.calls.length
      const { port } = new URL(server.url)
      expect(await send(notifierFor(`http://${host}:${port}/`, { allowPrivate: false }), noticeOf())).toMatchObject({
        ok: false,
        retry: false,
        reason: 'not-configured',
      })
      expect(server.calls).toHaveLength(before)
    },
  )

  test('by name is reached where it is allowed', async () => {
    const { port } = new URL(server.url)
    expect(await send(notifierFor(`http://localhost:${port}/`), noticeOf())).toEqual({ ok: true })
  })

  test('among the metadata of a cloud is refused even where private places are allowed', async () => {
    expect(await send(notifierFor('http://169.254.169.254/latest'), noticeOf())).toMatchObject({ ok: false, retry: false })
  })

  test.each([
    [{ url: new Secret('ftp://files.example/') }, 'url'],
    [{ url: new Secret('not an address canary') }, 'url'],
    [{ headers: { 'Content-Length': new Secret('1') } }, 'headers'],
    [{ headers: { 'no good': new Secret('1') } }, 'headers'],
    [{ headers: { Cookie: new Secret('canary\r\nx: y') } }, 'headers'],
    [{ retries: 3 }, ''],
  ])('is not configured with %o', (wrong, path) => {
    const { error } = webhookConfig.safeParse({ url: new Secret('https://hooks.example/'), ...wrong })
    expect(error?.issues[0]?.path[0] ?? '').toBe(path)
    expect(JSON.stringify(error?.issues)).not.toContain('canary')
  })
})
