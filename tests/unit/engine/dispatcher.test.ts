import { describe, expect, test } from 'vitest'
import { MINUTE, SECOND } from '../../../src/core/calendar/time.ts'
import { incident } from '../../contract/store/samples.ts'
import { DOWN, mailroom, OK, row } from './mailroom.ts'

const never = new Promise<never>(() => {})
/** Critical incidents have a message each, however many there are. */
const urgent = (id: string, address: string) =>
  row(id, address, { incident: incident(id.slice(0, id.indexOf('.')), { severity: 'critical' }) })

describe('the order of things', () => {
  test('notices to one channel leave in their order, a second apart', async () => {
    const { dispatcher, put, pass, sent } = await mailroom(() => OK)
    await put(row('a.1', '#one'), row('a.2', '#one', { form: 'edit' }), row('a.3', '#one', { form: 'reply' }))
    dispatcher.start()
    await pass(5 * SECOND)
    expect(sent.map(({ at, id, form, handle }) => [at, id, form, handle])).toEqual([
      [0, 'a.1', 'root', undefined],
      [1, 'a.2', 'edit', 'C1:1.1'],
      [2, 'a.3', 'reply', 'C1:1.1'],
    ])
  })

  test('a hundred incidents of one channel are told one a second, without asking the store for each of them each second', async () => {
    const { dispatcher, put, pass, sent, counts } = await mailroom(() => OK)
    await put(...Array.from({ length: 100 }, (_, index) => urgent(`i${index}.1`, '#one')))
    dispatcher.start()
    await pass(100 * SECOND)
    expect(sent).toHaveLength(100)
    expect(sent.every(({ at }, index) => at === index)).toBe(true)
    expect(counts.settles).toBeLessThan(1_000)
  })
})

test('a hundred that begin at once are one message, which further ones join', async () => {
  const { dispatcher, put, pass, sent, store } = await mailroom(() => OK)
  await put(...Array.from({ length: 100 }, (_, index) => row(`i${index}.1`, '#one')))
  dispatcher.start()
  await pass(10 * SECOND)
  expect(sent.filter(({ form }) => form === 'root')).toHaveLength(1)
  const inGroupOf = async (incident: string) => {
    const own = await store.groupOf({ incident, receiver: 'slack', audience: '' })
    return own && (await store.incidentsOf(own)).length
  }
  expect(await inGroupOf('i42')).toBe(100)
  await put(row('late.1', '#one'))
  await pass(2 * MINUTE)
  expect(sent.filter(({ form }) => form === 'root')).toHaveLength(1)
  expect(await inGroupOf('late')).toBe(101)
  expect(await store.outbox({})).toEqual([])
})

describe('an address that does not answer', () => {
  test('keeps neither another one waiting nor what is decided later', async () => {
    const { dispatcher, put, pass, sent } = await mailroom(({ channel }) => (channel.address === '#dead' ? never : OK))
    await put(row('a.1', '#dead'), row('b.1', '#alive'))
    dispatcher.start()
    await pass(2 * SECOND)
    await put(row('c.1', '#alive'))
    await pass(SECOND)
    expect(sent.map(({ id }) => id).toSorted()).toEqual(['a.1', 'b.1', 'c.1'])
  })

  test('is tried again after ten seconds, even when its notifier never gives up', async () => {
    const { dispatcher, put, pass, sent, outcomes } = await mailroom(() => never)
    await put(row('a.1', '#dead'))
    dispatcher.start()
    await pass(9 * SECOND)
    expect(sent).toHaveLength(1)
    await pass(30 * SECOND)
    expect(sent.length).toBeGreaterThan(1)
    expect(outcomes.get('a.1')).toMatchObject({ state: 'queued', error: expect.stringContaining('timeout') })
  })

  test('what was claimed behind it is sent once', async () => {
    const { dispatcher, put, pass, sent } = await mailroom(({ id }) => (id === 'a.1' ? never : OK))
    await put(...Array.from({ length: 5 }, (_, index) => urgent(`${'abcde'[index]}.1`, '#one')))
    dispatcher.start()
    await pass(5 * MINUTE)
    const others = sent.filter(({ id }) => id !== 'a.1').map(({ id }) => id)
    expect(others.toSorted()).toEqual(['b.1', 'c.1', 'd.1', 'e.1'])
  })
})

describe('waking up', () => {
  test('what is committed while it sends is sent right after', async () => {
    const { dispatcher, put, pass, sent } = await mailroom(async ({ id }) => {
      if (id === 'a.1') await put(row('b.1', '#two'))
      return OK
    })
    await put(row('a.1', '#one'))
    dispatcher.start()
    await pass(0)
    expect(sent.map(({ id }) => id)).toEqual(['a.1', 'b.1'])
  })

  test('a store that cannot be reached is asked again, and nothing is lost', async () => {
    const { dispatcher, put, pass, sent, faults } = await mailroom(() => OK)
    faults.push(new Error('disk full'), new Error('disk full'))
    await put(row('a.1', '#one'))
    dispatcher.start()
    await pass(4 * SECOND)
    expect(sent).toEqual([])
    await pass(10 * SECOND)
    expect(sent).toHaveLength(1)
  })

  test('stopping waits for what is on its way; then nothing moves any more', async () => {
    let answer = () => {}
    const { dispatcher, put, pass, sent, outcomes, counts } = await mailroom(() => new Promise((resolve) => (answer = () => resolve(OK))))
    await put(row('a.1', '#one'), row('b.1', '#one'))
    dispatcher.start()
    await pass(0)
    const stopped = dispatcher.stop()
    answer()
    await stopped
    expect(outcomes.get('a.1')).toMatchObject({ state: 'delivered' })
    const { claims } = counts
    await put(row('c.1', '#two'))
    await pass(5 * MINUTE)
    expect([sent.length, counts.claims, dispatcher.busy]).toEqual([1, claims, false])
  })

  test('without following the clock it sends what is due now and says how much that was', async () => {
    const { dispatcher, put, sent } = await mailroom(() => OK)
    await put(row('a.1', '#one'), row('b.1', '#two'))
    expect(await dispatcher.drain()).toBe(2)
    expect(await dispatcher.drain()).toBe(0)
    expect(sent).toHaveLength(2)
  })
})

test('trouble of one channel leaves its neighbours alone', async () => {
  const { dispatcher, put, pass, sent } = await mailroom(({ channel }) => (channel.address === '#down' ? DOWN : OK))
  await put(row('a.1', '#down'), row('b.1', '#up'), row('c.1', '#up'))
  dispatcher.start()
  await pass(3 * SECOND)
  expect(sent.filter(({ address }) => address === '#up').map(({ at }) => at)).toEqual([0, 1])
})
