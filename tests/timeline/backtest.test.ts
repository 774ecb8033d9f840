/** What a backtest says of the past is what the daemon said when it was the present, and a daemon that dies between any two looks says the same. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type App, openApp } from '../../src/app.ts'
import { CHECK_KINDS } from '../../src/checks/registry.ts'
import { type Clock, DAY, HOUR, type Instant, isoTime } from '../../src/core/calendar/time.ts'
import type { CheckState } from '../../src/core/incident/incident.ts'
import type { SeriesAnswer } from '../../src/core/series.ts'
import type { Verdict } from '../../src/core/verdict.ts'
import { pastOf } from '../../src/engine/backtest/past.ts'
import { play } from '../../src/engine/backtest/play.ts'
import type { EngineEvents } from '../../src/engine/events.ts'
import { kindOf } from '../../src/engine/probe.ts'
import { chartOf } from '../../src/surface/why/picture.ts'

const FIRST = Date.parse('2026-08-03T00:00:00Z')
const START = FIRST + 12 * DAY + 6 * HOUR
const END = FIRST + 56 * DAY
const STEP = DAY

/** An alarm that only what is beyond all doubt sets off. */
const DEAF = 25

const ORDERS = 'shop.orders/orders/volume/placed_at'
const STOCK = 'shop.stock/stock/volume'
const FIELD = 'shop.orders/orders/distribution/amount'
const SEGMENTS = 'shop.orders/orders/segment-volume/region'

interface Life {
  readonly app: App
  readonly said: readonly CheckState[]
  end(): Promise<void>
}

let steady: Life
let restless: Life

beforeAll(async () => {
  steady = await live({ restarts: false })
  restless = await live({ restarts: true })
}, 300_000)

afterAll(async () => {
  await steady?.end()
  await restless?.end()
})

test('a backtest gives the answers that were given at the time, point by point', async () => {
  for (const id of [ORDERS, STOCK]) {
    const dataset = steady.app.mesh.datasets.get(id.split('/').slice(0, 2).join('/'))
    const check = dataset?.checks.find((one) => one.id === id)
    if (!dataset || !check) throw new Error(`${id} is not watched`)
    const [known] = await pastOf(dataset, [{ check, kind: kindOf(CHECK_KINDS, check) }], { store: steady.app.store, before: END })
    const answers = new Map(known && play(known).series[0]?.answers.map((answer) => [answer.point.at, answer]))
    const judged = steady.said.filter((state) => state.check === id)
    expect(judged.length).toBeGreaterThan(40)
    expect(judged.map(({ verdict }) => verdict)).toMatchObject(
      judged.map(({ verdict, at }) => wordsOf(answers.get(momentOf(verdict, at)), verdict)),
    )
  }
})

test('what is judged together is judged again as it was judged then', async () => {
  for (const id of [FIELD, SEGMENTS]) {
    const dataset = steady.app.mesh.datasets.get('shop.orders/orders')
    const check = dataset?.checks.find((one) => one.id === id)
    if (!dataset || !check) throw new Error(`${id} is not watched`)
    const [known] = await pastOf(dataset, [{ check, kind: kindOf(CHECK_KINDS, check) }], { store: steady.app.store, before: END })
    const looks = new Map(known && play(known).looks.map(({ at, verdict }) => [at, verdict]))
    const judged = steady.said.filter(({ check: name, verdict }) => name === id && verdict.state !== 'unknown')
    expect(judged.length).toBeGreaterThan(25)
    expect(judged.map(({ verdict }) => [verdict.state, verdict.code])).toEqual(
      judged.map(({ verdict, at }) => [looks.get(momentOf(verdict, at))?.state, looks.get(momentOf(verdict, at))?.code]),
    )
  }
})

