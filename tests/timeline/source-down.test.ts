import { expect, test } from 'vitest'
import { contractOf } from './contract-text.ts'
import { openStory } from './story.ts'

const orders = contractOf('orders', { source: 'warehouse', latency: 15 })
const refunds = contractOf('refunds', { source: 'warehouse', latency: 120 })
const START = '2026-11-18T10:00:00Z'

test('a source that is down for three polls is told to the platform team, once for all its datasets, and ends by itself', async () => {
  const { at, warehouse, told, incidents } = await openStory({
    start: START,
    contracts: { orders: contractOf('orders', { source: 'warehouse', latency: 120 }), refunds },
    loaded: ['orders', 'refunds'],
  })
  await at('10:05')
  warehouse('down')
  await at('10:07')
  expect(told('#platform')).toEqual([])
  await at('10:30')
  expect(told('#platform')).toEqual(['source warehouse cannot be reached'])
  warehouse('up')
  await at('10:35')
  expect(told('#platform')).toEqual([
    'source warehouse cannot be reached',
    'edit: source warehouse cannot be reached',
    expect.stringMatching(/^> Resolved after .*: The source answers again\.$/),
  ])
  expect(told('#shop')).toEqual([])
  expect(await incidents()).toMatchObject([{ type: 'monitoring', status: 'resolved' }])
})

test('an outage of the source neither ends nor repeats an open incident about data', async () => {
  const { at, load, warehouse, told, incidents } = await openStory({ start: START, contracts: { orders }, loaded: ['orders'] })
  await at('10:20')
  expect(told('#shop')).toHaveLength(1)
  warehouse('down')
  await at('10:40')
  warehouse('up')
  await at('11:00')
  expect(told('#shop')).toHaveLength(1)
  expect(await incidents()).toMatchObject([
    { type: 'monitoring', status: 'resolved' },
    { type: 'freshness', status: 'open' },
  ])
  await load('orders')
  await at('11:05')
  expect(told('#shop').at(-1)).toMatch(/^> Resolved after 4[5-9] min/)
})
