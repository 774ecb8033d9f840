import { expect, test } from 'vitest'
import { contractOf, type Promises } from '../contract-text.ts'
import { openStory } from '../story.ts'

const orders = (parts: Promises = {}) => contractOf('orders', { latency: 15, ...parts })
const HOURS = 'Mon-Fri 08:00-18:00'

async function late(routes: unknown, parts: Promises = {}, start = '2026-11-18T10:00:00Z', zone = 'UTC') {
  return openStory({
    start,
    zone,
    defaults: { interval: '4m' },
    contracts: { orders: orders(parts) },
    loaded: ['orders'],
    config: { routes },
  })
}

test('the first route that fits decides, by severity', async () => {
  const routes = [
    { match: { severity: 'high' }, to: '#oncall' },
    { match: { domain: 'shop' }, to: '#desk' },
  ]
  const urgent = await late(routes, { words: { severity: 'critical' } })
  await urgent.at('10:20')
  expect([urgent.told('#oncall').length, urgent.told('#desk').length, urgent.told('#shop').length]).toEqual([1, 0, 0])
  const usual = await late(routes)
  await usual.at('10:20')
  expect([usual.told('#oncall').length, usual.told('#desk').length, usual.told('#shop').length]).toEqual([0, 1, 0])
})

test('a route that only adds leaves the channel of the domain in its place, and both hear the end', async () => {
  const story = await late([{ to: '#archive', also: true }])
  await story.at('10:20')
  await story.load('orders')
  await story.at('10:25')
  for (const channel of ['#shop', '#archive'])
    expect(story.told(channel)).toEqual([
      'shop.orders/orders: data is late (updated_at)',
      'edit: shop.orders/orders: data is late (updated_at)',
      expect.stringMatching(/^> Resolved/),
    ])
})

test('a route of the contract goes before the table', async () => {
  const story = await late([{ to: '#desk' }], { words: { routes: [{ match: { type: 'freshness' }, to: ['#lateness'] }] } })
  await story.at('10:20')
  expect([story.told('#lateness').length, story.told('#desk').length]).toEqual([1, 0])
})

test('by day one channel is told and by night another, and an incident stays where it began', async () => {
  const routes = [{ match: { time: HOURS }, to: '#desk' }, { to: '#night' }]
  const day = await late(routes)
  await day.at('10:20')
  expect([day.told('#desk').length, day.told('#night').length]).toEqual([1, 0])
  const night = await late(routes, {}, '2026-11-18T06:00:00Z')
  await night.at('06:20')
  await night.at('08:10')
  await night.load('orders')
  await night.at('08:15')
  expect(night.told('#desk')).toEqual([])
  expect(night.told('#night').at(-1)).toMatch(/^> Resolved/)
})

test('what waits for the hours waits over a night that is an hour shorter, and nothing is lost', async () => {
  const routes = [{ match: { time: 'Mon-Sun 04:00-18:00' }, to: '#desk', defer: true }]
  const story = await late(routes, {}, '2026-03-29T00:00:00Z', 'Europe/Berlin')
  await story.at('01:30')
  await story.at('03:59')
  expect(story.told('#desk')).toEqual([])
  await story.at('04:01')
  expect(story.told('#desk')).toEqual(['shop.orders/orders: data is late (updated_at)'])
})
