/** Many products of one channel break at once: one message that lists them, brought up to date as they mend, and one word when all are over. */
import { expect, test } from 'vitest'
import { contractOf } from './contract-text.ts'
import { openStory, type StoryGiven } from './story.ts'

const NAMES = Array.from({ length: 12 }, (_, index) => `p${String(index + 1).padStart(2, '0')}`)

function storyOf(given: Partial<StoryGiven> = {}, severity?: string) {
  const words = severity === undefined ? {} : { words: { severity } }
  const contracts = Object.fromEntries(NAMES.map((name) => [name, contractOf(name, { latency: 15, ...words })]))
  return openStory({ start: '2026-11-18T10:00:00Z', contracts, loaded: NAMES, ...given })
}

test('a storm is one message with the most urgent first, edited as they end, and its end is told once', async () => {
  const story = await storyOf()
  await story.at('10:20')
  expect(await story.incidents({ status: 'open' })).toHaveLength(12)
  const roots = story.told('#shop').filter((line) => !line.startsWith('edit') && !line.startsWith('>'))
  expect(roots.length).toBeLessThanOrEqual(5)
  const group = () => story.roots('#shop').find((root) => /incidents? of shop/.test(root)) ?? ''
  expect(group()).toMatch(/\d+ incidents of shop \(freshness\) at once/)
  for (const name of NAMES.slice(2)) expect(story.roots('#shop').join()).toContain(`shop.${name}/${name}: data is late`)
  for (const name of NAMES.slice(0, 6)) await story.load(name)
  await story.at('10:23')
  expect(group()).toMatch(/more are over/)
  for (const name of NAMES) await story.load(name)
  await story.at('10:27')
  expect(group()).toMatch(/all \d+ incidents of shop \(freshness\) are over/)
  const ends = story.told('#shop').filter((line) => /^> .*all \d+ incidents/.test(line))
  expect(ends).toHaveLength(1)
  expect(story.told('#shop').length).toBeLessThan(36)
}, 60_000)

test('critical ones are told each by itself', async () => {
  const story = await storyOf({}, 'critical')
  await story.at('10:20')
  expect(story.told('#shop')).toHaveLength(12)
}, 60_000)

test('a restart in the middle of a storm changes nothing', async () => {
  const story = await storyOf()
  await story.at('10:17')
  await story.restart()
  await story.at('10:22')
  const roots = story.told('#shop').filter((line) => !line.startsWith('edit') && !line.startsWith('>'))
  expect(roots.length).toBeLessThanOrEqual(6)
  for (const name of NAMES) expect(story.roots('#shop').join()).toContain(`shop.${name}/${name}: data is late`)
}, 60_000)