test('its alerts are the incidents that were opened, and an alarm that is set higher loses the weaker ones', async () => {
  const { app, said } = steady
  const { current } = await app.backtest({ days: 45 })
  const opened = (await app.incidents()).map(({ checks, type, openedAt }) => {
    const verdict = said.find(({ check, at }) => check === checks[0] && isoTime(at) === openedAt)?.verdict
    return [isoTime(momentOf(verdict, Date.parse(openedAt))), type, checks.toSorted()]
  })
  expect(current.alerts.map(({ from, type, checks }) => [from, type, checks.toSorted()]).sort()).toEqual(opened.sort())
  expect(current.alerts.map(({ value }) => value)).toEqual(expect.arrayContaining([0, 31]))
  const told = await app.backtest({ days: 45, select: 'volume' })
  const deaf = await app.backtest({ days: 45, select: 'volume', candidate: join(app.config.root, 'deaf.yaml') })
  const [kept, lost] = [
    deaf.current.alerts.filter(({ score = 0 }) => score >= DEAF),
    deaf.current.alerts.filter(({ score = 0 }) => score < DEAF),
  ]
  expect(lost.map(({ value }) => value)).toContain(31)
  expect(deaf.candidate?.alerts.map(({ from }) => from)).toEqual(kept.map(({ from }) => from))
  expect(deaf.difference).toMatchObject({ added: [], gone: lost })
  expect(deaf.current).toEqual(told.current)
})

test('a process that ends after every single look says the same as one that lives on', () => {
  expect(restless.said.length).toBeGreaterThan(300)
  expect(restless.said).toEqual(steady.said)
})

test('whoever asks why of segments is shown them as they were judged, at any time, and any of them by its name', async () => {
  const { app, said } = steady
  const judged = said.filter(({ check, verdict }) => check === SEGMENTS && verdict.state !== 'unknown')
  const odd = judged.findLast(({ verdict }) => verdict.state === 'fail' && verdict.code === 'segments-unusual')?.verdict
  const now = await app.why(SEGMENTS)
  expect(now.series.map(({ name }) => name)).toContain('rows over all segments')
  expect(now.sentences.map(({ about }) => about)).toEqual(expect.arrayContaining(['expected', 'score', 'season', 'learned from']))
  expect((await app.why(SEGMENTS, { series: 'west' })).series.map(({ name }) => name)).toContain('rows of west')
  await expect(app.why(SEGMENTS, { series: 'rows of wets' })).rejects.toThrow('It has no series rows of wets.')
  if (odd?.state !== 'fail') throw new Error('no segment was ever unusual')
  const then = await app.why(SEGMENTS, { at: isoTime(odd.bucket ?? 0) })
  expect(then.series[0]?.points.at(-1)).toMatchObject({ at: isoTime(odd.bucket ?? 0), state: 'unusual' })
  expect(chartOf(then)).toContain('<svg')
})

test('what falls into a window, whoever added it, is no alert', async () => {
  const { app } = steady
  const { current: before } = await app.backtest({ days: 45 })
  const [spared] = before.alerts
  if (!spared) throw new Error('there was no alert to spare')
  const from = Date.parse(spared.from)
  const when = { from, to: from + DAY }
  await app.store.keepQuietTime({ id: 'w1', what: 'window', kind: 'maintenance', name: 'move', for: 'shop', when, by: 'ada', at: END })
  const { current: after } = await app.backtest({ days: 45 })
  expect(after.alerts.filter(({ from: at }) => at === spared.from)).toEqual([])
  expect(after.alerts.length).toBeLessThan(before.alerts.length)
  expect(after.alerts.length).toBeGreaterThan(0)
})

/** The words of a verdict that an answer of the detector leads to. */
function wordsOf(answer: SeriesAnswer | undefined, verdict: Verdict): Partial<Verdict> {
  if (!answer) return { state: 'unknown', code: 'learning', reason: `nothing was played where ${verdict.reason}` }
  if (answer.state === 'learning') return { state: 'unknown', code: 'learning' }
  const { band, score } = answer.grounds
  const base = { expected: band, evidence: { score } }
  if (answer.state === 'unusual') return { ...base, state: 'fail' }
  return { ...base, state: 'pass', code: answer.state === 'accepted' ? 'accepted' : 'usual' }
}

function momentOf(verdict: Verdict | undefined, at: Instant): Instant {
  return verdict && 'bucket' in verdict && verdict.bucket !== undefined ? verdict.bucket : at
}

