import { expect, test } from 'vitest'
import { contractOf } from './contract-text.ts'
import { openStory } from './story.ts'

const START = '2026-11-18T10:00:00Z'
const orders = contractOf('orders', { latency: 15 })
const given = { start: START, contracts: { orders }, loaded: ['orders'] }

test('a restart in the middle repeats nothing, and the incident still ends', async () => {
  const { at, load, told, restart } = await openStory(given)
  await at('10:20')
  await restart()
  await at('10:40')
  expect(told('#shop')).toHaveLength(1)
  await load('orders')
  await restart()
  await at('10:45')
  expect(told('#shop').slice(1)).toEqual([expect.stringMatching(/^edit/), expect.stringMatching(/^> Resolved/)])
})

test('what could not be sent before a restart is sent after it', async () => {
  const { at, told, restart, slack } = await openStory(given)
  slack.faults.push(...Array.from({ length: 9 }, () => ({ reset: true }) as const))
  await at('10:16:05')
  expect(told('#shop')).toEqual([])
  slack.faults.splice(0)
  await restart()
  await at('10:25')
  expect(told('#shop')).toHaveLength(1)
})

test('a reload that loosens a limit ends the incident, one that keeps it too tight does not', async () => {
  const { at, told, contract, reload } = await openStory(given)
  await at('10:20')
  contract('orders', contractOf('orders', { latency: 16 }))
  expect(await reload()).toBe(true)
  await at('10:25')
  expect(told('#shop')).toHaveLength(1)
  contract('orders', contractOf('orders', { latency: 90 }))
  await reload()
  await at('10:30')
  expect(told('#shop').at(-1)).toMatch(/^> Resolved/)
})

test('a reload that asks more often is followed at once', async () => {
  const seldom = contractOf('orders', { latency: 15, words: { interval: '6h' } })
  const { at, told, contract, reload } = await openStory({ ...given, contracts: { orders: seldom } })
  await at('10:20')
  contract('orders', orders)
  await reload()
  await at('10:22')
  expect(told('#shop')).toHaveLength(1)
})

test('a contract that breaks while the daemon runs keeps its last good form', async () => {
  const { at, load, told, contract, reload } = await openStory(given)
  contract('orders', orders.replace('"latency"', '"latncy"').replace('DataContract', 'DataContrat'))
  await reload()
  await at('10:20')
  expect(told('#shop')).toHaveLength(1)
  await load('orders')
  await at('10:25')
  expect(told('#shop').at(-1)).toMatch(/^> Resolved/)
})

test('a product that is removed takes its open incident along, and its channel reads why', async () => {
  const other = contractOf('refunds', {})
  const { at, told, contract, reload, incidents } = await openStory({
    ...given,
    contracts: { orders, refunds: other },
    loaded: ['orders', 'refunds'],
  })
  await at('10:20')
  contract('orders', undefined)
  await reload()
  await at('10:25')
  expect(told('#shop').slice(1)).toEqual([expect.stringMatching(/^edit/), expect.stringMatching(/^> Resolved.*no longer watched/i)])
  expect(await incidents()).toMatchObject([{ status: 'resolved' }])
})

test('a product that was removed while the daemon was away is not open for ever', async () => {
  const { at, contract, restart, incidents } = await openStory({
    ...given,
    contracts: { orders, refunds: contractOf('refunds', {}) },
    loaded: ['orders', 'refunds'],
  })
  await at('10:20')
  contract('orders', undefined)
  await restart()
  await at('10:25')
  expect(await incidents()).toMatchObject([{ status: 'resolved' }])
})

test('a promise that is taken back ends the incident about it', async () => {
  const { at, told, contract, reload } = await openStory(given)
  await at('10:20')
  contract('orders', contractOf('orders', { idRequired: true }))
  await reload()
  await at('10:21')
  expect(told('#shop').at(-1)).toMatch(/^> Resolved.*no longer watched/i)
})
