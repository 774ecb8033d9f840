import { expect, test } from 'vitest'
import { contractOf } from './contract-text.ts'
import { openStory } from './story.ts'

const zone = 'Europe/Berlin'
const byBreakfast = contractOf('orders', {
  deadline: { by: '07:00', schedule: '0 7 * * 1-5', zone },
  words: { interval: '1h' },
})

test('a deadline on business days is kept on Friday, is silent over the weekend, and is missed on Monday at 07:00', async () => {
  const { at, on, load, told, incidents } = await openStory({
    start: '2026-11-20T04:00:00Z',
    zone,
    contracts: { orders: byBreakfast },
    loaded: ['orders'],
  })
  await at('06:00')
  await load('orders')
  await on(1, '06:59')
  expect(told('#shop')).toEqual([])
  await at('07:00:30')
  expect(told('#shop')).toEqual(['shop.orders/orders: data is late (updated_at)'])
  expect(await incidents()).toMatchObject([{ since: '2026-11-23T06:00:00.000Z' }])
  await at('09:10')
  await load('orders')
  await at('10:30')
  expect(told('#shop').slice(1)).toEqual([expect.stringMatching(/^edit/), expect.stringMatching(/^> Resolved after [23] h/)])
})

test('the deadline goes with the clock on the wall when summer time begins', async () => {
  const daily = contractOf('orders', { deadline: { by: '07:00', zone }, words: { interval: '1h' } })
  const { at, load, told, incidents } = await openStory({
    start: '2026-03-27T23:30:00Z',
    zone,
    contracts: { orders: daily },
    loaded: ['orders'],
  })
  await at('06:00')
  await load('orders')
  await at('23:00')
  await at('06:59')
  expect(told('#shop')).toEqual([])
  await at('07:00:30')
  expect(told('#shop')).toHaveLength(1)
  expect(await incidents()).toMatchObject([{ since: '2026-03-29T05:00:00.000Z' }])
})
