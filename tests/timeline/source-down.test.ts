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

test('sources that fail together are one message to the platform team, brought up to date, and their end is one word', async () => {
  const { at, warehouse, told } = await openStory({
    start: START,
    contracts: {
      orders: contractOf('orders', { source: 'warehouse', latency: 120 }),
      refunds: contractOf('refunds', { source: 'ledger' }),
    },
    loaded: ['orders', 'refunds'],
    config: {
      sources: {
        lake: { type: 'local', path: './lake' },
        warehouse: { type: 'duckdb', path: './warehouse.duckdb' },
        ledger: { type: 'duckdb', path: './warehouse.duckdb' },
      },
    },
  })
  await at('10:05')
  warehouse('down')
  await at('10:20')
  const roots = () => told('#platform').filter((line) => !/^(?:edit|>)/.test(line))
  expect(roots()).toHaveLength(1)
  expect(told('#platform').at(-1)).toMatch(/2 sources cannot be reached: ledger, warehouse/)
  warehouse('up')
  await at('10:30')
  expect(roots()).toHaveLength(1)
  expect(told('#platform').filter((line) => /^>.*all 2 sources answer again/.test(line))).toHaveLength(1)
  expect(told('#platform').findLast((line) => line.startsWith('edit'))).toMatch(/all 2 sources answer again: ledger, warehouse/)
})
