/** Silences: somebody knows of it, and nobody else is told, until that is over. */
import { expect, test } from 'vitest'
import { contractOf } from './contract-text.ts'
import { openStory } from './story.ts'

const LATE = 'shop.orders/orders: data is late (updated_at)'

function storyOf() {
  return openStory({ start: '2026-11-18T10:00:00Z', contracts: { orders: contractOf('orders', { latency: 15 }) }, loaded: ['orders'] })
}

test('what is known is told to nobody until its silence is over', async () => {
  const story = await storyOf()
  await story.app.addSilence({ for: 'shop.orders/orders/freshness/updated_at', reason: 'known, back at eleven', to: '1h', by: 'Ada' })
  await story.at('10:50')
  expect(story.told('#shop')).toEqual([])
  await story.at('11:02')
  expect(story.told('#shop')).toEqual([LATE])
  const [incident] = await story.incidents()
  expect((await story.transitions(incident?.id ?? '')).at(-1)).toMatchObject({
    kind: 'woken',
    reason: expect.stringContaining('the silence of Ada is over and it is not'),
  })
})

test('one that is ended early is over at once', async () => {
  const story = await storyOf()
  const { id } = await story.app.addSilence({ for: 'shop', reason: 'known', to: '2d', by: 'Ada' })
  await story.at('10:30')
  await story.app.endSilence(id, 'Ben')
  await story.at('10:32')
  expect(story.told('#shop')).toEqual([LATE])
  await expect(story.app.endSilence(id, 'Ben')).rejects.toThrow(/There is no silence/)
})

test('another check that breaks beside the silenced one is told', async () => {
  const story = await openStory({
    start: '2026-11-18T10:00:00Z',
    contracts: { orders: contractOf('orders', { latency: 15, idRequired: true }) },
    loaded: ['orders'],
  })
  await story.app.addSilence({ for: 'freshness', reason: 'known', to: '5h', by: 'Ada' })
  await story.at('10:30')
  expect(story.told('#shop')).toEqual([])
  await story.load('orders', { id: null, at: '2026-11-18T09:59:00Z' })
  await story.at('10:33')
  expect(story.told('#shop')).toHaveLength(1)
})

test('a silence has a reason, a meaning and an end that is not too far', async () => {
  const { app } = await storyOf()
  const silence = { for: 'shop', reason: 'known', to: '1d', by: 'Ada' }
  await expect(app.addSilence({ ...silence, reason: ' ' })).rejects.toThrow('A silence has a reason.')
  await expect(app.addSilence({ ...silence, for: 'shopp' })).rejects.toThrow('Nothing that is watched is called shopp.')
  await expect(app.addSilence({ ...silence, to: '31d' })).rejects.toThrow('A silence lasts 30 d at most.')
  await expect(app.addSilence({ ...silence, to: '2026-11-17T00:00:00Z' })).rejects.toThrow('It ends before it begins')
  expect(await app.silences()).toEqual([])
})
