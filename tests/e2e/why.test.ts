/** Why, and teaching, as people use them: the real program, and a running daemon over HTTP. */
import { setTimeout as sleep } from 'node:timers/promises'
import { chromium } from 'playwright-core'
import { describe, expect, onTestFinished, test } from 'vitest'
import { realWorld } from '../../src/app.ts'
import { DAY, HOUR } from '../../src/core/calendar/time.ts'
import { startDaemon } from '../../src/daemon.ts'
import { findProgram } from '../support/find-program.ts'
import { lacks } from '../support/needs.ts'
import { makePlace } from '../support/program.ts'
import { elementsOf } from '../support/xml.ts'

const WRITE = 'canary-write-of-this-test'
const VOLUME = 'shop.orders/orders/volume/placed_at'

const CONFIG = `sources:
  landing: { type: local, path: ./landing }
domains:
  shop: { team: Shop }
http: { port: 0, writeToken: ${WRITE} }
`

const CONTRACT = `apiVersion: v3.1.0
kind: DataContract
id: shop-orders
name: orders
version: 1.0.0
status: active
servers:
  - { server: landing, type: local, path: orders.csv, format: csv }
schema:
  - name: orders
    physicalName: orders.csv
    customProperties: [{ property: meshwatch.timeField, value: placed_at }]
    properties:
      - { name: order_id, logicalType: integer }
      - { name: placed_at, logicalType: timestamp }
`

/** How long after its end a day is judged, where nothing else is said. */
const SETTLE = HOUR

/** About sixty orders a day just after midnight for five weeks, but almost none on the newest day that is over. */
function orders(): string {
  const today = Math.floor(Date.now() / DAY) * DAY
  const low = Math.floor((Date.now() - SETTLE) / DAY) * DAY - DAY
  const lines = Array.from({ length: 38 }, (_, ago) => {
    const day = today - ago * DAY
    return Array.from({ length: day === low ? 12 : 56 + ((ago * 7) % 9) }, (_, row) => `${row},${new Date(day + row * 100).toISOString()}`)
  })
  return `order_id,placed_at\n${lines.flat().join('\n')}\n`
}

const shop = () => makePlace({ 'meshwatch.yaml': CONFIG, 'landing/orders.csv': orders(), 'monitors/shop/orders.odcs.yaml': CONTRACT })

describe('the command line', { timeout: 120_000 }, () => {
  test('explains an alarm, draws it, takes a lesson and takes it back', () => {
    const { run, read } = shop()
    expect(run(['check', VOLUME])).toMatchObject({ status: 1 })

    const why = run(['why', 'orders/volume/placed_at'])
    expect(why).toMatchObject({ status: 0, err: '' })
    for (const line of [
      /^shop\.orders\/orders\/volume\/placed_at\n/,
      /judged .*failed; 12 rows on /,
      /expected .*usual is between/,
      /score .*about 1 in|fewer than 1 in/,
    ])
      expect(why.out).toMatch(line)
    const answer = JSON.parse(run(['why', VOLUME, '--format', 'json']).out)
    expect(answer).toMatchObject({ check: VOLUME, verdict: { state: 'fail', code: 'below-band' } })
    expect(answer.series[0].points.length).toBeGreaterThan(30)

    expect(run(['why', VOLUME, '--out', 'chart.svg'])).toMatchObject({ status: 0, out: '', err: 'wrote chart.svg\n' })
    expect(elementsOf(read('chart.svg'))[0]).toMatchObject({ name: 'svg' })
    expect(run(['why', VOLUME, '--out', 'chart.svg'])).toMatchObject({ status: 2, err: expect.stringContaining('is there already') })

    const taught = run(['teach', 'expected', VOLUME, '--note', 'stocktaking', '--by', 'Ada'])
    expect(taught).toMatchObject({ status: 0, out: expect.stringMatching(/^taught: expected +shop\.orders.*by Ada: “stocktaking”\n$/) })
    expect(taught.err).toMatch(/^judged again: pass; taught as expected by Ada: “stocktaking”; 12 rows/)
    expect(run(['incidents', '--status', 'open'])).toMatchObject({ out: 'no incidents\n' })
    expect(JSON.parse(run(['teach', 'list', '--format', 'json']).out)).toMatchObject([{ check: VOLUME, verb: 'expected', by: 'Ada' }])
    expect(run(['why', VOLUME]).out).toMatch(/taught .*is expected, by Ada/)

    expect(run(['teach', 'expected', VOLUME, '--undo']).err).toMatch(/^judged again: fail; 12 rows/)
  })

  test('says what is wrong with a question', () => {
    const { run } = shop()
    expect(run(['why', 'orders/volum'])).toMatchObject({
      status: 2,
      err: expect.stringMatching(/NOT_FOUND: There is no check orders\/volum\./),
    })
    expect(run(['teach', 'fine', VOLUME])).toMatchObject({ status: 2, err: expect.stringContaining('expected, new-normal, anomaly, list') })
    expect(run(['teach', 'expected'])).toMatchObject({ status: 2, err: expect.stringContaining('Which check is meant?') })
    expect(run(['teach', 'expected', VOLUME])).toMatchObject({ status: 2, err: expect.stringContaining('was never judged') })
  })
})

