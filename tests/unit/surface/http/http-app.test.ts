import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import type { HttpConfig } from '../../../../src/config/config.ts'
import { MINUTE } from '../../../../src/core/calendar/time.ts'
import { ERRORS } from '../../../../src/core/errors.ts'
import { Secret } from '../../../../src/core/secret.ts'
import { createHttpApp } from '../../../../src/surface/http/http-app.ts'
import { createMetrics } from '../../../../src/surface/metrics/metrics.ts'
import { incident, transition } from '../../../contract/store/samples.ts'
import { type FakeDaemon, failed, fakeDaemon, meshOf, NOON, passed, product } from './daemon.ts'

const TOKEN = 'canary-4f9d1c7ab2'
const FRESHNESS = 'shop.orders/orders/freshness'
const VOLUME = 'shop.orders/orders/volume'

describe('the gate', () => {
  test('every route but /live is closed to whoever has no token, a wrong one, or half of it', async () => {
    const { app, ask } = await served({ token: new Secret(TOKEN) })
    const paths = [...new Set(app.routes.map(({ path }) => path.replace('/*', '/anything').replace(':id', 'x')))]
    expect(paths.length).toBeGreaterThan(9)
    for (const path of paths.filter((one) => one !== '/live')) {
      for (const authorization of [undefined, 'Bearer wrong', `Bearer ${TOKEN.slice(0, 8)}`, `Basic ${TOKEN}`, TOKEN]) {
        const answer = await ask(path, authorization === undefined ? {} : { authorization })
        expect([path, answer.status, answer.body.code]).toEqual([path, 401, 'UNAUTHORIZED'])
        expect(answer.headers.get('www-authenticate')).toBe('Bearer')
      }
      expect((await ask(path, { authorization: `Bearer ${TOKEN}` })).status).not.toBe(401)
    }
    expect((await ask('/live')).status).toBe(200)
  })

  test('what is signed needs no token and comes in whole, byte by byte; whoever reads it says whether it is genuine', async () => {
    const posts: unknown[] = []
    const { app, daemon } = await served({ token: new Secret(TOKEN) })
    const post = (path: string, body: string) =>
      app.request(`http://slack.example${path}`, { method: 'POST', body, headers: { 'x-slack-signature': 'v0=1' } })
    expect((await post('/slack/interactions', 'x')).status).toBe(404)
    daemon.view.receive = async ({ path, header, body }) => {
      posts.push([path, header('x-slack-signature'), new TextDecoder().decode(body)])
      return { status: path === '/slack/commands' ? 401 : 200 }
    }
    expect((await post('/slack/interactions', 'payload=%7B%7d&')).status).toBe(200)
    expect((await post('/slack/commands', 'y')).status).toBe(401)
    expect((await post('/slack/interactions', 'x'.repeat(300_000))).status).toBe(413)
    expect(posts).toEqual([
      ['/slack/interactions', 'v0=1', 'payload=%7B%7d&'],
      ['/slack/commands', 'v0=1', 'y'],
    ])
    for (const path of ['/slack/elsewhere', '/slack/interactions/more']) expect((await post(path, 'x')).status).toBe(401)
  })

  test('without a token, only those answer who ask for this machine or its public name', async () => {
    const { ask } = await served({ publicUrl: 'https://mesh.example.org/watch' })
    for (const host of ['localhost:9464', '127.0.0.1:9464', '[::1]:9464', 'mesh.example.org']) {
      expect([host, (await ask(`http://${host}/ready`)).status]).toEqual([host, 200])
    }
    for (const host of ['rebound.example.com', '127.0.0.1.example.com']) {
      expect([host, (await ask(`http://${host}/ready`)).status]).toEqual([host, 401])
    }
  })

  test('nothing can be written', async () => {
    const { app } = await served()
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
      const answer = await app.request('/api/v1/incidents', { method })
      expect([method, answer.status, answer.headers.get('allow')]).toEqual([method, 405, 'GET, HEAD'])
    }
    const head = await app.request('/api/v1/incidents', { method: 'HEAD' })
    expect([head.status, await head.text()]).toEqual([200, ''])
  })

  test('every answer tells browsers to run, frame and keep nothing', async () => {
    const { ask } = await served()
    for (const path of ['/', '/live', '/metrics', '/api/v1/products', '/nowhere']) {
      const { headers } = await ask(path)
      expect(headers.get('content-security-policy')).toContain("default-src 'none'")
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('x-frame-options')).toBe('DENY')
      expect(headers.get('cache-control')).toBe('no-store')
      expect(headers.get('access-control-allow-origin')).toBeNull()
    }
  })
})

