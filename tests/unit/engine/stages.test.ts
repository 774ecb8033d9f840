import { describe, expect, test } from 'vitest'
import { DAY, HOUR, MINUTE, SECOND } from '../../../src/core/calendar/time.ts'
import type { Delivery } from '../../../src/core/incident/notice.ts'
import { STAGES } from '../../../src/engine/delivery/stages.ts'
import { incident, NOON, record } from '../../contract/store/samples.ts'
import { DOWN, mailroom, NOWHERE, OK, row } from './mailroom.ts'

test('the way of a notice can be printed', () => {
  expect(STAGES.map(({ name }) => name)).toEqual([
    'receiver',
    'address',
    'kept back',
    'hours',
    'overtaken',
    'group',
    'budget',
    'thread',
    'pace',
    'send',
  ])
})

describe('receiver', () => {
  test('a notice for a notifier that is configured no more is given up, and says so', async () => {
    const { dispatcher, put, notifiers, outcomes } = await mailroom(() => OK)
    notifiers.clear()
    await put(row('a.1', '#one'))
    await dispatcher.drain()
    expect(outcomes.get('a.1')).toMatchObject({ state: 'dead', error: expect.stringContaining('not-configured') })
  })
})

describe('hours', () => {
  test('what waited for its hours tells how things stand, and nothing where it is over by then', async () => {
    const { dispatcher, put, store, pass, sent, outcomes } = await mailroom(() => OK)
    const later = { createdAt: NOON + HOUR, notBefore: NOON + HOUR }
    await put({ ...row('a.1', '#one', { deferred: true }), ...later })
    await put({ ...row('b.1', '#two', { deferred: true }), ...later }, { ...row('c.1', '#three', { deferred: true }), ...later })
    const changed = [incident('b', { status: 'resolved', resolvedAt: NOON }), incident('c', { mutedUntil: NOON + DAY })]
    await store.commit(record({ incidents: changed }))
    dispatcher.start()
    await pass(HOUR)
    expect(sent.map(({ id }) => id)).toEqual(['a.1'])
    expect(outcomes.get('b.1')).toMatchObject({ state: 'delivered', address: '' })
    expect(outcomes.get('c.1')).toMatchObject({ state: 'delivered', address: '' })
  })
})

describe('overtaken', () => {
  test('what the root says already is not told again, but who is called by name is called', async () => {
    const { dispatcher, put, pass, sent } = await mailroom(() => OK)
    const news = { form: 'reply', transition: 'escalated' } as const
    await put(row('a.1', '#one', { at: NOON + MINUTE }), row('a.2', '#one', news), row('a.3', '#one', { ...news, mention: '@U0ADA' }))
    dispatcher.start()
    await pass(MINUTE)
    expect(sent.map(({ id, form }) => `${id} ${form}`)).toEqual(['a.1 root', 'a.3 reply'])
  })
})

describe('address', () => {
  test('a channel that is not there hands on to the next, which reads for whom it was meant and why', async () => {
    const { dispatcher, put, pass, sent } = await mailroom(({ channel }) => (channel.address === '#gone' ? NOWHERE : OK))
    await put(row('a.1', ['#gone', '#domain', '#platform']))
    dispatcher.start()
    await pass(SECOND)
    expect(sent.map(({ address, insteadOf }) => [address, insteadOf])).toEqual([
      ['#gone', undefined],
      ['#domain', { address: '#gone', why: 'unknown-channel' }],
    ])
  })

  test.each([
    ['server-error', [false, true, true]],
    ['timeout', [false, true, true]],
    ['unreachable', [false, true, true]],
    ['rate-limited', [false, false, false]],
    ['auth', [false, false, false]],
  ] as const)('a try that may have been accepted is told to the next one, after %s', async (reason, expected) => {
    const again: boolean[] = []
    const { dispatcher, put, pass } = await mailroom((notice) => {
      again.push(notice.again ?? false)
      return { ok: false, retry: true, reason, detail: 'nobody knows' }
    })
    await put(row('a.1', '#one'))
    dispatcher.start()
    await pass(5 * SECOND)
    expect(again.slice(0, 3)).toEqual(expected)
  })

  test('a try whose outcome the store did not take may have been accepted', async () => {
    const again: boolean[] = []
    const { dispatcher, put, pass, store } = await mailroom(async (notice) => {
      again.push(notice.again ?? false)
      return OK
    })
    await put(row('a.1', '#one'))
    await store.claim(NOON, SECOND, 1)
    dispatcher.start()
    await pass(5 * SECOND)
    expect(again).toEqual([true])
  })

  test('when no channel is left the notice is given up with the last reason', async () => {
    const { dispatcher, put, pass, outcomes, store } = await mailroom(() => NOWHERE)
    await put(row('a.1', ['#gone', '#gone-too']))
    dispatcher.start()
    await pass(SECOND)
    expect(outcomes.get('a.1')).toMatchObject({ state: 'dead', error: 'unknown-channel: channel_not_found' })
    expect(await store.outbox({})).toMatchObject([{ state: 'dead' }])
  })
})

