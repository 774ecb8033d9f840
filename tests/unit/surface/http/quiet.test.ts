import { expect, test } from 'vitest'
import type { HttpConfig } from '../../../../src/config/config.ts'
import { HOUR, isoTime } from '../../../../src/core/calendar/time.ts'
import { Secret } from '../../../../src/core/secret.ts'
import { createHttpApp } from '../../../../src/surface/http/http-app.ts'
import { createMetrics } from '../../../../src/surface/metrics/metrics.ts'
import { incident } from '../../../contract/store/samples.ts'
import { check, dataset, fakeDaemon, meshOf, NOON, product } from './daemon.ts'

const DATASET = 'shop.orders/orders'
const WRITE = { writeToken: new Secret('canary-write-4c7e') }

async function served(http: Partial<HttpConfig> = WRITE) {
  const mesh = meshOf([
    product('shop.orders', { datasets: [dataset('shop.orders', 'orders', [check(DATASET, 'volume', { measure: { of: 'rows' } })])] }),
  ])
  const daemon = await fakeDaemon(http, mesh)
  const metrics = createMetrics(daemon.view)
  metrics.attach(daemon.view)
  const app = createHttpApp(daemon.view, metrics)
  const ask = async (method: string, path: string, body?: unknown) => {
    const headers = { authorization: 'Bearer canary-write-4c7e', 'content-type': 'application/json' }
    const answer = await app.request(`/api/v1/${path}`, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) })
    return { status: answer.status, body: JSON.parse(await answer.text()) }
  }
  return { ask, daemon, metrics }
}

test('a pipeline announces a window, sees it listed and counted, and ends it', async () => {
  const { ask, metrics } = await served()
  const window = { name: 'orders load', kind: 'backfill', for: 'shop.orders', to: '2h', by: 'pipeline' }
  const added = await ask('POST', 'windows', window)
  expect(added).toMatchObject({ status: 201, body: { name: 'orders load', kind: 'backfill', on: true, to: isoTime(NOON + 2 * HOUR) } })
  expect((await ask('GET', 'windows')).body.windows).toEqual([added.body])
  expect(await metrics.render()).toContain('meshwatch_windows_active 1')
  const ended = await ask('DELETE', `windows/${added.body.id}?by=pipeline`)
  expect(ended).toMatchObject({ status: 200, body: { on: false, endedBy: 'pipeline' } })
  expect((await ask('GET', 'windows')).body.windows).toEqual([])
  expect((await ask('GET', 'windows?all=true')).body.windows).toHaveLength(1)
  expect(await metrics.render()).toContain('meshwatch_windows_active 0')
})

test('hours of every week are said as they are written', async () => {
  const { ask } = await served()
  const added = await ask('POST', 'windows', { name: 'nightly', hours: 'Mon-Fri 02:00-04:00 Europe/Berlin', by: 'Ada' })
  expect(added.body).toMatchObject({ hours: 'Mon,Tue,Wed,Thu,Fri 02:00-04:00 Europe/Berlin', for: '*', on: false })
  expect(await ask('POST', 'windows', { name: 'nightly', hours: 'at night', by: 'Ada' })).toMatchObject({ status: 400 })
  expect(await ask('POST', 'windows', { name: 'nightly', hours: '02:00-04:00', to: '1h', by: 'Ada' })).toMatchObject({ status: 400 })
})

test('a silence needs a reason and an end, and meets something that is watched', async () => {
  const { ask } = await served()
  const silence = { for: 'shop.orders', reason: 'known', to: '2d', by: 'Ada' }
  expect(await ask('POST', 'silences', silence)).toMatchObject({ status: 201, body: { on: true, reason: 'known' } })
  expect(await ask('POST', 'silences', { ...silence, for: 'shop.order' })).toMatchObject({ status: 404, body: { code: 'SELECTOR_EMPTY' } })
  const { to: _, ...endless } = silence
  expect(await ask('POST', 'silences', endless)).toMatchObject({ status: 400 })
  expect(await ask('DELETE', 'silences/none?by=Ada')).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } })
})

test('without a token for writing nobody changes anything', async () => {
  const { ask } = await served({})
  expect(await ask('POST', 'windows', { name: 'load', to: '2h', by: 'Ada' })).toMatchObject({ status: 403 })
  expect((await ask('GET', 'windows')).status).toBe(200)
})

test('an incident is taken by the API', async () => {
  const { ask, daemon } = await served()
  const taken = incident('i1', { domain: 'shop', product: 'shop.orders', dataset: DATASET, openedAt: NOON })
  await daemon.judge({}, { incidents: [taken] })
  expect(await ask('POST', 'incidents/i1/acknowledge', { by: 'Ada' })).toMatchObject({ status: 200, body: { acknowledgedBy: 'Ada' } })
})
