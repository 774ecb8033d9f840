/** The first forty-five minutes of the demo, as a visitor sees them: the same parts, moved as fast as the machine can. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { realWorld } from '../../src/app.ts'
import { MINUTE } from '../../src/core/calendar/time.ts'
import { type Demo, type DemoAnswer, openDemo } from '../../src/demo.ts'

const log = { error() {}, warn() {}, info() {}, debug() {} }
let demo: Demo
let answer: DemoAnswer

beforeAll(async () => {
  demo = await openDemo(realWorld(log), () => {})
  await demo.play.until(demo.start + 45 * MINUTE)
  answer = await demo.answer()
}, 120_000)
afterAll(() => demo?.close())

const minuteOf = (time: string | undefined) => Math.round((Date.parse(time ?? '') - demo.start) / MINUTE)
const incidentOf = (product: string) => answer.opened.find((incident) => incident.product === product)

/** What people read in a channel: for each root message its text and those of its thread, oldest first. */
async function channel(name: string): Promise<readonly { readonly text: string; readonly replies: readonly string[] }[]> {
  const roots = await ask('conversations.history', { channel: name })
  return Promise.all(
    roots.toReversed().map(async ({ ts, text }) => {
      const thread = await ask('conversations.replies', { channel: name, ts })
      return { text, replies: thread.filter((message) => message.ts !== ts).map((message) => message.text) }
    }),
  )
}

async function ask(method: string, args: Readonly<Record<string, string>>) {
  const headers = { authorization: 'Bearer any' }
  const response = await fetch(`${demo.slack.apiUrl}${method}`, { method: 'POST', headers, body: new URLSearchParams(args) })
  const { messages } = (await response.json()) as { messages: readonly { readonly ts: string; readonly text: string }[] }
  return messages
}

test('each of the seven troubles is one incident of the right kind', () => {
  const found = answer.opened.map(({ type, product }) => `${type} ${product}`)
  expect(found.sort()).toEqual([
    'freshness fulfillment.shipment_status',
    'freshness marketing.paid_acquisition',
    expect.stringMatching(/^monitoring finance\./),
    'quality storefront.customer_events',
    'quality storefront.orders',
    'schema storefront.payments',
    'volume fulfillment.inventory_snapshot',
  ])
})

test('the renamed column is the cause, its symptom joins, and revenue is named as affected', () => {
  const incident = incidentOf('storefront.payments')
  expect(incident).toMatchObject({ type: 'schema', fields: expect.arrayContaining(['amount_minor']) })
  expect(incident?.affects).toContain('finance.revenue_daily')
  expect(incident?.confirmedAt.length).toBeGreaterThan(0)
  expect(incident?.checks.some((check) => check.includes('/quality/currency'))).toBe(true)
  expect(minuteOf(incident?.openedAt)).toBeLessThanOrEqual(6)
})

test('late data is noticed when its promise is broken, dated by the data, and over when the data is there', () => {
  const shipments = incidentOf('fulfillment.shipment_status')
  expect(minuteOf(shipments?.openedAt)).toBeGreaterThanOrEqual(20)
  expect(minuteOf(shipments?.openedAt)).toBeLessThanOrEqual(23)
  expect(minuteOf(shipments?.resolvedAt)).toBeLessThanOrEqual(36)
  const file = incidentOf('marketing.paid_acquisition')
  expect(minuteOf(file?.since)).toBe(10)
  expect(minuteOf(file?.resolvedAt)).toBeGreaterThanOrEqual(32)
})

test('what is over by then is resolved, what is not stays open', () => {
  expect(answer.resolved.map(({ product }) => product)).toEqual(
    expect.arrayContaining([
      'storefront.payments',
      'fulfillment.shipment_status',
      'fulfillment.inventory_snapshot',
      'marketing.paid_acquisition',
    ]),
  )
  expect(incidentOf('storefront.orders')?.status).toBe('open')
  expect(incidentOf('storefront.customer_events')?.status).toBe('open')
})

/** Messages about its own products, and notes that others' trouble affects them. */
async function readBy(name: string) {
  const all = await channel(name)
  const isNote = ({ text }: { readonly text: string }) => /\b(?:is|are) (?:not )?affected\b/.test(text)
  return { own: all.filter((one) => !isNote(one)), notes: all.filter(isNote) }
}

test('each team reads of its own troubles, one message each, with the end in its thread', async () => {
  const storefront = await readBy('storefront-data')
  expect(storefront.own.map(({ text }) => text)).toEqual([
    expect.stringContaining('payments'),
    expect.stringContaining('orders'),
    expect.stringContaining('customer_events'),
  ])
  expect(storefront.own[0]?.replies.length).toBeGreaterThanOrEqual(2)
  const fulfillment = await readBy('fulfillment-data')
  expect(fulfillment.own).toHaveLength(2)
  expect(fulfillment.own.every(({ replies }) => replies.length > 0)).toBe(true)
  expect((await readBy('growth-data')).own).toHaveLength(1)
})

test('finance reads once of each trouble upstream that it is affected, and that the one of payments is over', async () => {
  const { notes } = await readBy('finance-data')
  expect(notes.every(({ text }) => text.includes('finance.'))).toBe(true)
  const payments = notes.filter(({ text }) => text.includes('storefront.payments'))
  expect(payments).toHaveLength(1)
  expect(payments[0]?.text).toMatch(/not affected any more/)
  expect(payments[0]?.replies).toEqual([expect.stringMatching(/not affected any more/)])
})

test('a database that cannot be read is told to the platform team, not to finance', async () => {
  expect(await channel('data-platform')).toHaveLength(1)
  expect((await readBy('finance-data')).own).toEqual([])
})

test('the announced column, the newsletter and the silence of wholesale are no news', async () => {
  expect(demo.daemon.app.mesh.products.get('storefront.customers')?.version).toBe('2.1.0')
  expect(incidentOf('storefront.customers')).toBeUndefined()
  expect(await channel('wholesale-data')).toEqual([])
})
