import { expect, test, vi } from 'vitest'
import { DAY, HOUR, isoTime } from '../../src/core/calendar/time.ts'
import type { Person, Pressed } from '../../src/surface/slack-stand-in/person.ts'
import { signedPost } from '../../src/surface/slack-stand-in/person.ts'
import { ADA } from '../support/strict-slack.ts'
import { contractOf } from './contract-text.ts'
import { openStory, type Story, type StoryGiven } from './story.ts'

const START = '2026-11-18T10:00:00Z'
const orders = contractOf('orders', { latency: 15, channel: '#orders' })
const BOB: Person = { id: 'U0BOB', name: 'bob' }
const USERS = { U0ADA: 'Ada L.', U0BOB: 'Bob' }
const people = { domains: { shop: { team: 'Shop', channel: '#shop', members: ['U0ADA'] } }, admins: ['S0PLATFORM'] }

function storyOf(given: Partial<StoryGiven> = {}): Promise<Story> {
  return openStory({
    start: START,
    contracts: { orders },
    loaded: ['orders'],
    notifier: { signingSecret: 'story-secret' },
    slack: { users: USERS, groups: { S0PLATFORM: [] } },
    ...given,
  })
}

/** Waits until whoever spoke is answered, and lets the dispatcher tell the channel. */
async function answered({ slack, at }: Story, count: number, until: string): Promise<string> {
  await vi.waitFor(() => expect(slack.replies).toHaveLength(count), 10_000)
  await at(until)
  return slack.replies.at(-1) ?? ''
}

async function post({ receive, now }: Story, path: string, form: Readonly<Record<string, string>>): Promise<unknown> {
  const { headers, body } = signedPost(form, 'story-secret', now())
  return receive({ path, header: (name) => headers[name], body: new TextEncoder().encode(body) })
}

function press(story: Story, pressed: Pressed, person = ADA): Promise<unknown> {
  return post(story, '/slack/interactions', { payload: JSON.stringify(story.slack.press(pressed, person)) })
}

test('somebody takes an incident in Slack: it is kept who, everybody sees it, and the root says so until it is over', async () => {
  const story = await storyOf()
  await story.at('10:20')
  expect(await press(story, { action: 'acknowledge' })).toEqual({ status: 200 })
  expect(await answered(story, 1, '10:21')).toContain('yours now')
  expect(story.told('#orders')).toEqual([
    'shop.orders/orders: data is late (updated_at)',
    'edit: shop.orders/orders: data is late (updated_at)',
    '> Acknowledged: Ada L. takes care of it.',
  ])
  expect(story.roots('#orders')[0]).toMatch(/👀 \*Ada L\.\* takes care of it since/)
  const [incident] = await story.incidents()
  expect(incident).toMatchObject({ status: 'acknowledged', acknowledgedBy: 'Ada L.' })
  expect(await story.transitions(incident?.id ?? '')).toContainEqual(
    expect.objectContaining({ kind: 'acknowledged', by: 'Ada L.', via: 'slack' }),
  )
  expect(() => story.slack.press({ action: 'acknowledge' })).toThrow()
  await press(story, { action: 'unacknowledge' })
  await answered(story, 2, '10:22')
  expect((await story.incidents())[0]).toMatchObject({ status: 'open' })
  await story.load('orders')
  await story.at('10:25')
  expect(() => story.slack.press({ action: 'acknowledge' })).toThrow()
})

test('an incident is put aside for four hours and told again before', async () => {
  const story = await storyOf()
  await story.at('10:20')
  const [incident] = await story.incidents()
  await press(story, { action: 'snooze', option: `${incident?.id} 4h` })
  expect(await answered(story, 1, '10:21')).toContain('Put aside for 4 h')
  expect((await story.incidents())[0]?.snoozedUntil).toMatch(/T14:20/)
  expect(story.roots('#orders')[0]).toContain('💤 Put aside until')
  await press(story, { action: 'wake' })
  await answered(story, 2, '10:22')
  expect((await story.incidents())[0]?.snoozedUntil).toBeUndefined()
})