describe('health', () => {
  test('/live fails when the scheduler or the dispatcher stands still', async () => {
    const { daemon, ask } = await served()
    daemon.setTime(NOON + 2 * MINUTE)
    expect(await ask('/live')).toMatchObject({ status: 200, body: { live: true } })
    daemon.setTime(NOON + 5 * MINUTE)
    expect(await ask('/live')).toMatchObject({ status: 503, body: { live: false, scheduler: false, dispatcher: true } })
    daemon.setTime(NOON + 60 * MINUTE)
    expect(await ask('/live')).toMatchObject({ status: 503, body: { live: false, scheduler: false, dispatcher: false } })
  })

  test('/ready says which files cannot be used, and that the last good state goes on', async () => {
    const { daemon, ask } = await served()
    expect(await ask('/ready')).toMatchObject({ status: 200, body: { ready: true, registry: { products: 1, generation: 1 } } })
    const diagnostics = [
      { severity: 'error', code: 'unknown-key', message: 'what is prot?', file: 'a.yaml', line: 3, column: 5, path: 'http.prot' },
    ]
    daemon.setReloads({ ok: false, diagnostics: diagnostics as never })
    expect(await ask('/ready')).toMatchObject({
      status: 503,
      body: { ready: false, store: { reachable: true }, registry: { products: 1, generation: 1 }, reload: { ok: false, diagnostics } },
    })
  })

  test('/ready fails while the store does not answer', async () => {
    const { daemon, ask } = await served()
    daemon.view.store = { ...daemon.store, nextDue: () => Promise.reject(new Error('gone')) }
    expect(await ask('/ready')).toMatchObject({ status: 503, body: { ready: false, store: { reachable: false } } })
  })
})

describe('products', () => {
  test('are as bad as their worst check, and unknown until all are judged', async () => {
    const { daemon, ask } = await served()
    const state = async () => (await ask('/api/v1/products')).body.products[0].state
    expect(await state()).toBe('unknown')
    await daemon.judge({ [FRESHNESS]: passed, [VOLUME]: passed, 'shop.orders/orders/schema': passed })
    expect(await state()).toBe('pass')
    await daemon.judge({ [VOLUME]: { state: 'unknown', code: 'learning', reason: 'two more days' } })
    expect(await state()).toBe('pass')
    await daemon.judge({ [VOLUME]: { ...failed, state: 'warn' } })
    expect(await state()).toBe('warn')
    await daemon.judge({ [VOLUME]: { state: 'unknown', code: 'timeout', reason: 'slow' } })
    expect(await state()).toBe('unknown')
    await daemon.judge({ [FRESHNESS]: failed })
    expect((await ask('/api/v1/products')).body.products[0]).toMatchObject({
      id: 'shop.orders',
      owner: 'Ada Owner',
      tier: 'gold',
      state: 'fail',
      checks: { pass: 1, warn: 0, fail: 1, unknown: 1 },
    })
  })

  test('come one by one with datasets, last verdicts, dependents and what nothing measures', async () => {
    const { daemon, ask } = await served()
    await daemon.judge({ [FRESHNESS]: failed })
    const { body } = await ask('/api/v1/products/shop.orders')
    expect(body).toMatchObject({ affects: ['finance.revenue'], gaps: [{ code: 'not-measured', line: 3 }], file: 'shop/orders.odcs.yaml' })
    expect(body.datasets[0].checks[0]).toMatchObject({ id: FRESHNESS, promise: 'as promised', verdict: { state: 'fail', code: 'late' } })
    expect(body.datasets[0].checks[1]).not.toHaveProperty('verdict')
    expect(await ask('/api/v1/products/shop.nothing')).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } })
  })

  test('can be asked for by domain', async () => {
    const { ask } = await served({}, ['shop.orders', 'finance.revenue'])
    const { body } = await ask('/api/v1/products?domain=finance')
    expect(body.products.map((one: { id: string }) => one.id)).toEqual(['finance.revenue'])
  })
})

