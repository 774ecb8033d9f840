import { expect, test } from 'vitest'
import { contractOf } from './contract-text.ts'
import { openStory } from './story.ts'

const orders = contractOf('orders', { latency: 15, channel: '#orders' })

test('loads stop at 10:00; a poll after 10:15 there is one message, and when the load is back it is edited and answered', async () => {
  const { at, load, told, roots, incidents } = await openStory({
    start: '2026-11-18T09:55:00Z',
    contracts: { orders },
    loaded: ['orders'],
  })
  await at('10:00')
  await load('orders')
  await at('10:15')
  expect(told('#orders')).toEqual([])
  await at('10:16')
  expect(told('#orders')).toEqual(['shop.orders/orders: data is late (updated_at)'])
  expect(roots('#orders')[0]).toContain('late since Wed 18 Nov 10:15')
  await at('12:00')
  expect(told('#orders')).toHaveLength(1)
  await load('orders')
  await at('12:10')
  expect(told('#orders')).toEqual([
    'shop.orders/orders: data is late (updated_at)',
    'edit: shop.orders/orders: data is late (updated_at)',
    expect.stringMatching(/^> Resolved after 1 h 4[5-9] min/),
  ])
  expect(roots('#orders')[0]).toContain('Resolved')
  expect(await incidents()).toMatchObject([{ status: 'resolved', since: '2026-11-18T10:15:00.000Z' }])
})

test('with openAfter 3 two late polls are pending and nobody is told; the third one tells', async () => {
  const patient = contractOf('orders', { latency: 15, words: { openAfter: 3, interval: '5m' } })
  const { at, told, incidents } = await openStory({ start: '2026-11-18T10:00:00Z', contracts: { orders: patient }, loaded: ['orders'] })
  await at('10:15')
  expect(await incidents()).toEqual([])
  await at('10:25')
  expect(await incidents()).toMatchObject([{ status: 'pending', dataset: 'orders', type: 'freshness' }])
  expect(told('#shop')).toEqual([])
  await at('10:30')
  expect(await incidents()).toMatchObject([{ status: 'open', since: '2026-11-18T10:15:00.000Z' }])
  expect(await incidents({ status: 'pending' })).toEqual([])
  expect(told('#shop')).toHaveLength(1)
})

test('a webhook is told of the opening and of the end, once each', async () => {
  const { at, load, webhook } = await openStory({ start: '2026-11-18T10:00:00Z', contracts: { orders }, loaded: ['orders'] })
  await at('11:00')
  await load('orders')
  await at('11:05')
  const bodies = webhook.calls.map(({ body }) => JSON.parse(body))
  expect(bodies.map(({ transition, incident }) => [transition, incident.status])).toEqual([
    ['opened', 'open'],
    ['resolved', 'resolved'],
  ])
})

test('a second breach well after the end is a second message', async () => {
  const defaults = { incidents: { reopenWithin: '5m' } }
  const { at, load, told } = await openStory({ start: '2026-11-18T10:00:00Z', contracts: { orders }, loaded: ['orders'], defaults })
  await at('10:30')
  await load('orders')
  await at('11:00')
  expect(told('#orders').filter((text) => /^shop/.test(text))).toHaveLength(2)
})
