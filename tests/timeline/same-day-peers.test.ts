/** Four tables of one source, whose rows are learned per day. What befalls most of them on the same day is one problem. */
import { expect, test } from 'vitest'
import { DAY, isoTime, MINUTE } from '../../src/core/calendar/time.ts'
import { contractOf } from './contract-text.ts'
import { openStory, type Story } from './story.ts'

const START = '2026-11-18T00:20:00Z'
const TODAY = Date.parse('2026-11-18T00:00:00Z')
const TABLES = ['orders', 'items', 'refunds', 'visits']
/** Rows of a usual day. */
const SIZE: Readonly<Record<string, number>> = { orders: 40, items: 60, refunds: 30, visits: 80 }

/** Rows of the day that is so many days from the start, in its first 45 minutes. */
function dayOf(table: string, days: number, share = 1) {
  const wobble = 1 + (((days + 70) * 7 + table.length * 5) % 9) / 100 - 0.04
  const rows = Math.round((SIZE[table] ?? 0) * wobble * share)
  return Array.from({ length: rows }, (_, row) => ({
    at: isoTime(TODAY + days * DAY + Math.floor((row / rows) * 45 * MINUTE)),
    amount: 10,
  }))
}

async function openShop(): Promise<Story> {
  const contracts = Object.fromEntries(TABLES.map((table) => [table, contractOf(table, { timeField: 'updated_at' })]))
  const story = await openStory({ start: START, contracts, defaults: { learn: true, interval: '1h', profile: '60d' } })
  for (const table of TABLES) await story.load(table, ...Array.from({ length: 28 }, (_, day) => dayOf(table, day - 28)).flat())
  return story
}

/** A day on which these tables get only a share of their rows. By four in the morning of the next one it has been judged. */
async function loads({ load, at }: Story, day: number, share: Readonly<Record<string, number>> = {}): Promise<void> {
  await at('00:46')
  for (const table of TABLES) await load(table, ...dayOf(table, day, share[table]))
  await at('04:00')
}

const open = async (story: Story) => (await story.incidents({ status: 'open' })).filter(({ type }) => type === 'volume')

test('when most tables of a source dip on one day it is one message, and it is over when the last of them is well', {
  timeout: 300_000,
}, async () => {
  const story = await openShop()
  await loads(story, 0, { orders: 0.4, items: 0.4, visits: 0.4 })
  await loads(story, 1, { orders: 0.4 })
  expect(story.roots('#shop')).toHaveLength(1)
  expect(story.told('#shop')[0]).toBe('source lake: rows fell in 3 of 4 tables')
  expect(story.roots('#shop')[0]).toMatch(
    /rows fell in 3 of 4 tables of source lake on Wed 18 Nov: visits \(−\d\d %\), items \(−\d\d %\), orders \(−\d\d %\)/i,
  )
  expect(await open(story)).toMatchObject([{ title: 'source lake: rows fell in 3 of 4 tables' }])
  await story.restart()
  await loads(story, 2)
  expect(await open(story)).toHaveLength(1)
  await loads(story, 3)
  expect(await open(story)).toEqual([])
  expect(story.roots('#shop')).toHaveLength(1)
  expect(story.told('#shop').at(-1)).toMatch(/^> Resolved .*rows are as usual again in all of them/i)
})

test('a table that dips alone has a message of its own', { timeout: 300_000 }, async () => {
  const story = await openShop()
  await loads(story, 0, { items: 0.4 })
  await loads(story, 1)
  expect(story.roots('#shop')).toHaveLength(1)
  expect(story.told('#shop')[0]).toBe('shop.items/items: unusual volume')
})
