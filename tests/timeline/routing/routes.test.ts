import { expect, test } from 'vitest'
import { ROUTING_KEY, startStrictPagerduty } from '../../support/strict-pagerduty.ts'
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

interface Triggered {
  readonly component: string
}

const DESK = [{ match: { time: HOURS }, to: '#desk', defer: true }]
const HEADLINE = 'shop.orders/orders: data is late (updated_at)'
const END = [`edit: ${HEADLINE}`, expect.stringMatching(/^> Resolved/)]

test('whoever was told ten minutes before the desk closes is told the end in the evening', async () => {
  const story = await late(DESK, {}, '2026-11-18T17:32:00Z')
  await story.at('17:59')
  expect(story.told('#desk')).toEqual([HEADLINE])
  await story.at('18:20')
  await story.load('orders')
  await story.at('18:25')
  expect(story.told('#desk')).toEqual([HEADLINE, ...END])
})

test('what opens and ends while the desk is closed is never told there', async () => {
  const story = await late(DESK, {}, '2026-11-18T07:30:00Z')
  await story.at('07:52')
  expect(await story.incidents({ status: 'open' })).toHaveLength(1)
  await story.load('orders')
  await story.at('08:05')
  expect(await story.incidents({ status: 'open' })).toEqual([])
  expect(story.told('#desk')).toEqual([])
  expect(story.told('#shop')).toEqual([])
})

test('what happened while the desk was closed is in the one message of the morning, and its end follows', async () => {
  const story = await late(DESK, {}, '2026-11-18T06:00:00Z')
  await story.at('06:30')
  const [incident] = await story.incidents()
  await story.app.act({ incident: incident?.id ?? '', do: 'acknowledge', by: 'ada' })
  await story.at('08:02')
  expect(story.told('#desk')).toEqual([HEADLINE])
  expect(story.roots('#desk')[0]).toContain('*ada* takes care of it')
  await story.load('orders')
  await story.at('08:08')
  expect(story.told('#desk')).toEqual([HEADLINE, ...END])
})

test('what is back while the desk is closed waits until it opens, and is told then unless it is over', async () => {
  const hours = [{ match: { time: 'Mon-Sun 00:00-23:00' }, to: '#desk', defer: true }]
  const story = await late(hours, {}, '2026-11-18T22:32:00Z')
  await story.at('22:58')
  await story.load('orders')
  await story.at('23:20')
  expect(await story.incidents({ status: 'open' })).toHaveLength(1)
  expect(story.told('#desk')).toEqual([HEADLINE, ...END])
  await story.load('orders')
  await story.at('23:30')
  expect(await story.incidents({ status: 'open' })).toEqual([])
  await story.at('23:59')
  expect(await story.incidents({ status: 'open' })).toHaveLength(1)
  expect(story.told('#desk')).toEqual([HEADLINE, ...END])
  await story.at('00:01')
  expect(story.told('#desk').slice(3)).toEqual([`edit: ${HEADLINE}`, expect.stringMatching(/^> (Broken again|Unstable)/)])
})

test('the pager of the day is silent at night, but not for what is critical; and what was paged by day ends at night', async () => {
  const pager = await startStrictPagerduty()
  const notifiers = { pager: { type: 'pagerduty', routingKey: ROUTING_KEY, url: pager.url, allowPrivate: true } }
  const routes = [
    { match: { time: HOURS }, to: 'pager', defer: true, also: true },
    { match: { severity: 'critical' }, to: 'pager', also: true },
  ]
  const words = { refunds: { severity: 'critical' } }
  const story = await openStory({
    start: '2026-11-18T17:32:00Z',
    contracts: {
      orders: orders(),
      refunds: contractOf('refunds', { latency: 120, words: words.refunds }),
      late: contractOf('late', { latency: 60 }),
    },
    loaded: ['orders', 'refunds', 'late'],
    defaults: { interval: '4m' },
    notifiers,
    config: { routes },
  })
  const summaries = () =>
    [...pager.alerts.values()].map(({ state, events }) => `${state} ${(events[0]?.payload as Triggered | undefined)?.component}`)
  await story.at('17:59')
  expect(summaries()).toEqual(['triggered shop.orders/orders'])
  await story.at('18:40')
  await story.load('orders')
  await story.at('18:45')
  expect(summaries()).toEqual(['resolved shop.orders/orders'])
  await story.at('19:45')
  expect(summaries()).toEqual(['resolved shop.orders/orders', 'triggered shop.refunds/refunds'])
  expect(story.told('#shop').filter((line) => line.includes('shop.late/late'))).toHaveLength(1)
  await pager.close()
})

test('what has become critical while the desk is closed is told there with the next news, not in the morning', async () => {
  const routes = [...DESK.map((one) => ({ ...one, also: true })), { match: { severity: 'critical' }, to: '#desk', also: true }]
  const story = await openStory({
    start: '2026-11-18T06:00:00Z',
    contracts: { orders: orders() },
    loaded: ['orders'],
    defaults: { incidents: { remindUrgent: '40m' } },
    config: { routes },
  })
  await story.at('06:30')
  story.contract('orders', orders({ words: { severity: 'critical' } }))
  await story.reload()
  await story.at('06:50')
  expect(story.told('#desk')).toEqual([])
  await story.at('06:58')
  expect(story.told('#desk').filter((line) => line === HEADLINE)).toHaveLength(1)
  expect(story.roots('#desk')[0]).toContain('critical')
  await story.load('orders')
  await story.at('07:00')
  expect(story.told('#desk').at(-1)).toMatch(/^> Resolved/)
  await story.at('08:10')
  expect(story.told('#desk').filter((line) => line === HEADLINE)).toHaveLength(1)
})