/** Six weeks of looks at a clock that is moved by hand. Days before its start are in the table already. */
async function live({ restarts }: { readonly restarts: boolean }): Promise<Life> {
  const root = mkdtempSync(join(tmpdir(), 'meshwatch-backtest-'))
  write(root, 'meshwatch.yaml', configText({}))
  write(root, 'deaf.yaml', configText({ alarm: DEAF }))
  write(root, 'monitors/shop/orders.odcs.yaml', contractText('orders', { timeField: 'placed_at', segmentBy: 'region' }))
  write(root, 'monitors/shop/stock.odcs.yaml', contractText('stock', {}))
  write(root, 'lake/orders.csv', ordersText())
  const said: CheckState[] = []
  const broke: unknown[] = []
  const events: EngineEvents = {
    probed: ({ record }) => void said.push(...record.states.map(({ memo: _, ...state }) => state)),
    probeBroke: (facts) => void broke.push(facts),
    settled() {},
  }
  let now = START
  const clock: Clock = {
    now: () => now,
    after(delay, wake) {
      const timer = setTimeout(wake, delay)
      return () => clearTimeout(timer)
    },
  }
  const log = { error: (...words: unknown[]) => void broke.push(words), warn() {}, info() {}, debug() {} }
  const open = async () => {
    const world = { clock, ticker: { on: () => () => {} }, log, env: {}, random: () => 0.5 }
    const app = await openApp(join(root, 'meshwatch.yaml'), { mode: 'daemon', world, events })
    expect(app.diagnostics).toEqual([])
    return app
  }
  let running = await open()
  for (; now < END; now += STEP) {
    write(root, 'lake/stock.csv', stockText(now))
    await running.check()
    if (!restarts) continue
    await running.close()
    running = await open()
  }
  expect(broke).toEqual([])
  return {
    app: running,
    said: said.toSorted((a, b) => a.at - b.at || (a.check < b.check ? -1 : 1)),
    async end() {
      await running.close()
      rmSync(root, { recursive: true, force: true })
    },
  }
}

function write(root: string, path: string, text: string): void {
  mkdirSync(join(root, path, '..'), { recursive: true })
  writeFileSync(join(root, path), text)
}

function configText(gates: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({
    store: 'sqlite:./state.db',
    sources: { lake: { type: 'local', path: './lake' } },
    domains: { shop: { team: 'Shop' } },
    defaults: { interval: '1d', profile: '1d', ...gates },
  })
}

function contractText(name: string, words: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({
    apiVersion: 'v3.1.0',
    kind: 'DataContract',
    id: name,
    version: '1.0.0',
    status: 'active',
    servers: [{ server: 'lake', type: 'local', path: `${name}.csv`, format: 'csv' }],
    schema: [
      {
        name,
        customProperties: Object.entries(words).map(([property, value]) => ({ property: `meshwatch.${property}`, value })),
        properties: [
          { name: 'id', logicalType: 'integer' },
          { name: 'placed_at', logicalType: 'timestamp' },
          { name: 'amount', logicalType: 'number' },
          { name: 'region', logicalType: 'string' },
        ],
      },
    ],
  })
}

/** Some eighty orders a day and half of that on Sundays, two days without any, and one with a third of them. */
function ordersText(): string {
  const next = dice(11)
  const rows: string[] = []
  for (let day = FIRST; day < END; day += DAY) {
    const index = (day - FIRST) / DAY
    const usual = (index % 7 === 6 ? 40 : 80) + Math.round(8 * (next() - 0.5))
    const count = index === 47 || index === 48 ? 0 : index === 38 ? 31 : usual
    for (let row = 0; row < count; row++)
      rows.push(`${rows.length},${isoTime(day + Math.floor(next() * DAY))},${(20 + 10 * next()).toFixed(2)},${regionOf(next(), index)}`)
  }
  return `id,placed_at,amount,region\n${rows.join('\n')}\n`
}

/** Nothing comes from the east on the fiftieth day. */
function regionOf(die: number, day: number): string {
  const region = ['north', 'east', 'south', 'west'][Math.floor(die * 4)] ?? 'north'
  return day === 50 && region === 'east' ? 'west' : region
}

/** A table that grows by about thirty rows between two looks, and once loses half of them. */
function stockText(at: Instant): string {
  const looks = Math.round((at - START) / STEP)
  const next = dice(5)
  let size = 1_000
  for (let look = 0; look < looks; look++) size += 25 + Math.floor(10 * next())
  if (looks === 30) size = Math.floor(size / 2)
  const placed = isoTime(FIRST)
  return `id,placed_at,amount,region\n${Array.from({ length: size }, (_, row) => `${row},${placed},10,north`).join('\n')}\n`
}

function dice(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31
    return state / 2 ** 31
  }
}