describe('checks', () => {
  test('can be asked for by product, kind and state', async () => {
    const { daemon, ask } = await served({}, ['shop.orders', 'shop.carts'])
    await daemon.judge({ [FRESHNESS]: failed, [VOLUME]: passed })
    const ids = async (query: string) => (await ask(`/api/v1/checks?${query}`)).body.checks.map((one: { id: string }) => one.id)
    expect(await ids('state=fail')).toEqual([FRESHNESS])
    expect(await ids('product=shop.orders&state=unknown')).toEqual(['shop.orders/orders/schema'])
    expect(await ids('kind=volume')).toEqual(['shop.carts/carts/volume', VOLUME])
    expect(await ids('product=shop.carts&kind=schema')).toEqual(['shop.carts/carts/schema'])
  })

  test('come in pages that together hold each check once', async () => {
    const { ask } = await served(
      {},
      Array.from({ length: 50 }, (_, index) => `shop.p${index}`),
    )
    const seen: string[] = []
    const sizes: number[] = []
    let cursor = ''
    do {
      const { body } = await ask(`/api/v1/checks?limit=60${cursor}`)
      seen.push(...body.checks.map((one: { id: string }) => one.id))
      sizes.push(body.checks.length)
      cursor = body.next === undefined ? '' : `&cursor=${encodeURIComponent(body.next)}`
    } while (cursor !== '')
    expect(sizes).toEqual([60, 60, 30])
    expect(new Set(seen).size).toBe(150)
    expect((await ask('/api/v1/checks')).body.checks).toHaveLength(100)
  })
})

describe('incidents', () => {
  test('can be asked for by status, product and domain, newest first', async () => {
    const { daemon, ask } = await served()
    await daemon.judge(
      {},
      {
        incidents: [
          incident('old', { status: 'resolved', openedAt: NOON - 9, resolvedAt: NOON - 5 }),
          incident('new', { openedAt: NOON, domain: 'shop', product: 'shop.orders' }),
        ],
      },
    )
    const ids = async (query: string) => (await ask(`/api/v1/incidents${query}`)).body.incidents.map((one: { id: string }) => one.id)
    expect(await ids('')).toEqual(['new', 'old'])
    expect(await ids('?status=resolved')).toEqual(['old'])
    expect(await ids('?product=shop.orders')).toEqual(['new'])
    expect(await ids('?domain=orders')).toEqual(['old'])
    expect(await ids('?limit=1&cursor=new')).toEqual(['old'])
  })

  test('show failures that are still on their way to one', async () => {
    const { daemon, ask } = await served()
    await daemon.judge({ [FRESHNESS]: failed })
    expect((await ask('/api/v1/incidents?status=pending')).body.incidents).toMatchObject([
      { id: `pending:${FRESHNESS}`, type: 'freshness' },
    ])
    expect((await ask('/api/v1/incidents?status=open')).body.incidents).toEqual([])
  })

  test('come one by one with every step', async () => {
    const { daemon, ask } = await served()
    await daemon.judge(
      {},
      { incidents: [incident('one')], transitions: [transition('one'), transition('one', { kind: 'joined', at: NOON })] },
    )
    const { body } = await ask('/api/v1/incidents/one')
    expect(body).toMatchObject({ id: 'one', openedAt: '2026-03-02T12:00:00.000Z', transitions: [{ kind: 'opened' }, { kind: 'joined' }] })
    expect(await ask('/api/v1/incidents/two')).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } })
  })
})

