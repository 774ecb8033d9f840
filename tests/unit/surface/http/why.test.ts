import { describe, expect, test } from 'vitest'
import { MEMO } from '../../../../src/checks/volume/needs.ts'
import type { HttpConfig } from '../../../../src/config/config.ts'
import { DAY, isoTime } from '../../../../src/core/calendar/time.ts'
import { Secret } from '../../../../src/core/secret.ts'
import { createHttpApp } from '../../../../src/surface/http/http-app.ts'
import { teachingSchema, whySchema } from '../../../../src/surface/http/why-schemas.ts'
import { createMetrics } from '../../../../src/surface/metrics/metrics.ts'
import { elementsOf } from '../../../support/xml.ts'
import { check, dataset, fakeDaemon, meshOf, NOON, product } from './daemon.ts'

const READ = 'canary-read-81b2'
const WRITE = 'canary-write-4c7e'
const DATASET = 'shop.orders/orders'
/** With a slash, a dot and a hash in its id. */
const LEARNED = `${DATASET}/volume#2`
const path = (end: string, id = LEARNED) => `/api/v1/checks/${encodeURIComponent(id)}/${end}`

async function served(http: Partial<HttpConfig> = {}) {
  const { promise, ...learned } = check(DATASET, 'volume', { measure: { of: 'rows' } }, LEARNED)
  const mesh = meshOf([product('shop.orders', { datasets: [dataset('shop.orders', 'orders', [learned])] })])
  const daemon = await fakeDaemon(http, mesh)
  const days = Array.from({ length: 40 }, (_, day) => NOON - (39 - day) * DAY)
  const verdict = { state: 'fail', code: 'below-band', reason: '10 rows', bucket: NOON, value: 10, unit: 'rows' } as const
  await daemon.store.commit({
    dataset: DATASET,
    at: NOON,
    measurements: days.map((bucket) => ({
      dataset: DATASET,
      series: 'volume',
      bucket,
      at: bucket,
      values: { 'rows()': bucket === NOON ? 10 : 100 + ((bucket / DAY) % 7) },
      excluded: [],
    })),
    states: [{ check: LEARNED, verdict, at: NOON, since: NOON, streak: 1, memo: { v: MEMO, delivered: true } }],
    incidents: [],
    transitions: [],
    outbox: [],
  })
  const app = createHttpApp(daemon.view, createMetrics(daemon.view))
  const ask = async (where: string, { method = 'GET', token, body }: { method?: string; token?: string; body?: unknown } = {}) => {
    const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` }
    const text = typeof body === 'string' ? body : JSON.stringify(body)
    const answer = await app.request(where, {
      method,
      headers: body === undefined ? headers : { ...headers, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: text }),
    })
    const said = await answer.text()
    return { status: answer.status, headers: answer.headers, text: said, body: said.startsWith('{') ? JSON.parse(said) : undefined }
  }
  return { ask, daemon }
}

const expected = { verb: 'expected', by: 'Ada', note: 'stocktaking' }

describe('why', () => {
  test('is answered as it is described, for a check whose id has slashes and a hash', async () => {
    const { ask } = await served()
    const { status, body } = await ask(path('why'))
    expect(status).toBe(200)
    expect(whySchema.parse(body)).toEqual(body)
    expect(body).toMatchObject({ check: LEARNED, verdict: { state: 'fail' }, moment: isoTime(NOON) })
    expect(body.series[0].points).toHaveLength(40)
    expect(body.series[0].points.at(-1)).toMatchObject({ value: 10, state: 'unusual' })
  })

  test('is drawn, and the style of the drawing is the only one that a browser may use', async () => {
    const { ask } = await served()
    const { status, text, headers } = await ask(path('chart.svg'))
    expect([status, headers.get('content-type')]).toEqual([200, 'image/svg+xml'])
    expect(elementsOf(text)[0]).toMatchObject({ name: 'svg' })
    expect(headers.get('content-security-policy')).toMatch(/default-src 'none'; style-src 'sha256-[\w+/=]{44}'/)
    expect(await ask(path('chart.svg?series=none'))).toMatchObject({
      status: 404,
      body: { hint: expect.stringContaining('Its series are') },
    })
  })

  test('of a check that is not there, or of no time, is refused with what helps', async () => {
    const { ask } = await served()
    expect(await ask(path('why', `${DATASET}/volum`))).toMatchObject({
      status: 404,
      body: { hint: expect.stringContaining('Did you mean') },
    })
    expect(await ask(path('why?at=soon'))).toMatchObject({ status: 400, body: { code: 'USAGE' } })
    expect(await ask(path('why?when=now'))).toMatchObject({ status: 400 })
  })
})

describe('teaching', () => {
  test('is refused with how to allow it while no token for writing is set', async () => {
    const { ask, daemon } = await served()
    for (const method of ['POST', 'DELETE'])
      expect(await ask(path('teaching'), { method, token: 'any', ...(method === 'POST' && { body: expected }) })).toMatchObject({
        status: 403,
        body: { code: 'FORBIDDEN', hint: expect.stringContaining('http.writeToken') },
      })
    expect(await daemon.store.teachings()).toEqual([])
  })

  test('needs the token for writing, which may read as well; the one for reading is not enough', async () => {
    const { ask, daemon } = await served({ token: new Secret(READ), writeToken: new Secret(WRITE) })
    for (const token of [undefined, READ, 'wrong'])
      expect(await ask(path('teaching'), { method: 'POST', body: expected, ...(token === undefined ? {} : { token }) })).toMatchObject({
        status: 401,
        body: { code: 'UNAUTHORIZED' },
      })
    expect(await daemon.store.teachings()).toEqual([])
    expect(await ask(path('teaching'), { method: 'POST', token: WRITE, body: expected })).toMatchObject({ status: 201 })
    for (const token of [READ, WRITE]) expect((await ask('/api/v1/checks', { token })).status).toBe(200)
  })

  test('says what was kept, is listed, explained, and can be taken back once', async () => {
    const { ask } = await served({ writeToken: new Secret(WRITE) })
    const write = { token: WRITE }
    const taught = await ask(path('teaching'), { ...write, method: 'POST', body: expected })
    expect(teachingSchema.parse(taught.body)).toEqual(taught.body)
    expect(taught.body).toMatchObject({ check: LEARNED, ...expected, from: isoTime(NOON), to: isoTime(NOON + 1) })
    expect((await ask(path('teaching'))).body).toEqual({ teachings: [taught.body] })
    expect((await ask(path('why'))).body.series[0].points.at(-1)).toMatchObject({ value: 10, mark: 'expected' })
    expect(await ask(path('teaching?verb=anomaly'), { ...write, method: 'DELETE' })).toMatchObject({ status: 404 })
    expect(await ask(path('teaching?verb=expected'), { ...write, method: 'DELETE' })).toMatchObject({ status: 200, body: taught.body })
    expect(await ask(path('teaching?verb=expected'), { ...write, method: 'DELETE' })).toMatchObject({ status: 404 })
  })

  test.each([
    ['an unknown verb', { verb: 'fine', by: 'Ada' }],
    ['nobody who says so', { verb: 'expected' }],
    ['a key that means nothing', { ...expected, form: '2026' }],
    ['a moment and a span', { ...expected, at: '2026-03-01', from: '2026-03-01' }],
    ['an end before the beginning', { ...expected, from: '2026-03-01', to: '2026-02-01' }],
    ['what is still to come', { ...expected, from: isoTime(NOON + DAY), to: isoTime(NOON + 2 * DAY) }],
    ['a name of nothing but control characters', { ...expected, by: '\u0007\u202e' }],
    ['a novel', { ...expected, note: 'x'.repeat(301) }],
    ['more than anybody has to say', { ...expected, note: 'x'.repeat(20_000) }],
    ['no JSON', 'expected'],
  ])('is refused as a fault of the question: %s', async (_, body) => {
    const { ask, daemon } = await served({ writeToken: new Secret(WRITE) })
    expect(await ask(path('teaching'), { method: 'POST', token: WRITE, body })).toMatchObject({ status: 400, body: { code: 'USAGE' } })
    expect(await daemon.store.teachings()).toEqual([])
  })

  test('of a promise of the contract is refused', async () => {
    const { ask } = await served({ writeToken: new Secret(WRITE) })
    const answer = await ask(path('teaching', `${DATASET}/freshness`), { method: 'POST', token: WRITE, body: expected })
    expect(answer).toMatchObject({
      status: 400,
      body: { message: expect.stringContaining('as promised'), hint: expect.stringContaining('contract') },
    })
  })

  test('is the only thing that can be changed', async () => {
    const { ask } = await served({ writeToken: new Secret(WRITE) })
    for (const [method, where] of [
      ['POST', '/api/v1/incidents'],
      ['DELETE', '/api/v1/checks'],
      ['POST', path('why')],
    ] as const)
      expect(await ask(where, { method, token: WRITE, body: {} })).toMatchObject({ status: 405 })
    const put = await ask(path('teaching'), { method: 'PUT', token: WRITE, body: {} })
    expect([put.status, put.headers.get('allow')]).toEqual([405, 'GET, HEAD, POST, DELETE'])
  })
})
