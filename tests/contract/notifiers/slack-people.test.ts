/** What people answer in Slack, over both ways in which it can come: the real client on a connection, and signed requests. */
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { type Instant, MINUTE } from '../../../src/core/calendar/time.ts'
import type { Notifier } from '../../../src/core/incident/notice.ts'
import type { Hear, Post, Reply, Saying, Speaker } from '../../../src/core/incident/said.ts'
import { Secret } from '../../../src/core/secret.ts'
import { slack } from '../../../src/notifiers/slack/index.ts'
import { signedPost } from '../../../src/surface/slack-stand-in/person.ts'
import { mentionsIn } from '../../support/slack-limits.ts'
import { ADA, type StrictSlack, type StrictSlackOptions, startStrictSlack } from '../../support/strict-slack.ts'
import { NOW, send } from './fixture.ts'
import { incidentOf, noticeOf, resolved } from './notices.ts'

const SECRET = 'signing-canary-3381'
const SILENT = { error() {}, warn() {}, info() {}, debug() {} }
const ID = incidentOf().id

interface Scene {
  readonly server: StrictSlack
  readonly notifier: Notifier
  readonly heard: { readonly saying: Saying; readonly by: Speaker }[]
  setTime(to: Instant): void
}

const open: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of open.splice(0)) await close()
})

async function scene(
  way: 'socket' | 'signed',
  options: StrictSlackOptions = {},
  reply: Reply = { ok: true, words: 'Done.' },
): Promise<Scene> {
  const server = await startStrictSlack({ appToken: 'xapp-good', users: { U0ADA: 'Ada L.' }, ...options })
  let now = NOW
  const clock = {
    now: () => now,
    after(delay: number, wake: () => void) {
      const timer = setTimeout(wake, Math.min(delay, 30))
      return () => clearTimeout(timer)
    },
  }
  const keys = way === 'socket' ? { appToken: new Secret('xapp-good') } : { signingSecret: new Secret(SECRET) }
  const notifier = slack.create(
    'chat',
    { token: new Secret('xoxb-any'), apiUrl: server.apiUrl, ...keys },
    { clock, log: SILENT, root: '.' },
  )
  open.push(() => notifier.close(), server.close)
  const heard: Scene['heard'] = []
  const hear: Hear = async (saying, by) => {
    heard.push({ saying, by })
    return reply
  }
  notifier.listen?.(hear)
  if (way === 'socket') await server.socket.connected()
  await send(notifier, noticeOf({ learned: true }))
  return {
    server,
    notifier,
    heard,
    setTime(to) {
      now = to
    },
  }
}

function postOf(path: string, form: Readonly<Record<string, string>>, secret = SECRET, at = NOW): Post {
  const { headers, body } = signedPost(form, secret, at)
  return { path, header: (name) => headers[name], body: new TextEncoder().encode(body) }
}

const pressPost = ({ server }: Scene, action: string, secret?: string, at?: Instant) =>
  postOf('/slack/interactions', { payload: JSON.stringify(server.press({ action })) }, secret, at)

async function say(
  { server, notifier }: Scene,
  way: 'socket' | 'signed',
  what: { readonly press: string; readonly option?: string } | { readonly type: string },
) {
  const payload =
    'type' in what
      ? server.type(what.type)
      : server.press({ action: what.press, ...(what.option === undefined ? {} : { option: what.option }) })
  const before = server.replies.length
  if (way === 'socket') await server.socket.send('type' in what ? 'slash_commands' : 'interactive', payload)
  else {
    const form = 'type' in what ? (payload as Readonly<Record<string, string>>) : { payload: JSON.stringify(payload) }
    expect(await notifier.receive?.(postOf('type' in what ? '/slack/commands' : '/slack/interactions', form))).toEqual({ status: 200 })
  }
  await vi.waitFor(() => expect(server.replies.length).toBe(before + 1), 10_000)
  return server.replies.at(-1) ?? ''
}

