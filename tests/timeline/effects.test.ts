import { describe, expect, test } from 'vitest'
import { contractOf, type Promises } from './contract-text.ts'
import { openStory, type Story } from './story.ts'

const START = '2026-11-18T10:00:00Z'
const DOMAINS = {
  shop: { team: 'Shop', channel: '#shop' },
  finance: { team: 'Finance', channel: '#finance' },
  board: { team: 'Board', channel: '#board' },
}
const config = (parts: Readonly<Record<string, unknown>> = {}) => ({ domains: DOMAINS, ...parts })
const orders = (parts: Promises = {}) => contractOf('orders', { latency: 15, ...parts })
const revenue = (parts: Promises = {}) => contractOf('revenue', { domain: 'finance', latency: 15, dependsOn: ['shop.orders'], ...parts })
const pack = (parts: Promises = {}) => contractOf('pack', { domain: 'board', latency: 15, dependsOn: ['finance.revenue'], ...parts })
const CHAIN = { orders: orders(), 'finance/revenue': revenue(), 'board/pack': pack() }
const ALL = ['orders', 'revenue', 'pack']

/** Everything but the named datasets is fresh, minute by minute. */
async function keep(story: Story, fresh: readonly string[], times: readonly string[]) {
  for (const time of times) {
    for (const dataset of fresh) await story.load(dataset)
    await story.at(time)
  }
}

/** Who has which messages at the end, whatever way they came about. */
function picture(story: Story, channels = ['#shop', '#finance', '#board']) {
  return channels.map((channel) => ({
    channel,
    roots: story.roots(channel).filter((root) => !root.includes('It comes from')).length,
    affected: story.roots(channel).filter((root) => root.includes('affected')).length,
  }))
}