describe('thread', () => {
  test('where no root was ever told, news becomes one', async () => {
    const { dispatcher, put, pass, sent } = await mailroom(({ id }) => (id === 'a.1' ? NOWHERE : OK))
    await put(
      row('a.1', '#one'),
      row('a.2', '#one', { form: 'edit', transition: 'joined' }),
      row('a.3', '#one', { form: 'reply', transition: 'joined' }),
    )
    dispatcher.start()
    await pass(5 * SECOND)
    expect(sent.map(({ id, form }) => `${id} ${form}`)).toEqual(['a.1 root', 'a.3 root'])
  })

  test('the end of what was never told is not told', async () => {
    const { dispatcher, put, pass, sent, store } = await mailroom(() => OK)
    await put(row('a.1', '#one', { form: 'edit', transition: 'resolved' }), row('a.2', '#one', { form: 'reply', transition: 'resolved' }))
    dispatcher.start()
    await pass(5 * SECOND)
    expect(sent).toEqual([])
    expect(await store.outbox({})).toEqual([])
  })

  test('a receiver without threads gets everything as it is', async () => {
    const { dispatcher, put, pass, sent } = await mailroom(() => ({ ok: true }), { threads: false })
    await put(row('a.1', 'hook'), row('a.2', 'hook', { transition: 'resolved' }))
    dispatcher.start()
    await pass(5 * SECOND)
    expect(sent.map(({ id, form }) => `${id} ${form}`)).toEqual(['a.1 root', 'a.2 root'])
  })

  test('a message that can no longer be edited does not send its edit round the other channels; the news itself goes on', async () => {
    const { dispatcher, put, pass, sent, outcomes } = await mailroom(({ id, insteadOf }) => (id === 'a.1' || insteadOf ? OK : NOWHERE))
    await put(row('a.1', ['#one', '#two']), row('a.2', ['#one', '#two'], { form: 'edit' }), row('a.3', ['#one', '#two'], { form: 'reply' }))
    dispatcher.start()
    await pass(10 * SECOND)
    expect(outcomes.get('a.2')).toMatchObject({ state: 'dead' })
    expect(sent.map(({ id, address }) => `${id} ${address}`)).toEqual(['a.1 #one', 'a.2 #one', 'a.3 #one', 'a.3 #two'])
  })
})

describe('pace', () => {
  test('a channel that asks for a pause gets it, for all its notices, while others go on', async () => {
    const wait: Delivery = { ok: false, retry: true, reason: 'rate-limited', detail: 'wait 60 s', after: MINUTE }
    let asked = false
    const { dispatcher, put, pass, sent } = await mailroom(({ channel }) => {
      if (channel.address !== '#busy' || asked) return OK
      asked = true
      return wait
    })
    await put(row('a.1', '#busy'), row('b.1', '#busy'), row('c.1', '#free'))
    dispatcher.start()
    await pass(2 * MINUTE)
    const times = (address: string) => sent.filter((one) => one.address === address).map(({ at }) => at)
    expect(times('#free')).toEqual([0])
    expect(times('#busy')).toEqual([0, 60, 61])
  })

  test('what belongs to a conversation in another channel goes there at once, and keeps to the pace of that one', async () => {
    const { dispatcher, put, pass, sent } = await mailroom(({ channel }) => (channel.address === '#gone' ? NOWHERE : OK))
    await put(
      row('a.1', ['#gone', '#domain']),
      row('a.2', ['#gone', '#domain'], { form: 'edit' }),
      row('b.1', '#domain'),
      row('c.1', '#domain'),
    )
    dispatcher.start()
    await pass(10 * SECOND)
    const times = sent.filter(({ address }) => address === '#domain').map(({ at }) => at)
    expect(times).toEqual([...new Set(times)])
    expect(times).toHaveLength(4)
    expect(sent.filter(({ address }) => address === '#gone')).toHaveLength(1)
  })
})

describe('send', () => {
  test('a notice waits as long again as it has waited, at most five minutes', async () => {
    const { dispatcher, put, pass, sent } = await mailroom(() => DOWN)
    await put(row('a.1', '#one'))
    dispatcher.start()
    await pass(HOUR)
    const gaps = sent.slice(1).map(({ at }, index) => at - (sent[index]?.at ?? 0))
    expect(gaps.slice(0, 4)).toEqual([2, 2, 4, 8])
    expect(Math.max(...gaps)).toBe(300)
  })

  test('three days of trouble are enough: it is given up, and what follows it goes on', async () => {
    let healthy = false
    const { dispatcher, put, pass, sent, outcomes } = await mailroom(() => (healthy ? OK : DOWN))
    const old = { ...row('a.1', '#one'), createdAt: NOON - 3 * DAY + 10 * MINUTE }
    await put(old, row('a.2', '#one', { form: 'reply', transition: 'joined' }))
    dispatcher.start()
    await pass(9 * MINUTE)
    expect(outcomes.get('a.1')).toMatchObject({ state: 'queued' })
    await pass(10 * MINUTE)
    expect(outcomes.get('a.1')).toMatchObject({ state: 'dead', error: 'server-error: HTTP 500' })
    healthy = true
    await pass(10 * MINUTE)
    expect(sent.at(-1)).toMatchObject({ id: 'a.2', form: 'root' })
  })

  test('a notifier that throws is tried again, and its message is kept', async () => {
    let calls = 0
    const { dispatcher, put, pass, outcomes } = await mailroom(() => {
      if (++calls === 1) throw new Error('a bug')
      return OK
    })
    await put(row('a.1', '#one'))
    dispatcher.start()
    await pass(SECOND)
    expect(outcomes.get('a.1')).toMatchObject({ state: 'queued', error: 'rejected: a bug' })
    await pass(5 * SECOND)
    expect(outcomes.get('a.1')).toMatchObject({ state: 'delivered', handle: 'C1:1.1' })
  })

  test('a refused token keeps the notice for its own channel', async () => {
    let valid = false
    const { dispatcher, put, pass, sent } = await mailroom(() =>
      valid ? OK : { ok: false, retry: false, reason: 'auth', detail: 'token_revoked' },
    )
    await put(row('a.1', ['#one', '#two']))
    dispatcher.start()
    await pass(MINUTE)
    valid = true
    await pass(5 * MINUTE)
    expect(new Set(sent.map(({ address }) => address))).toEqual(new Set(['#one']))
    expect(sent.at(-1)?.insteadOf).toBeUndefined()
  })
})
