import { expect, onTestFinished, test } from 'vitest'
import type { Notifier } from '../../../src/core/incident/notice.ts'
import { Secret } from '../../../src/core/secret.ts'
import { slack } from '../../../src/notifiers/slack/index.ts'
import type { Fault } from '../../support/faulty-server.ts'
import { refusal, startStrictSlack } from '../../support/strict-slack.ts'
import { given, send, within } from './fixture.ts'
import { noticeOf } from './notices.ts'

const picture = {
  bytes: new Uint8Array(Buffer.from('\x89PNG\r\n and so on', 'latin1')),
  title: 'orders <!channel>',
  says: 'orders over time',
}

async function scene() {
  const server = await startStrictSlack()
  const notifier: Notifier = slack.create('chat', { token: new Secret('xoxb-any'), apiUrl: server.apiUrl }, given)
  onTestFinished(() => notifier.close())
  onTestFinished(() => server.close())
  const root = await send(notifier, noticeOf())
  const handle = root.ok ? (root.handle ?? '') : ''
  return { server, handle, attach: () => notifier.attach?.(handle, picture, within(5_000)) }
}

test('a picture is a reply below the root, with words for whoever cannot see it', async () => {
  const { server, handle, attach } = await scene()
  expect(await attach()).toBe(true)
  expect(server.files).toEqual([
    expect.objectContaining({ bytes: picture.bytes, says: 'orders over time', title: 'orders ‹!channel›', threadTs: handle.split(':')[1] }),
  ])
})

const WELL: Fault = { slow: 0 }
test.each([
  ['no address for it', [refusal('internal_error')]],
  ['an address that is not of Slack', [{ body: '{"ok":true,"upload_url":"http://127.0.0.1:9/x","file_id":"F1"}' }]],
  ['its bytes are refused', [WELL, { status: 500 }]],
  ['a redirect elsewhere', [WELL, { status: 307, headers: { location: 'http://127.0.0.1:9/' } }]],
  ['the line is cut', [WELL, { reset: true as const }]],
  ['it cannot be shared', [WELL, WELL, refusal('channel_not_found')]],
])('it is not tried again by itself: %s', async (_, faults: readonly Fault[]) => {
  const { server, attach } = await scene()
  server.faults.push(...faults)
  expect(await attach()).toBe(false)
  expect(server.files).toEqual([])
  expect(server.faults).toEqual([])
  expect(await attach()).toBe(true)
})

test('a bot that may not share files is not asked to for every incident', async () => {
  const { server, attach } = await scene()
  server.faults.push(refusal('missing_scope'))
  expect(await attach()).toBe(false)
  const before = server.calls.length
  expect(await attach()).toBe(false)
  expect(server.calls).toHaveLength(before)
})