test('where people are named, whoever is not among them is told whom to ask, and nothing is done', async () => {
  const story = await storyOf({ config: people })
  await story.at('10:20')
  await press(story, { action: 'acknowledge' }, BOB)
  expect(await answered(story, 1, '10:21')).toBe(
    '🚫 This is not yours to decide. Ask Shop (shop) in #shop, or the platform team in #platform.',
  )
  expect((await story.incidents())[0]).toMatchObject({ status: 'open' })
  await press(story, { action: 'acknowledge' })
  await answered(story, 2, '10:22')
  expect((await story.incidents())[0]).toMatchObject({ acknowledgedBy: 'Ada L.' })
})

test('the platform team may act on what is of any domain, by their user group', async () => {
  const story = await storyOf({ config: people, slack: { users: USERS, groups: { S0PLATFORM: ['U0BOB'] } } })
  await story.at('10:20')
  await press(story, { action: 'mute' }, BOB)
  await answered(story, 1, '10:21')
  expect((await story.incidents())[0]?.mutedUntil).toBeDefined()
})

test('when Slack does not say who is in a group, nobody is let in', async () => {
  const story = await storyOf({ config: people, slack: { users: USERS } })
  await story.at('10:20')
  await press(story, { action: 'mute' }, BOB)
  expect(await answered(story, 1, '10:21')).toMatch(/^🚫 This did not work/)
  expect((await story.incidents())[0]?.mutedUntil).toBeUndefined()
})

test('the command says whether one can rely on a product', async () => {
  const story = await storyOf({
    contracts: { orders, refunds: contractOf('refunds', { latency: 600 }) },
    loaded: ['orders', 'refunds'],
    config: { ...people, http: { port: 0, publicUrl: 'https://watch.example' } },
  })
  const ask = (text: string) => post(story, '/slack/commands', story.slack.type(text))
  await story.at('10:05')
  await ask('status shop.orders')
  expect(await answered(story, 1, '10:06')).toMatch(
    /^shop\.orders: yes\.[\s\S]*✅ orders, newest data of Wed 18 Nov 10:00 \(UTC\)[\s\S]*Promised: /,
  )
  await story.at('10:20')
  await ask('status orders')
  expect(await answered(story, 2, '10:21')).toMatch(
    /^shop\.orders: no[\s\S]*🔴 orders[\s\S]*data is late[\s\S]*nobody has taken it yet <https:\/\/watch\.example\/api\/v1\/incidents\/\w+\|look>/,
  )
  await ask('status shop')
  expect(await answered(story, 3, '10:22')).toMatch(/^shop: no[\s\S]*🔴 shop\.orders[\s\S]*✅ shop\.refunds/)
  await ask('status shop.ordres')
  expect(await answered(story, 4, '10:23')).toBe('🚫 No product or domain is called shop.ordres: did you mean "shop.orders"?')
})

test('over a connection the same happens, and it outlives a restart of the daemon', async () => {
  const story = await storyOf({ notifier: { appToken: 'xapp-any' } })
  await story.at('10:20')
  await story.restart()
  await story.slack.socket.connected()
  const payload = story.slack.press({ action: 'acknowledge' })
  await story.slack.socket.send('interactive', payload)
  await answered(story, 1, '10:21')
  expect((await story.incidents())[0]).toMatchObject({ status: 'acknowledged', acknowledgedBy: 'Ada L.' })
})

test('a false alarm that was learned is called expected in Slack, and is over; a limit of the contract has no such button', async () => {
  const yesterday = Date.parse('2026-11-18T00:00:00Z')
  const dayOf = (days: number, rows: number) =>
    Array.from({ length: rows }, (_, row) => ({ at: isoTime(yesterday + days * DAY + Math.floor((row / rows) * 23 * HOUR)) }))
  const story = await storyOf({
    start: '2026-11-19T05:00:00Z',
    contracts: { orders: contractOf('orders', { timeField: 'updated_at' }) },
    loaded: [],
    defaults: { learn: true, interval: '5m', profile: '60d' },
  })
  await story.load('orders', ...Array.from({ length: 35 }, (_, day) => dayOf(day - 35, 56 + ((day * 7) % 9))).flat(), ...dayOf(0, 15))
  await story.at('05:06')
  await press(story, { action: 'expected' })
  expect(await answered(story, 1, '05:07')).toBe('Noted that this was expected; it is judged anew:\n• shop.orders/orders/volume/updated_at')
  expect(story.told('#shop').at(-1)).toMatch(/^> Resolved .*Taught as expected by Ada L\./)

  const promised = await storyOf()
  await promised.at('10:20')
  expect(() => promised.slack.press({ action: 'expected' })).toThrow()
})
