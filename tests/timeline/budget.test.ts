/** A channel that has had its share of messages is spared the less severe ones; once a day it reads what they were, and what its share went to. */
import { expect, test } from 'vitest'
import { contractOf, type Promises } from './contract-text.ts'
import { openStory, type StoryGiven } from './story.ts'

const START = '2026-11-18T10:00:00Z'
const NAMES = ['alpha', 'beta', 'gamma', 'delta']
const late = (name: string) => `shop.${name}/${name}: data is late (updated_at)`

/** Each breaks two minutes after the one before. */
function storyOf(budget: number | false, given: Partial<StoryGiven> = {}, of: (index: number) => Promises = () => ({})) {
  const contracts = Object.fromEntries(NAMES.map((name, index) => [name, contractOf(name, { latency: 15 + 2 * index, ...of(index) })]))
  return openStory({ start: START, contracts, loaded: NAMES, defaults: { alertBudget: budget, interval: '1m' }, ...given })
}

test('beyond the budget incidents are kept for the digest of nine o’clock, and can be seen meanwhile', async () => {
  const story = await storyOf(2)
  await story.at('10:30')
  expect(story.told('#shop')).toEqual([late('alpha'), late('beta')])
  expect(await story.incidents({ status: 'open' })).toHaveLength(4)
  expect(await story.app.budget()).toMatchObject([
    {
      receiver: 'slack',
      channel: '#shop',
      spent: 2,
      allowed: 2,
      keptBack: [{ title: late('gamma') }, { title: late('delta') }],
      digestAt: '2026-11-19T09:00:00.000Z',
    },
  ])
  await story.load('delta')
  await story.at('10:35')
  expect(story.told('#shop')).toHaveLength(2)
})

test('the digest is told once, after a restart as well, and says what the budget went to', async () => {
  const story = await storyOf(1, { start: '2026-11-18T08:20:00Z' })
  await story.at('08:50')
  await story.load('delta')
  await story.at('08:55')
  await story.restart()
  await story.at('09:03')
  const digests = story.told('#shop').filter((line) => line.includes('kept for this digest'))
  expect(digests).toEqual(['3 incidents kept for this digest: 1 of 1 messages were told here in seven days'])
  const root = story.roots('#shop').find((one) => one.includes('kept for this digest')) ?? ''
  expect(root).toMatch(/gamma.*goes on/)
  expect(root).toMatch(/delta.*over after/)
  expect(root).toContain('1 about freshness of shop.alpha/alpha')
  await story.at('09:20')
  expect(story.told('#shop').filter((line) => line.includes('kept for this digest'))).toHaveLength(1)
})

test('what is at least high is always told', async () => {
  const story = await storyOf(1, {}, (index) => (index === 3 ? { words: { severity: 'high' } } : {}))
  await story.at('10:30')
  expect(story.told('#shop')).toEqual([late('alpha'), late('delta')])
})

test('the end of what was told is told, of what was kept back it is not', async () => {
  const story = await storyOf(1)
  await story.at('10:30')
  for (const name of NAMES) await story.load(name)
  await story.at('10:33')
  expect(story.told('#shop')).toEqual([late('alpha'), expect.stringMatching(/^edit/), expect.stringMatching(/^> Resolved/)])
})

test('without a budget everything is told', async () => {
  const story = await storyOf(false)
  await story.at('10:30')
  expect(story.told('#shop')).toEqual(NAMES.map(late))
})

test('each channel has its own, and a domain sets it', async () => {
  const config = { domains: { shop: { team: 'Shop', channel: '#shop', defaults: { alertBudget: 1 } } } }
  const story = await storyOf(30, { config }, (index) => (index > 1 ? { channel: '#other' } : {}))
  await story.at('10:30')
  expect(story.told('#shop')).toEqual([late('alpha')])
  expect(story.told('#other')).toEqual([late('gamma')])
})
