/** The page of the demo in a real browser: what is posted while somebody looks appears by itself, as text and not as markup. */
import { chromium } from 'playwright-core'
import { expect, onTestFinished, test } from 'vitest'
import { startSlackStandIn } from '../../src/surface/slack-stand-in/index.ts'
import { systemClock } from '../../src/system.ts'
import { findProgram } from '../support/find-program.ts'
import { lacks } from '../support/needs.ts'

const browser = findProgram('chromium')
const noBrowser = lacks('Chromium', browser !== undefined, 'apt-get install chromium')

test.skipIf(noBrowser)('a message that is posted, edited and answered is seen without a reload', { timeout: 60_000 }, async () => {
  const slack = await startSlackStandIn({ clock: systemClock, channels: ['shop-data'] })
  onTestFinished(() => slack.close())
  const call = async (method: string, args: Readonly<Record<string, string>>) => {
    const body = new URLSearchParams(args)
    const answer = await fetch(`${slack.apiUrl}${method}`, { method: 'POST', headers: { authorization: 'Bearer xoxb-any' }, body })
    return answer.json() as Promise<{ ok: boolean; channel: string; ts: string }>
  }
  const launched = await chromium.launch({
    executablePath: browser ?? '',
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-background-networking'],
  })
  onTestFinished(() => launched.close())
  const page = await launched.newPage()
  const faults: string[] = []
  page.on('pageerror', (error) => faults.push(error.message))
  await page.goto(slack.url)

  const { ok, channel, ts } = await call('chat.postMessage', { channel: '#shop-data', text: 'orders are late <b>really</b>' })
  expect(ok).toBe(true)
  await page.getByText('orders are late').waitFor()
  expect(await page.locator('b', { hasText: 'really' }).count()).toBe(0)

  await call('chat.postMessage', { channel, thread_ts: ts, text: 'also wrong now' })
  await page.getByText('also wrong now').waitFor()
  await call('chat.update', { channel, ts, text: 'orders are there again' })
  await page.getByText('orders are there again').waitFor()
  await page.getByText('(edited)').first().waitFor()
  expect(faults).toEqual([])

  const posts: string[] = []
  slack.connect({
    signingSecret: 'page',
    async receive({ body }) {
      posts.push(String(new URLSearchParams(new TextDecoder().decode(body)).get('payload') ?? new TextDecoder().decode(body)))
      return { status: 200 }
    },
  })
  const button = { type: 'button', action_id: 'acknowledge', text: { type: 'plain_text', text: 'Acknowledge' }, value: 'abc' }
  const option = { text: { type: 'plain_text', text: 'for 1 hour' }, value: 'abc 1h' }
  const menu = { type: 'static_select', action_id: 'snooze', placeholder: { type: 'plain_text', text: 'Snooze' }, options: [option] }
  const blocks = JSON.stringify([{ type: 'actions', block_id: 'deeds', elements: [button, menu] }])
  await call('chat.postMessage', { channel, text: 'with buttons', blocks })
  await page.getByRole('button', { name: 'Acknowledge' }).click()
  await page.getByLabel('Snooze').selectOption('for 1 hour')
  await page.getByLabel('Command').fill('/meshwatch status shop')
  await page.getByLabel('Command').press('Enter')
  await expect.poll(() => posts.length).toBe(3)
  expect(posts[0]).toContain('"value":"abc"')
  expect(posts[1]).toContain('"value":"abc 1h"')
  expect(posts[2]).toContain('text=status+shop')
  await fetch(`${slack.url}/response/3`, { method: 'POST', body: JSON.stringify({ text: 'only for *you*' }) })
  await page.getByText('Only visible to you').waitFor()
  expect(faults).toEqual([])
})