describe.each(['socket', 'signed'] as const)('what comes over the way called %s', (way) => {
  test.each([
    [{ press: 'acknowledge' }, { do: 'acknowledge', incident: ID }],
    [
      { press: 'snooze', option: `${ID} 4h` },
      { do: 'snooze', incident: ID, length: 240 * MINUTE },
    ],
    [{ press: 'mute' }, { do: 'mute', incident: ID }],
    [{ press: 'expected' }, { do: 'expected', incident: ID }],
    [{ press: 'new-normal' }, { do: 'new-normal', incident: ID }],
    [{ type: 'status storefront.orders' }, { do: 'status', of: 'storefront.orders' }],
  ])('%j is heard, with the name of whoever said it, and answered to them alone', async (what, saying) => {
    const at = await scene(way)
    expect(await say(at, way, what)).toBe('Done.')
    expect(at.heard).toEqual([{ saying, by: expect.objectContaining({ name: 'Ada L.', via: 'slack' }) }])
  })

  test('an answer from data mentions nobody, and a refusal shows as one', async () => {
    const at = await scene(
      way,
      {},
      { ok: false, words: 'no <!channel>', lines: [{ mark: 'bad', words: '@here `x`', url: 'https://a.example/?x=1' }] },
    )
    const reply = await say(at, way, { press: 'acknowledge' })
    expect(reply).toMatch(/^🚫 no &lt;!channel&gt;\n🔴 .*<https:\/\/a\.example\/\?x=1\|look>$/)
    expect(mentionsIn(reply)).toEqual([])
  })

  test('help is given by the command, and for what it does not know', async () => {
    const at = await scene(way)
    expect(await say(at, way, { type: 'help' })).toContain('/meshwatch status')
    expect(await say(at, way, { type: 'staus <!here>' })).toMatch(/^I do not know `staus`/)
    expect(at.heard).toEqual([])
  })

  test('whoever Slack does not tell about is called by their handle', async () => {
    const at = await scene(way, { users: {} })
    await say(at, way, { press: 'mute' })
    expect(at.heard[0]?.by.name).toBe('ada')
  })

  test('somebody is meant by their id or by a group they are in, and by no name', async () => {
    const at = await scene(way, { groups: { S0DATA: ['U0ADA'], S0OTHER: ['U0BOB'] } })
    await say(at, way, { press: 'mute' })
    const by = at.heard[0]?.by
    expect(await Promise.all([ADA.id, 'U0BOB', 'S0DATA', 'S0OTHER', 'ada', 'Ada L.'].map((id) => by?.isMeantBy(id)))).toEqual([
      true,
      false,
      true,
      false,
      false,
      false,
    ])
    await expect(by?.isMeantBy('S0GONE')).rejects.toThrow()
  })
})

describe('the connection', () => {
  test('takes an envelope that Slack sends again for what it is', async () => {
    const at = await scene('socket')
    const payload = at.server.press({ action: 'mute' })
    const id = await at.server.socket.send('interactive', payload)
    await at.server.socket.send('interactive', payload, id)
    await vi.waitFor(() => expect(at.server.replies).toHaveLength(1), 10_000)
    expect(at.heard).toHaveLength(1)
  })

  test.each(['refresh', 'drop'] as const)('is made again after a %s', async (end) => {
    const at = await scene('socket')
    at.server.socket[end]()
    await vi.waitFor(() => expect(at.server.socket.connections).toBe(2), 10_000)
    expect(await say(at, 'socket', { press: 'mute' })).toBe('Done.')
  })

  test('is made as soon as Slack answers, however often it did not', async () => {
    const server = await startStrictSlack()
    onTestFinished(() => server.close())
    server.faults.push(
      { status: 500 },
      { reset: true },
      { status: 429, headers: { 'retry-after': '1' } },
      { body: '{"ok":false,"error":"invalid_auth"}' },
    )
    const clock = {
      now: () => NOW,
      after: (_: number, wake: () => void) => {
        const timer = setTimeout(wake, 5)
        return () => clearTimeout(timer)
      },
    }
    const notifier = slack.create(
      'chat',
      { token: new Secret('xoxb-any'), apiUrl: server.apiUrl, appToken: new Secret('xapp-any') },
      { clock, log: SILENT, root: '.' },
    )
    notifier.listen?.(async () => ({ ok: true, words: '' }))
    await server.socket.connected()
    expect(server.calls).toHaveLength(5)
    await notifier.close()
  })

  test('ends when it is closed, connected or not', async () => {
    const at = await scene('socket')
    await at.notifier.close()
    await vi.waitFor(() => expect(at.server.socket.isConnected).toBe(false), 10_000)
    const astray = slack.create(
      'chat',
      { token: new Secret('xoxb-any'), apiUrl: 'http://127.0.0.1:9/api/', appToken: new Secret('xapp-any') },
      { clock: { now: () => NOW, after: () => () => {} }, log: SILENT, root: '.' },
    )
    astray.listen?.(async () => ({ ok: true, words: '' }))
    await astray.close()
  })

  test('passes over what makes no sense', async () => {
    const at = await scene('socket')
    for (const payload of [{}, { type: 'block_actions' }, { type: 'view_submission' }, null])
      await at.server.socket.send('interactive', payload)
    expect(await say(at, 'socket', { press: 'mute' })).toBe('Done.')
    expect(at.heard).toHaveLength(1)
  })
})

