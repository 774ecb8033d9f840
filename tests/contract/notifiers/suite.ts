/** What every notifier has to hold, whatever it speaks. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Notice } from '../../../src/core/incident/notice.ts'
import type { Fault } from '../../support/faulty-server.ts'
import { type NotifierFixture, send, within } from './fixture.ts'
import { incidentOf, noticeOf, resolved } from './notices.ts'

const HOSTILE =
  '<!channel> <@U1|x> <https://evil.example|click> @here @channel &lt;!everyone&gt; `x` *b*\n\n# h\r\u2028\u202ereversed </p><script>alert(1)</script> {{7*7}}'
/** Chosen by us, not by data. */
const OWN_WORDS = new Set(['form', 'transition', 'severity', 'status', 'type', 'why', 'unit', 'state', 'tool', 'from', 'handle'])

type Fate = Readonly<Record<string, unknown>>

/** What can go wrong on the way, and what a notifier has to make of it. A fault is whatever the fixture's server understands. */
export type Fates = readonly (readonly [string, unknown, Fate])[]

const HTTP_FATES: readonly (readonly [string, Fault, Fate])[] = [
  ['500', { status: 500 }, { retry: true, reason: 'server-error' }],
  ['500 after it was taken', { status: 500, accepted: true }, { retry: true, reason: 'server-error' }],
  ['502 with a page', { status: 502, body: '<html>bad gateway</html>' }, { retry: true, reason: 'server-error' }],
  ['503', { status: 503 }, { retry: true, reason: 'server-error' }],
  ['408', { status: 408 }, { retry: true }],
  ['429', { status: 429 }, { retry: true, reason: 'rate-limited' }],
  ['429 and how long', { status: 429, headers: { 'retry-after': '7' } }, { retry: true, reason: 'rate-limited', after: 7_000 }],
  ['429 and a wait of years', { status: 429, headers: { 'retry-after': '99999999' } }, { retry: true, after: 86_400_000 }],
  ['400', { status: 400, body: 'no' }, { retry: false, reason: 'rejected' }],
  ['403', { status: 403 }, { retry: false }],
  ['404', { status: 404 }, { retry: false }],
  ['a reset', { reset: true }, { retry: true, reason: 'unreachable' }],
  ['a reset after it was taken', { reset: true, accepted: true }, { retry: true, reason: 'unreachable' }],
]

/** As `pending` and others will be: a notifier may meet a transition that it does not know. */
const TRANSITIONS = [
  'opened',
  'joined',
  'changed',
  'acknowledged',
  'resolved',
  'pending',
  'reopened',
  'reminded',
  'digest',
  'something new',
]

