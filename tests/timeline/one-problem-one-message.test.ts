import { expect, test } from 'vitest'
import { contractOf } from './contract-text.ts'
import { openStory } from './story.ts'

const START = '2026-11-18T10:00:00Z'

test('several checks of one dataset that break at once are one root message, which names them all', async () => {
  const orders = contractOf('orders', { fewestRows: 1, idRequired: true, closed: true })
  const { at, loadColumns, told, roots, incidents } = await openStory({ start: START, contracts: { orders }, loaded: ['orders'] })
  await at('10:05')
  loadColumns('orders', 'id,updated_at,extra')
  await at('10:10')
  expect(told('#shop')).toEqual([expect.stringContaining('schema changed')])
  expect(roots('#shop')[0]).toMatch(/amount/)
  expect(await incidents()).toHaveLength(1)
})

test('what breaks together is told once: cause and symptoms of one probe are one message without a thread', async () => {
  const orders = contractOf('orders', { latency: 15, fewestRows: 3, idRequired: true, words: { interval: '30m' } })
  const { at, load, told, incidents } = await openStory({ start: START, contracts: { orders } })
  await load('orders', { id: null, at: '2026-11-18T08:00:00Z' })
  await at('10:35')
  expect(await incidents()).toMatchObject([{ type: 'freshness', checks: [expect.any(String), expect.any(String), expect.any(String)] }])
  expect(told('#shop')).toEqual([expect.stringContaining('data is late')])
})

test('a symptom that shows later joins the message of its cause', async () => {
  const orders = contractOf('orders', { latency: 15, idRequired: true })
  const { at, load, told, incidents } = await openStory({ start: START, contracts: { orders }, loaded: ['orders'] })
  await at('10:20')
  await load('orders', { id: null, at: '2026-11-18T10:00:01Z' })
  await at('10:25')
  expect(told('#shop')).toEqual([
    'shop.orders/orders: data is late (updated_at)',
    'edit: shop.orders/orders: data is late (updated_at, id)',
    expect.stringMatching(/^> Also wrong now: `quality` 1 null values? in id/),
  ])
  expect(await incidents()).toMatchObject([{ type: 'freshness', fields: ['updated_at', 'id'], status: 'open' }])
})

test('another dataset with the same trouble has a message of its own', async () => {
  const contracts = { orders: contractOf('orders', { latency: 15 }), refunds: contractOf('refunds', { latency: 30 }) }
  const { at, told, incidents } = await openStory({ start: START, contracts, loaded: ['orders', 'refunds'] })
  await at('10:45')
  expect(told('#shop')).toEqual(['shop.orders/orders: data is late (updated_at)', 'shop.refunds/refunds: data is late (updated_at)'])
  expect(await incidents()).toHaveLength(2)
})

test('the message of a product says who depends on it', async () => {
  const revenue = contractOf('revenue', { dependsOn: ['shop.orders'] })
  const { at, roots } = await openStory({
    start: START,
    contracts: { orders: contractOf('orders', { latency: 15 }), revenue },
    loaded: ['orders', 'revenue'],
  })
  await at('10:20')
  expect(roots('#shop')[0]).toContain('shop.revenue')
  expect(roots('#shop')[0]).toContain('shop-data-owner')
})