describe('a signed request', () => {
  test('is refused when it is forged, changed, old, of tomorrow, or sent twice', async () => {
    const at = await scene('signed')
    const take = (post: Post) => at.notifier.receive?.(post)
    const good = pressPost(at, 'mute')
    const changed = { ...good, body: new TextEncoder().encode(`${new TextDecoder().decode(good.body)}+`) }
    const bare = { ...good, header: () => undefined }
    const short = { ...good, header: (name: string) => (name === 'x-slack-signature' ? 'v0=00' : good.header(name)) }
    for (const post of [pressPost(at, 'mute', 'another secret'), changed, bare, short]) expect(await take(post)).toEqual({ status: 401 })
    expect(await take(good)).toEqual({ status: 200 })
    expect(await take(good)).toEqual({ status: 401 })
    at.setTime(NOW + 20 * MINUTE)
    expect(await take(pressPost(at, 'mute', SECRET, NOW + 14 * MINUTE))).toEqual({ status: 401 })
    expect(await take(pressPost(at, 'mute', SECRET, NOW + 26 * MINUTE))).toEqual({ status: 401 })
    expect(await take(pressPost(at, 'mute', SECRET, NOW + 16 * MINUTE))).toEqual({ status: 200 })
    await vi.waitFor(() => expect(at.server.replies).toHaveLength(2), 10_000)
    expect(at.heard).toHaveLength(2)
  })

  test('that was signed before the daemon began is refused: it may have been answered by the one before', async () => {
    const at = await scene('signed')
    expect(await at.notifier.receive?.(pressPost(at, 'mute', SECRET, NOW - MINUTE))).toEqual({ status: 401 })
  })

  test('that is genuine and cannot be read is said to be so', async () => {
    const at = await scene('signed')
    expect(await at.notifier.receive?.(postOf('/slack/interactions', { payload: '{"type":"block_actions"}' }))).toEqual({ status: 400 })
    expect(await at.notifier.receive?.(postOf('/slack/commands', { text: 'help' }))).toEqual({ status: 400 })
    expect(await at.notifier.receive?.(postOf('/slack/elsewhere', {}))).toBeUndefined()
  })

  test('is answered only where Slack takes answers', async () => {
    const at = await scene('signed')
    const payload = { ...at.server.press({ action: 'mute' }), response_url: 'http://127.0.0.1:9/steal' }
    expect(await at.notifier.receive?.(postOf('/slack/interactions', { payload: JSON.stringify(payload) }))).toEqual({ status: 200 })
    await vi.waitFor(() => expect(at.heard).toHaveLength(1), 10_000)
    await at.notifier.close()
    expect(at.server.replies).toEqual([])
  })

  test('is not expected where a connection is open, or no secret is set', async () => {
    const at = await scene('socket')
    expect(await at.notifier.receive?.(pressPost(at, 'mute'))).toBeUndefined()
  })
})

test('a message has no buttons when people cannot answer, and none when all is over', async () => {
  const at = await scene('signed')
  const handle = `${at.server.accepted[0]?.answer.channel}:${at.server.accepted[0]?.answer.ts}`
  const silent = slack.create(
    'chat',
    { token: new Secret('xoxb-any'), apiUrl: at.server.apiUrl },
    { clock: { now: () => NOW, after: () => () => {} }, log: SILENT, root: '.' },
  )
  await send(silent, noticeOf())
  expect(at.server.accepted.at(-1)?.args.blocks).not.toContain('"actions"')
  await send(at.notifier, noticeOf({ form: 'edit', handle, incident: resolved, transition: 'resolved' }))
  expect(() => at.server.press({ action: 'acknowledge' })).toThrow('no message has a button')
})