describe('questions that make no sense', () => {
  const wrong = [
    '/api/v1/checks?limit=0',
    '/api/v1/checks?limit=1001',
    '/api/v1/checks?limit=many',
    '/api/v1/checks?staet=fail',
    '/api/v1/checks?state=bad',
    '/api/v1/checks?cursor=nothing',
    '/api/v1/incidents?limit=%E0%A4%A',
    `/api/v1/checks?product=${'x'.repeat(501)}`,
    '/api/v1/incidents?status=closed',
    '/api/v1/products?cursor=',
  ]
  test.each(wrong)('%s is answered with what is wrong about it', async (path) => {
    const { ask } = await served()
    const { status, body } = await ask(path)
    expect({ status, code: body.code }).toEqual({ status: 400, code: 'USAGE' })
    expect(body.message).not.toBe('')
    expect(body.hint).not.toBe('')
  })

  test('an unknown path is answered in the same form', async () => {
    const { ask } = await served()
    expect(await ask('/api/v2/products')).toMatchObject({ status: 404, body: { code: 'NOT_FOUND', hint: expect.any(String) } })
  })
})

test('a fault of ours is told to the log, not to the caller', async () => {
  const { daemon, ask } = await served()
  daemon.view.incidents = () => Promise.reject(new Error(`connection to ${TOKEN} failed`))
  const { status, body } = await ask('/api/v1/incidents')
  expect({ status, body }).toEqual({
    status: ERRORS.INTERNAL.http,
    body: { code: 'INTERNAL', message: expect.any(String), hint: expect.any(String) },
  })
  expect(JSON.stringify(body)).not.toContain(TOKEN)
  expect(inspect(daemon.logged)).toContain('a request failed')
})

test('no answer holds a secret of the configuration', async () => {
  const secret = new Secret(TOKEN)
  const { daemon, app, ask } = await served({ token: secret })
  daemon.view.config = {
    ...daemon.view.config,
    store: { kind: 'postgres', url: secret, retention: 1 },
    sources: new Map([['warehouse', { name: 'warehouse', type: 'postgres', config: { password: secret }, concurrency: 1, timeout: 1 }]]),
    notifiers: new Map([['slack', { name: 'slack', type: 'slack', config: { token: secret } }]]),
  }
  await daemon.judge({ [FRESHNESS]: failed }, { incidents: [incident('x')] })
  const paths = [...new Set(app.routes.map(({ path }) => path.replace('/*', '/anything').replace(':id', 'x')))]
  for (const path of [...paths, '/api/v1/products/shop.orders']) {
    const { text, headers } = await ask(path, { authorization: `Bearer ${TOKEN}` })
    expect(`${text}${inspect(headers)}`).not.toContain(TOKEN)
  }
  expect(inspect(daemon.logged, { depth: 9 })).not.toContain(TOKEN)
})

async function served(http: Partial<HttpConfig> = {}, products: readonly string[] = ['shop.orders']) {
  const daemon: FakeDaemon = await fakeDaemon(http, meshOf(products.map((name) => product(name))))
  const metrics = createMetrics(daemon.view)
  metrics.attach(daemon.view)
  const app = createHttpApp(daemon.view, metrics)
  return {
    daemon,
    app,
    async ask(path: string, headers: Readonly<Record<string, string>> = {}) {
      const response = await app.request(path, { headers })
      const text = await response.text()
      const body = response.headers.get('content-type')?.includes('json') ? JSON.parse(text) : undefined
      return { status: response.status, headers: response.headers, text, body }
    },
  }
}
