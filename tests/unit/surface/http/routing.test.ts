import { expect, test } from 'vitest'
import { Secret } from '../../../../src/core/secret.ts'
import { createHttpApp } from '../../../../src/surface/http/http-app.ts'
import { createMetrics } from '../../../../src/surface/metrics/metrics.ts'
import { check, dataset, fakeDaemon, meshOf, product } from './daemon.ts'

const DATASET = 'shop.orders/orders'
const CHECK = `${DATASET}/volume`

async function served() {
  const channels = [{ tool: 'slack', address: '#orders', from: 'product' as const }]
  const mesh = meshOf([
    product('shop.orders', {
      channels,
      datasets: [dataset('shop.orders', 'orders', [check(DATASET, 'volume', { measure: { of: 'rows' } })])],
    }),
    product('finance.revenue', { channels: [{ tool: 'slack', address: '#finance', from: 'product' as const }] }),
  ])
  const daemon = await fakeDaemon({ writeToken: new Secret('canary') }, mesh)
  const app = createHttpApp(daemon.view, createMetrics(daemon.view))
  return async (method: string, path: string, body?: unknown) => {
    const headers = { authorization: 'Bearer canary', 'content-type': 'application/json' }
    const answer = await app.request(`/api/v1/${path}`, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) })
    return { status: answer.status, body: JSON.parse(await answer.text()) }
  }
}

test('says where an incident of a check would be told, and why', async () => {
  const ask = await served()
  const { status, body } = await ask('GET', `routes?check=${encodeURIComponent(CHECK)}&severity=critical`)
  expect(status).toBe(200)
  expect(body).toMatchObject({ check: CHECK, type: 'volume', severity: 'critical', routes: [], escalation: [] })
  expect(body.affected).toEqual([{ receiver: 'slack', address: '#finance', products: ['finance.revenue'] }])
  expect(body.told).toEqual([{ receiver: 'slack', channels: [{ address: '#orders', from: 'product' }] }])
  expect(await ask('GET', 'routes?check=none')).toMatchObject({ status: 404 })
})

test('an edge is added, listed and taken back; one that closes a circle or names nobody is refused', async () => {
  const ask = await served()
  const edge = { from: 'shop.orders', to: 'finance.revenue' }
  expect(await ask('POST', 'lineage', { ...edge, by: 'Ada' })).toMatchObject({ status: 201, body: { ...edge, by: 'Ada' } })
  expect(await ask('POST', 'lineage', { from: 'shop.order', to: 'finance.revenue', by: 'Ada' })).toMatchObject({ status: 404 })
  expect(await ask('POST', 'lineage', { from: 'shop.orders', to: 'shop.orders', by: 'Ada' })).toMatchObject({ status: 400 })
  expect(await ask('DELETE', `lineage?from=${edge.from}&to=${edge.to}`)).toMatchObject({ status: 200, body: edge })
  expect(await ask('DELETE', `lineage?from=${edge.from}&to=${edge.to}`)).toMatchObject({ status: 404 })
  expect((await ask('GET', 'lineage')).body).toEqual({ edges: [] })
})

test('a subscription is added, replaced, listed and ended', async () => {
  const ask = await served()
  const board = { name: 'board', products: 'finance.*', to: '#board', by: 'Ada' }
  expect(await ask('POST', 'subscriptions', board)).toMatchObject({ status: 201, body: { name: 'board', from: 'medium' } })
  expect(await ask('POST', 'subscriptions', { ...board, from: 'high' })).toMatchObject({ status: 201 })
  expect((await ask('GET', 'subscriptions')).body.subscriptions).toMatchObject([{ name: 'board', from: 'high', by: 'Ada' }])
  expect(await ask('POST', 'subscriptions', { ...board, products: 'nothing.*' })).toMatchObject({ status: 404 })
  expect(await ask('DELETE', 'subscriptions/board')).toMatchObject({ status: 200, body: { name: 'board' } })
  expect((await ask('GET', 'subscriptions')).body.subscriptions).toEqual([])
})
