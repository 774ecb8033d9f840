import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { consoleConfig } from '../../../src/notifiers/console/config.ts'
import { console as printer } from '../../../src/notifiers/console/index.ts'
import { given, type NotifierFixture, send } from './fixture.ts'
import { noticeOf, noticeOfEnd } from './notices.ts'
import { type Fates, notifierSuite } from './suite.ts'

type Fault = { readonly error: string } | { readonly slow: number }

function openTerminal() {
  const faults: Fault[] = []
  const calls: (readonly [string, string])[] = []
  const print = async (line: string, to: string) => {
    const fault = faults.shift()
    if (fault && 'slow' in fault) await sleep(fault.slow)
    calls.push([to, line])
    if (fault && 'error' in fault) throw Object.assign(new Error('write'), { code: fault.error })
  }
  return { faults, calls, print }
}

async function makeFixture(): Promise<NotifierFixture> {
  const { faults, calls, print } = openTerminal()
  const closed = () => Promise.reject(Object.assign(new Error('write'), { code: 'EPIPE' }))
  return {
    notifier: printer.create('here', consoleConfig.parse({}), { ...given, print }),
    server: { faults, calls },
    arrived: () => calls.map(([, line]) => line),
    harm: (text) => text.match(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu) ?? [],
    secrets: [],
    astray: printer.create('nowhere', consoleConfig.parse({}), { ...given, print: closed }),
    async close() {},
  }
}

const FATES: Fates = [
  ['a pipe that is closed', { error: 'EPIPE' }, { retry: true, reason: 'unreachable', detail: 'no connection (EPIPE)' }],
  ['a full disk', { error: 'ENOSPC' }, { retry: true, reason: 'unreachable' }],
]

notifierSuite('Console', makeFixture, FATES)

test('a console prints one line for each piece of news, to the stream that is wanted', async () => {
  const { calls, print } = openTerminal()
  await send(printer.create('a', consoleConfig.parse({}), { ...given, print }), noticeOf())
  await send(printer.create('b', consoleConfig.parse({ to: 'stderr' }), { ...given, print }), noticeOfEnd('reply', ''))
  expect(calls).toEqual([
    [
      'stdout',
      expect.stringMatching(
        /^2026-11-20T13:17:00\.000Z Opened \[high\] Open \(high\): storefront\.orders\/orders: data is late \(placed_at\)\. The newest .* Incident 3f9a0c21b7de\.$/,
      ),
    ],
    ['stderr', expect.stringMatching(/^2026-11-20T16:45:00\.000Z Resolved \[high\] Resolved: storefront\.orders\/orders/)],
  ])
})

test('a console without a place to print to says so', async () => {
  const delivery = await send(printer.create('a', consoleConfig.parse({}), given), noticeOf())
  expect(delivery).toMatchObject({ ok: false, retry: false, reason: 'not-configured' })
})
