/** The strict Slack is what other tests trust, so it is held to what the real one does. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { mentionsIn, messageFault } from '../../support/slack-limits.ts'

const section = (text: string) => ({ type: 'section', text: { type: 'mrkdwn', text } })
const header = (text: string, type = 'plain_text') => ({ type: 'header', text: { type, text } })

test.each([
  ['no text', [], 'no_text', ''],
  ['a good message', [header('x'), section('x'), { type: 'divider' }], undefined],
  ['51 blocks', Array(51).fill(section('x')), 'invalid_blocks'],
  ['a block that nobody knows', [{ type: 'banner' }], 'invalid_blocks'],
  ['a long section', [section('x'.repeat(3_001))], 'invalid_blocks'],
  ['an empty section', [section('')], 'invalid_blocks'],
  ['a long headline', [header('x'.repeat(151))], 'invalid_blocks'],
  ['a headline with markup', [header('x', 'mrkdwn')], 'invalid_blocks'],
  ['eleven fields', [{ type: 'section', fields: Array(11).fill({ type: 'mrkdwn', text: 'x' }) }], 'invalid_blocks'],
  ['a context of nothing', [{ type: 'context', elements: [] }], 'invalid_blocks'],
  ['an unknown setting', [{ type: 'section', text: { type: 'mrkdwn', text: 'x', color: 'red' } }], 'invalid_blocks'],
  ['too much in all', Array(5).fill(section('x'.repeat(2_900))), 'msg_blocks_too_long'],
  ['too long a text', [], 'msg_too_long', 'x'.repeat(40_001)],
])('it knows the limits: %s', (_, blocks, fault, text = 'x') => {
  expect(messageFault({ text, blocks: JSON.stringify(blocks) })).toBe(fault)
})

test('it refuses what is no JSON, and metadata without a name', () => {
  expect(messageFault({ text: 'x', blocks: '{' })).toBe('invalid_blocks_format')
  expect(messageFault({ text: 'x', metadata: '{"event_payload":{}}' })).toBe('invalid_metadata_format')
})

test('it sees mentions', () => {
  expect(mentionsIn('<!channel> <@U1> <#C1> <https://a.example> @here <unfinished')).toHaveLength(6)
  expect(mentionsIn('<https://a.example|a> <!date^1^{time}|then> a &lt; b jo@shop.example')).toEqual([])
})

test('it runs as a process of its own', async () => {
  const child = spawn(process.execPath, [join(import.meta.dirname, '../../support/strict-slack.ts'), '--port', '0'])
  const [url] = String(await once(child.stdout, 'data')).split('\n')
  const post = (text: string) =>
    fetch(`${url}/api/chat.postMessage`, {
      method: 'POST',
      headers: { authorization: 'Bearer x' },
      body: new URLSearchParams({ channel: 'a', text }),
    })
  await fetch(`${url}/_faults`, { method: 'POST', body: JSON.stringify([{ reset: true, accepted: true }, { reset: true }]) })
  await expect(post('taken, and not told')).rejects.toThrow()
  await expect(post('lost')).rejects.toThrow()
  expect((await post('told')).status).toBe(200)
  const calls: readonly { readonly args: { readonly text: string } }[] = JSON.parse(await (await fetch(`${url}/_calls`)).text())
  expect(calls.map(({ args }) => args.text)).toEqual(['taken, and not told', 'told'])
  child.kill()
  await once(child, 'exit')
})
