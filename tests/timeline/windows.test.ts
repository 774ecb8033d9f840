/** Windows: in them nobody is alarmed and nothing is learned; what is still broken when they are over is told then, once. */
import { expect, test } from 'vitest'
import { DAY, HOUR, isoTime } from '../../src/core/calendar/time.ts'
import { contractOf } from './contract-text.ts'
import { openStory, type StoryGiven } from './story.ts'

const START = '2026-11-18T10:00:00Z'
const LATE = 'shop.orders/orders: data is late (updated_at)'

function storyOf(given: Partial<StoryGiven> = {}) {
  return openStory({ start: START, contracts: { orders: contractOf('orders', { latency: 15 }) }, loaded: ['orders'], ...given })
}

const until = (to: string) => ({ windows: [{ name: 'new warehouse', for: 'shop', from: '2026-11-18T09:00:00Z', to }] })

test('what breaks and heals in a window is kept on record, and told to nobody', async () => {
  const story = await storyOf({ config: until('2026-11-18T11:00:00Z') })
  await story.at('10:30')
  const [incident] = await story.incidents()
  expect(incident).toMatchObject({ status: 'open' })
  await story.load('orders')
  await story.at('10:40')
  expect((await story.incidents())[0]).toMatchObject({ status: 'resolved' })
  expect((await story.transitions(incident?.id ?? '')).map(({ kind }) => kind)).toEqual(['opened', 'resolved'])
  await story.load('orders')
  await story.at('10:54')
  await story.load('orders')
  await story.at('11:05')
  expect(story.told('#shop')).toEqual([])
  expect(story.webhook.calls).toEqual([])
})

test('what is still broken when it is over is told then, as it is by then, once, and its end as well', async () => {
  const story = await storyOf({ config: until('2026-11-18T11:00:00Z') })
  await story.at('10:59')
  expect(story.told('#shop')).toEqual([])
  await story.at('11:02')
  expect(story.told('#shop')).toEqual([LATE])
  expect(story.roots('#shop')[0]).toContain('late since')
  const [incident] = await story.incidents()
  expect(await story.transitions(incident?.id ?? '')).toContainEqual(
    expect.objectContaining({ kind: 'woken', reason: expect.stringContaining('the window “new warehouse” is over and it is not') }),
  )
  await story.at('11:30')
  await story.load('orders')
  await story.at('11:35')
  expect(story.told('#shop').slice(1)).toEqual([expect.stringMatching(/^edit/), expect.stringMatching(/^> Resolved/)])
})

test('a window that begins inside an incident stops reminders, and its end is still told', async () => {
  const windows = [{ name: 'repair', for: 'shop.orders', from: '2026-11-18T11:00:00Z', to: '2026-11-18T20:00:00Z' }]
  const story = await storyOf({ config: { windows }, defaults: { incidents: { remind: '1h', remindUrgent: '1h' } } })
  await story.at('10:30')
  expect(story.told('#shop')).toEqual([LATE])
  await story.at('15:00')
  expect(story.told('#shop')).toEqual([LATE])
  await story.load('orders')
  await story.at('15:05')
  expect(story.told('#shop').slice(1)).toEqual([expect.stringMatching(/^edit/), expect.stringMatching(/^> Resolved/)])
})

test('reminders and escalation go on after it, reckoned from when people could know', async () => {
  const story = await storyOf({
    config: until('2026-11-18T11:00:00Z'),
    defaults: { incidents: { escalate: [{ after: '30m', to: '@ada' }] } },
  })
  await story.at('11:20')
  expect(story.told('#shop')).toEqual([LATE])
  await story.at('11:35')
  expect(story.told('#shop').at(-1)).toMatch(/^> .*[Ee]scalated/)
})

test('a pipeline announces itself and ends its window early', async () => {
  const story = await storyOf()
  const { id } = await story.app.addWindow({ name: 'nightly load', kind: 'backfill', for: 'shop.orders', to: '4h', by: 'loader' })
  await story.at('10:40')
  expect(story.told('#shop')).toEqual([])
  await story.app.endWindow(id, 'loader')
  await story.at('10:42')
  expect(story.told('#shop')).toEqual([LATE])
  expect(await story.app.windows()).toEqual([])
  expect(await story.app.windows({ all: true })).toMatchObject([{ id, name: 'nightly load', endedBy: 'loader', on: false }])
})

test('a window of another product, or one to come, keeps nobody from hearing', async () => {
  const stock = contractOf('stock', { latency: 600 })
  const story = await storyOf({ contracts: { orders: contractOf('orders', { latency: 15 }), stock }, loaded: ['orders', 'stock'] })
  await story.app.addWindow({ name: 'load', for: 'shop.stock', to: '4h', by: 'loader' })
  await story.app.addWindow({ name: 'load', from: '2026-11-18T12:00:00Z', to: '2026-11-18T13:00:00Z', by: 'loader' })
  await story.at('10:20')
  expect(story.told('#shop')).toEqual([LATE])
})

test('a window survives a restart, and so does who has to be told after it', async () => {
  const story = await storyOf()
  await story.app.addWindow({ name: 'load', for: 'shop', to: '1h', by: 'loader' })
  await story.at('10:30')
  await story.restart()
  await story.at('10:50')
  expect(story.told('#shop')).toEqual([])
  await story.at('11:02')
  expect(story.told('#shop')).toEqual([LATE])
})

test('hours of every night hold by the clock of their zone on the day it changes', async () => {
  const windows = [{ name: 'nightly load', for: 'shop', hours: '01:00-04:00 Europe/Berlin' }]
  // The clocks of Berlin go back at 01:00 UTC, so that the night window lasts from 23:00 to 03:00 UTC.
  const story = await storyOf({ start: '2026-10-24T22:50:00Z', config: { windows } })
  await story.at('02:59')
  expect(story.told('#shop')).toEqual([])
  await story.at('03:02')
  expect(story.told('#shop')).toEqual([LATE])
})

test('of what a window held nothing is learned, and it is no anomaly', async () => {
  const morning = '2026-11-19T05:00:00Z'
  const yesterday = Date.parse('2026-11-18T00:00:00Z')
  const dayOf = (days: number, rows: number) =>
    Array.from({ length: rows }, (_, row) => ({ at: isoTime(yesterday + days * DAY + Math.floor((row / rows) * 23 * HOUR)) }))
  const story = await openStory({
    start: morning,
    contracts: { orders: contractOf('orders', { timeField: 'updated_at' }) },
    defaults: { learn: true, interval: '5m', profile: '60d' },
    config: { windows: [{ name: 'backfill', kind: 'backfill', for: 'shop', from: '2026-11-18T00:00:00Z', to: '2026-11-19T00:00:00Z' }] },
  })
  await story.load('orders', ...Array.from({ length: 35 }, (_, day) => dayOf(day - 35, 56 + ((day * 7) % 9))).flat(), ...dayOf(0, 400))
  await story.at('05:06')
  expect(story.told('#shop')).toEqual([])
  const why = await story.why('orders/volume/updated_at')
  expect(why.verdict).toMatchObject({ state: 'pass', code: 'announced', reason: expect.stringContaining('announced: backfill') })
  expect(JSON.stringify(why.sentences)).toContain('an announced quiet time')
})
