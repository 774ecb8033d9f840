import { expect, test } from 'vitest'
import { refusal } from '../support/strict-slack.ts'
import { contractOf } from './contract-text.ts'
import { openStory } from './story.ts'

const START = '2026-11-18T10:00:00Z'
const orders = contractOf('orders', { latency: 15, channel: '#orders' })
const refunds = contractOf('refunds', { latency: 15, channel: '#refunds' })

test('Slack answers with errors for an hour: afterwards what goes on is told once, as it stands, and its end', async () => {
  const { at, load, told, roots, slack } = await openStory({ start: START, contracts: { orders }, loaded: ['orders'] })
  slack.faults.push(...Array.from({ length: 500 }, () => ({ status: 500 })))
  await at('11:15')
  expect(told('#orders')).toEqual([])
  // Errors may hide that a message was taken: after the first one, a try looks before it sends again.
  expect(slack.calls.length).toBeGreaterThan(5)
  expect(slack.calls.length).toBeLessThan(60)
  expect(slack.calls.filter(({ path }) => path.endsWith('chat.postMessage')).length).toBeLessThan(40)
  slack.faults.splice(0)
  await at('11:24')
  expect(told('#orders')).toEqual(['shop.orders/orders: data is late (updated_at)'])
  await load('orders')
  await at('11:30')
  expect(told('#orders').slice(1)).toEqual([expect.stringMatching(/^edit/), expect.stringMatching(/^> Resolved after/)])
  expect(roots('#orders')).toHaveLength(1)
})

test('after an outage: one message for what goes on, one for all that began and ended meanwhile', async () => {
  const names = ['orders', 'refunds', 'returns', 'invoices']
  const contracts = Object.fromEntries(names.map((name) => [name, contractOf(name, { latency: 15, channel: '#orders' })]))
  const story = await openStory({ start: START, contracts, loaded: names })
  story.slack.faults.push(...Array.from({ length: 5_000 }, () => ({ status: 500 })))
  await story.at('10:20')
  for (const time of ['10:30', '10:40', '10:45']) {
    for (const name of names.slice(1)) await story.load(name)
    await story.at(time)
  }
  expect(story.told('#orders')).toEqual([])
  story.slack.faults.splice(0)
  await story.at('10:55')
  expect([...story.told('#orders')].sort()).toEqual([
    '3 incidents began and ended while this could not be reached',
    'shop.orders/orders: data is late (updated_at)',
  ])
  const digest = story.roots('#orders').find((root) => root.includes('3 incidents')) ?? ''
  for (const name of names.slice(1)) expect(digest).toMatch(new RegExp(`shop.${name}/${name}: data is late.*over after`))
}, 60_000)

test('a channel that is not there: the next of the chain is told, and for whom the message was meant', async () => {
  const { at, load, told, roots } = await openStory({
    start: START,
    contracts: { orders },
    loaded: ['orders'],
    slack: { channels: ['shop', 'platform'] },
  })
  await at('10:20')
  expect(told('#shop')).toEqual(['shop.orders/orders: data is late (updated_at)'])
  expect(roots('#shop')[0]).toContain('Meant for *#orders*')
  await load('orders')
  await at('10:25')
  expect(told('#shop').slice(1)).toEqual([expect.stringMatching(/^edit/), expect.stringMatching(/^> Resolved/)])
  expect(told('#platform')).toEqual(['slack channel #orders cannot be reached'])
})