export function notifierSuite(name: string, open: () => Promise<NotifierFixture>, fates: Fates = HTTP_FATES): void {
  describe(name, () => {
    let fixture: NotifierFixture
    beforeAll(async () => {
      fixture = await open()
    })
    afterEach(() => fixture.server.faults.splice(0))
    afterAll(() => fixture.close())
    const failing = (fault: unknown, notice = noticeOf()) => {
      fixture.server.faults.push(fault)
      return send(fixture.notifier, notice)
    }
    const expectNoSecrets = (value: unknown) => {
      for (const secret of fixture.secrets) expect(JSON.stringify(value)).not.toContain(secret)
    }

    test('a notice is delivered', async () => {
      const before = fixture.arrived().length
      expect(await send(fixture.notifier, noticeOf())).toMatchObject({ ok: true })
      expect(fixture.arrived().slice(before).join(' ')).toContain('the newest placed_at is 42 min old'.slice(4))
    })

    test.each(fates)('%s', async (_, fault, fate) => {
      const before = fixture.server.calls.length
      const delivery = await failing(fault)
      expect(delivery).toMatchObject({ ok: false, ...fate })
      expectNoSecrets(delivery)
      // Whether to try again is for the dispatcher to say.
      expect(fixture.server.calls).toHaveLength(before + 1)
    })

    test('a receiver that is slow is given up at the deadline', async () => {
      const begun = Date.now()
      fixture.server.faults.push({ slow: 2_000 })
      expect(await fixture.notifier.send(noticeOf(), within(150))).toMatchObject({ ok: false, retry: true, reason: 'timeout' })
      expect(Date.now() - begun).toBeLessThan(1_000)
    })

    test('work that is called off ends at once', async () => {
      const control = new AbortController()
      fixture.server.faults.push({ slow: 2_000 })
      const sending = fixture.notifier.send(noticeOf(), { ...within(5_000), signal: control.signal })
      setTimeout(() => control.abort(), 50)
      expect(await sending).toMatchObject({ ok: false, retry: true })
    })

    test('work that was called off before does not begin', async () => {
      const before = fixture.server.calls.length
      const over = { ...within(5_000), signal: AbortSignal.abort() }
      expect(await fixture.notifier.send(noticeOf(), over)).toMatchObject({ ok: false, retry: true })
      expect(fixture.server.calls).toHaveLength(before)
    })

    test('where nobody listens, another try may help', async () => {
      const delivery = await send(fixture.astray, noticeOf())
      expect(delivery).toMatchObject({ ok: false, retry: true, reason: 'unreachable' })
      expectNoSecrets(delivery)
    })

    if (fates === HTTP_FATES) {
      test('a redirect is not followed', async () => {
        const before = fixture.server.calls.length
        expect(await failing({ status: 307, headers: { location: '/elsewhere' } })).toMatchObject({ ok: false })
        expect(fixture.server.calls).toHaveLength(before + 1)
      })
    }

    test.each(TRANSITIONS)('%s is told', async (transition) => {
      const before = fixture.arrived().length
      const incident = transition === 'resolved' ? resolved : incidentOf()
      const notice = noticeOf({ incident, transition: transition as Notice['transition'] })
      expect(await send(fixture.notifier, notice)).toMatchObject({ ok: true })
      const told = fixture.arrived().slice(before)
      expect(told.length).toBeGreaterThan(0)
      expect(told.join(' ')).not.toContain('undefined')
    })

    test.each(stringsOf(noticeOf({ insteadOf: { address: '#gone', why: 'auth' } })))('%s may say anything', async (path) => {
      const before = fixture.arrived().length
      const notice = replaceAt(noticeOf({ insteadOf: { address: '#gone', why: 'auth' } }), path.split('.'), HOSTILE)
      expect(await send(fixture.notifier, notice)).toMatchObject({ ok: true })
      const texts = fixture.arrived().slice(before)
      expect(texts.length).toBeGreaterThan(0)
      expect(texts.flatMap(fixture.harm)).toEqual([])
    })

    test('everything at once may be far too long', async () => {
      const notice = stringsOf(noticeOf()).reduce(
        (changed, path) => replaceAt(changed, path.split('.'), '<&>`'.repeat(5_000)),
        noticeOf({ links: Array.from({ length: 40 }, (_, index) => ({ name: `page ${index}`, url: 'https://wiki.example/' })) }),
      )
      expect(await send(fixture.notifier, notice)).toMatchObject({ ok: true })
    })
  })
}

/** Paths of all texts of a notice that come from data. */
function stringsOf(value: unknown, path: readonly string[] = []): readonly string[] {
  const name = path.at(-1) ?? ''
  if (OWN_WORDS.has(name) || path[0] === 'channel') return []
  if (typeof value === 'string') return [path.join('.')]
  return typeof value === 'object' && value !== null ? Object.entries(value).flatMap(([key, part]) => stringsOf(part, [...path, key])) : []
}

function replaceAt<T>(value: T, [key, ...rest]: readonly string[], text: string): T {
  if (key === undefined) return text as T
  if (Array.isArray(value)) return value.map((part, index) => (String(index) === key ? replaceAt(part, rest, text) : part)) as T
  return { ...value, [key]: replaceAt((value as Record<string, unknown>)[key], rest, text) }
}