describe('root cause over the mesh', () => {
  test('what breaks over three domains is one incident: one message to its owner, one note to each domain below, and both close themselves', async () => {
    const story = await openStory({ start: START, contracts: CHAIN, loaded: ALL, config: config() })
    await keep(story, ['revenue', 'pack'], ['10:10', '10:18'])
    expect(story.told('#shop')).toEqual(['shop.orders/orders: data is late (updated_at)'])
    expect(story.told('#finance')).toEqual(['finance.revenue is affected'])
    expect(story.told('#board')).toEqual(['board.pack is affected'])
    expect(story.roots('#finance')[0]).toMatch(/Cause:.*shop\.orders\/orders: data is late.*Owner:.*Shop.*#shop/s)
    await story.at('10:40')
    expect(await story.incidents()).toHaveLength(1)
    expect(story.told('#finance').filter((line) => line.startsWith('>'))).toEqual([])
    expect(story.roots('#finance')[0]).toMatch(/It shows now:.*finance\.revenue\/revenue/s)
    expect(story.roots('#board')[0]).toMatch(/It shows now:.*board\.pack\/pack/s)
    for (const dataset of ALL) await story.load(dataset)
    await story.at('10:45')
    expect(story.told('#shop').at(-1)).toMatch(/^> Resolved/)
    for (const channel of ['#finance', '#board']) {
      expect(story.told(channel).at(-1)).toMatch(
        /^> Not affected any more after .*: shop\.orders\/orders: data is late \(updated_at\) is over\.$/,
      )
      expect(story.roots(channel)).toHaveLength(1)
      expect(story.roots(channel)[0]).toMatch(/is not affected any more/)
    }
  })

  test('an effect that is seen before its cause ends in the same picture as one that is seen after it', async () => {
    const first = await openStory({ start: START, contracts: CHAIN, loaded: ALL, config: config() })
    await keep(first, ['pack'], ['10:10', '10:14'])
    await keep(first, ['revenue', 'pack'], ['10:18'])
    await first.at('10:40')
    const late = await openStory({ start: START, contracts: { ...CHAIN, orders: orders({ latency: 25 }) }, loaded: ALL, config: config() })
    await keep(late, ['pack'], ['10:10', '10:18'])
    expect(late.told('#finance')).toEqual(['finance.revenue/revenue: data is late (updated_at)'])
    await late.at('10:45')
    expect(late.told('#finance')).toContainEqual(expect.stringMatching(/^> Resolved.*It comes from shop\.orders\/orders/))
    const open = async (story: Story) =>
      (await story.incidents({ status: 'open' })).map(({ product, type, checks, severity }) => ({
        product,
        type,
        severity,
        checks: checks.toSorted(),
      }))
    expect(await open(late)).toEqual(await open(first))
    // The message of the effect is over and says where it comes from; the domain below it had a note of the effect that is closed.
    expect(picture(late)).toEqual([
      { channel: '#shop', roots: 1, affected: 0 },
      { channel: '#finance', roots: 1, affected: 1 },
      { channel: '#board', roots: 2, affected: 2 },
    ])
    expect(picture(first)).toEqual([
      { channel: '#shop', roots: 1, affected: 0 },
      { channel: '#finance', roots: 1, affected: 1 },
      { channel: '#board', roots: 1, affected: 1 },
    ])
    const going = (story: Story, channel: string) =>
      story.roots(channel).filter((root) => !/not affected any more|Resolved/.test(root)).length
    for (const channel of ['#shop', '#finance', '#board']) expect([channel, going(late, channel)]).toEqual([channel, going(first, channel)])
  })

  test('two products of one channel share one note', async () => {
    const contracts = { ...CHAIN, 'finance/costs': contractOf('costs', { domain: 'finance', dependsOn: ['shop.orders'] }) }
    const story = await openStory({ start: START, contracts, loaded: [...ALL, 'costs'], config: config() })
    await keep(story, ['revenue', 'pack'], ['10:10', '10:18'])
    expect(story.told('#finance')).toEqual(['finance.costs, finance.revenue are affected'])
  })

  test('those below hear nothing of a trifle, and nothing at all where effects are never told', async () => {
    for (const parts of [
      { contracts: { ...CHAIN, orders: orders({ words: { severity: 'low' } }) }, config: config() },
      { contracts: CHAIN, config: config({ effects: { from: 'never' } }) },
    ]) {
      const story = await openStory({ start: START, loaded: ALL, ...parts })
      await keep(story, ['revenue', 'pack'], ['10:10', '10:18'])
      expect(story.told('#shop')).toHaveLength(1)
      expect([...story.told('#finance'), ...story.told('#board')]).toEqual([])
    }
  })

  test('a source that is down is one incident for its operator, and no note to anybody', async () => {
    const contracts = {
      orders: orders({ source: 'warehouse', latency: 120 }),
      'finance/revenue': revenue({ source: 'warehouse', latency: 120 }),
    }
    const story = await openStory({ start: START, contracts, loaded: ['orders', 'revenue'], config: config() })
    story.warehouse('down')
    await story.at('10:20')
    expect(story.told('#platform')).toEqual(['source warehouse cannot be reached'])
    expect([...story.told('#shop'), ...story.told('#finance')]).toEqual([])
  })

  test('an edge that somebody adds counts from the next incident on; one that closes a circle is refused with its path', async () => {
    const contracts = { orders: orders(), 'finance/revenue': revenue({ dependsOn: [] }) }
    const story = await openStory({ start: START, contracts, loaded: ['orders', 'revenue'], config: config() })
    await story.app.addEdge({ from: 'shop.orders', to: 'finance.revenue', by: 'somebody' })
    await expect(story.app.addEdge({ from: 'finance.revenue', to: 'shop.orders', by: 'somebody' })).rejects.toMatchObject({
      hint: 'It would go finance.revenue → shop.orders → finance.revenue.',
    })
    await story.restart()
    await keep(story, ['revenue'], ['10:10', '10:18'])
    expect(story.told('#finance')).toEqual(['finance.revenue is affected'])
  })

  test('what comes back is told below again, in the note that is there', async () => {
    const story = await openStory({ start: START, contracts: CHAIN, loaded: ALL, config: config() })
    await keep(story, ['revenue', 'pack'], ['10:10', '10:18'])
    await keep(story, ALL, ['10:22'])
    expect(story.told('#finance').at(-1)).toMatch(/^> Not affected any more/)
    await keep(story, ['revenue', 'pack'], ['10:32', '10:42'])
    expect(story.told('#finance').at(-1)).toMatch(/^> Affected/)
    expect(story.roots('#finance')).toHaveLength(1)
  })
})

describe('subscriptions', () => {
  test('a subscriber hears the beginning and the end, and nothing in between', async () => {
    const contracts = { orders: orders(), 'finance/revenue': revenue() }
    const subscriptions = [{ name: 'press', products: 'finance.*', to: '#press' }]
    const story = await openStory({ start: START, contracts, loaded: ['orders', 'revenue'], config: config({ subscriptions }) })
    await story.app.subscribe({ name: 'twice', products: 'shop.orders', to: '#finance', by: 'somebody' })
    await keep(story, ['revenue'], ['10:10', '10:18'])
    for (const dataset of ['orders', 'revenue']) await story.load(dataset)
    await story.at('10:25')
    expect(story.told('#press').filter((line) => !line.startsWith('edit'))).toEqual([
      'finance.revenue is affected',
      expect.stringMatching(/^> Not affected any more/),
    ])
    expect(story.roots('#finance')).toHaveLength(1)
  })
})