test('a daemon that is taught over HTTP judges again at once, and the incident ends', { timeout: 60_000 }, async () => {
  const place = shop()
  const log = { error() {}, warn() {}, info() {}, debug() {} }
  const daemon = await startDaemon(place.at('meshwatch.yaml'), { world: realWorld(log) })
  onTestFinished(() => daemon.stop())
  const ask = async (path: string, init: RequestInit = {}) => {
    const answer = await fetch(`${daemon.url}${path}`, init)
    return { status: answer.status, body: JSON.parse(await answer.text()) }
  }
  const incidents = async () => (await ask('/api/v1/incidents')).body.incidents
  const until = async (done: () => Promise<boolean>) => {
    for (let tries = 0; tries < 400 && !(await done()); tries++) await sleep(100)
  }
  await until(async () => (await incidents()).length > 0)
  expect(await incidents()).toMatchObject([{ type: 'volume', status: 'open' }])
  const path = `/api/v1/checks/${encodeURIComponent(VOLUME)}`
  const headers = { authorization: `Bearer ${WRITE}`, 'content-type': 'application/json' }
  const body = JSON.stringify({ verb: 'expected', by: 'Ada', note: 'stocktaking' })
  expect(await ask(`${path}/teaching`, { method: 'POST', headers: { 'content-type': 'application/json' }, body })).toMatchObject({
    status: 401,
  })
  expect(await ask(`${path}/teaching`, { method: 'POST', headers, body })).toMatchObject({ status: 201, body: { by: 'Ada' } })
  await until(async () => (await incidents())[0].status === 'resolved')
  const [incident] = await incidents()
  const { transitions } = (await ask(`/api/v1/incidents/${incident.id}`)).body
  expect(transitions.at(-1)).toMatchObject({ kind: 'resolved', reason: expect.stringMatching(/^taught as expected by Ada: “stocktaking”/) })
  expect((await ask(`${path}/why`)).body.teachings).toMatchObject([{ verb: 'expected' }])
})

const browser = findProgram('chromium')
const noBrowser = lacks('Chromium', browser !== undefined, 'apt-get install chromium')

test.skipIf(noBrowser)(
  'a browser shows the chart as the daemon serves it, light or dark, without a complaint',
  { timeout: 60_000 },
  async () => {
    const place = shop()
    const log = { error() {}, warn() {}, info() {}, debug() {} }
    expect(place.run(['check', VOLUME]).status).toBe(1)
    const daemon = await startDaemon(place.at('meshwatch.yaml'), { world: realWorld(log) })
    onTestFinished(() => daemon.stop())
    const launched = await chromium.launch({
      executablePath: browser ?? '',
      args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
    })
    onTestFinished(() => launched.close())
    const papers: string[] = []
    for (const colorScheme of ['light', 'dark'] as const) {
      const page = await launched.newPage({ colorScheme })
      const faults: string[] = []
      page.on('console', (message) => faults.push(message.text()))
      await page.goto(`${daemon.url}/api/v1/checks/${encodeURIComponent(VOLUME)}/chart.svg`)
      const seen = (script: string) => page.evaluate(script) as Promise<string>
      papers.push(await seen(`getComputedStyle(document.querySelector('rect.paper')).fill`))
      const outside = await seen(`[...document.querySelectorAll('text')].filter((one) => {
      const { x, y, width, height } = one.getBBox()
      return x < 0 || y < 0 || x + width > 960 || y + height > 380
    }).map((one) => one.textContent).join()`)
      expect({ outside, faults }).toEqual({ outside: '', faults: [] })
    }
    expect(papers).toEqual(['rgb(255, 255, 255)', 'rgb(13, 17, 23)'])
  },
)