test('a channel that cannot be reached is one incident of the platform team, and is over when a message arrives there again', async () => {
  const archived = ['orders']
  const { at, load, told, roots, incidents, restart } = await openStory({
    start: START,
    contracts: { orders },
    loaded: ['orders'],
    slack: { channels: ['orders', 'shop', 'platform'], archived },
    // Each breach has a message of its own.
    defaults: { incidents: { reopenWithin: '5m' } },
  })
  await at('10:20')
  expect(roots('#platform')[0]).toMatch(/slack channel #orders cannot be reached[\s\S]*is_archived/)
  expect(await incidents({ status: 'open' })).toContainEqual(expect.objectContaining({ type: 'monitoring', source: 'slack #orders' }))
  await load('orders')
  await at('10:25')
  await restart()
  await at('10:50')
  expect(told('#shop').filter((line) => line.startsWith('shop.orders'))).toHaveLength(2)
  expect(told('#platform')).toHaveLength(1)
  await load('orders')
  archived.length = 0
  await at('11:30')
  expect(told('#orders')).toEqual([expect.stringMatching(/data is late/)])
  expect(told('#platform').slice(1)).toEqual([
    expect.stringMatching(/^edit/),
    expect.stringMatching(/^> Resolved .*a message has arrived there/i),
  ])
})

test('a channel that nobody names any more is no trouble', async () => {
  const { at, told, contract, reload } = await openStory({
    start: START,
    contracts: { orders },
    loaded: ['orders'],
    slack: { channels: ['shop', 'platform'] },
  })
  await at('10:20')
  contract('orders', contractOf('orders', { latency: 15, channel: '#shop' }))
  await reload()
  await at('10:25')
  expect(told('#platform')).toEqual([
    'slack channel #orders cannot be reached',
    expect.stringMatching(/^edit/),
    expect.stringMatching(/^> Resolved .*nothing is sent there any more/i),
  ])
})

test('when the channel of the platform team is gone as well, somebody is told, and it goes on', async () => {
  const { at, told, incidents } = await openStory({
    start: START,
    contracts: { orders },
    loaded: ['orders'],
    slack: { channels: ['shop'] },
  })
  await at('10:40')
  expect(told('#shop').filter((line) => !line.startsWith('edit'))).toEqual([
    'shop.orders/orders: data is late (updated_at)',
    'slack channel #orders cannot be reached',
    'slack channel #platform cannot be reached',
  ])
  expect(await incidents({ status: 'open' })).toHaveLength(3)
})

test('a channel that has to wait does not keep another one waiting', async () => {
  const { at, told, slack } = await openStory({ start: START, contracts: { orders, refunds }, loaded: ['orders', 'refunds'] })
  slack.faults.push({ ...refusal('ratelimited'), status: 429, headers: { 'retry-after': '120' } })
  await at('10:16:02')
  const first = [told('#orders').length, told('#refunds').length]
  expect(first.toSorted()).toEqual([0, 1])
  await at('10:19')
  expect([told('#orders').length, told('#refunds').length]).toEqual([1, 1])
})

test('a token that is refused keeps the news until somebody changes it', async () => {
  const { at, told, slack } = await openStory({ start: START, contracts: { orders }, loaded: ['orders'] })
  slack.faults.push(...Array.from({ length: 100 }, () => refusal('token_revoked')))
  await at('12:00')
  expect([told('#orders'), told('#shop'), told('#platform')]).toEqual([[], [], []])
  slack.faults.splice(0)
  await at('12:10')
  expect(told('#orders')).toHaveLength(1)
})

test('a channel that is renamed is still reached, and the platform team hears that its name has to be changed', async () => {
  const { at, told, slack, reload, contract, load } = await openStory({
    start: START,
    contracts: { orders },
    loaded: ['orders'],
    slack: { channels: ['orders', 'shop', 'platform'] },
  })
  slack.rename('#orders', 'orders-new')
  await at('10:20')
  expect(told('#orders-new')).toEqual(['shop.orders/orders: data is late (updated_at)'])
  contract('refunds', refunds)
  await load('refunds')
  await reload()
  await at('10:25')
  expect(told('#platform')).toContain('slack channel #orders has another name now')
  expect(told('#platform')).not.toContain('slack channel #orders cannot be reached')
  contract('orders', contractOf('orders', { latency: 15, channel: '#orders-new' }))
  await reload()
  await at('10:35')
  expect(told('#platform').at(-1)).toMatch(/^> Resolved .*nothing is sent there any more/i)
})

test('a channel that is archived is noticed before anything is told there', async () => {
  const { at, told } = await openStory({
    start: START,
    contracts: { orders },
    loaded: ['orders'],
    slack: { channels: ['orders', 'shop', 'platform'], archived: ['orders'] },
  })
  await at('10:05')
  expect(told('#platform')).toEqual(['slack channel #orders cannot be reached'])
})
