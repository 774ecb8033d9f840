/** The chart below an incident about something that is learned. It comes after the message, and nothing depends on it. */
import { expect, test, vi } from 'vitest'
import { DAY, HOUR, isoTime } from '../../src/core/calendar/time.ts'
import type { StrictSlackOptions } from '../support/strict-slack.ts'
import { contractOf } from './contract-text.ts'
import { openStory } from './story.ts'

const YESTERDAY = Date.parse('2026-11-18T00:00:00Z')
const dayOf = (days: number, rows: number) =>
  Array.from({ length: rows }, (_, row) => ({ at: isoTime(YESTERDAY + days * DAY + Math.floor((row / rows) * 23 * HOUR)) }))

/** Sixty rows a day for five weeks, and fifteen yesterday. */
async function oddDay(strictness: StrictSlackOptions = {}) {
  const story = await openStory({
    start: '2026-11-19T05:00:00Z',
    contracts: { orders: contractOf('orders', { timeField: 'updated_at' }) },
    defaults: { learn: true, interval: '5m', profile: '60d' },
    slack: strictness,
  })
  await story.load('orders', ...Array.from({ length: 35 }, (_, day) => dayOf(day - 35, 56 + ((day * 7) % 9))).flat(), ...dayOf(0, 15))
  return story
}

test('an odd day is shown as a chart in the thread of its incident, once', async () => {
  const { at, slack, told, restart } = await oddDay()
  await at('05:06')
  await vi.waitFor(() => expect(slack.files).toHaveLength(1), 10_000)
  const [file] = slack.files
  expect(file?.threadTs).toBe(slack.accepted.find(({ method }) => method === 'chat.postMessage')?.answer.ts)
  expect(file?.title).toContain('unusual volume')
  expect(file?.says).toMatch(/^shop\.orders\/orders\/volume\/updated_at over time\. 15 rows on Wed 18 Nov/)
  await restart()
  await at('05:30')
  expect(slack.files).toHaveLength(1)
  expect(told('#shop')).toHaveLength(1)
})

test('the message is told all the same when its chart is not taken', async () => {
  const { at, slack, told, restart } = await oddDay({ forbidden: ['files.getUploadURLExternal'] })
  await at('05:06')
  await vi.waitFor(() => expect(slack.calls.some(({ path }) => path.endsWith('files.getUploadURLExternal'))).toBe(true), 10_000)
  await at('05:30')
  await restart()
  expect(told('#shop')).toHaveLength(1)
  expect(slack.files).toEqual([])
})

test('what is promised has no chart, because nothing about it is learned', async () => {
  const { at, slack, told } = await openStory({
    start: '2026-11-18T10:00:00Z',
    contracts: { orders: contractOf('orders', { latency: 15, channel: '#orders' }) },
    loaded: ['orders'],
  })
  await at('10:30')
  expect(told('#orders')).toHaveLength(1)
  expect(slack.files).toEqual([])
})
