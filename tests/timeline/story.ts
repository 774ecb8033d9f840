/**
 * A story: the whole daemon in this process, on a clock that is moved by hand, with real files, a real store, and the real clients against a
 * strict Slack and a webhook on loopback. A test says what happens at which time, and what people then have read.
 */
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { expect, onTestFinished } from 'vitest'
import { type App, openApp } from '../../src/app.ts'
import { isoTime } from '../../src/core/calendar/time.ts'
import { instantOf, startOfDay, wallTime, weekday } from '../../src/core/calendar/wall-time.ts'
import type { EngineEvents } from '../../src/engine/events.ts'
import { createFakeClock } from '../support/fake-clock.ts'
import { type FaultyServer, startFaultyServer } from '../support/faulty-server.ts'
import { createDatabase, noPostgres } from '../support/postgres.ts'
import { type AcceptedCall, type StrictSlack, type StrictSlackOptions, startStrictSlack } from '../support/strict-slack.ts'

/** Stories are told once on each kind of store; where there is no Postgres, on the embedded one only. */
const onPostgres = process.env.MESHWATCH_STORY_STORE === 'postgres' && !noPostgres

export interface StoryGiven {
  /** ISO time at which the daemon starts. */
  readonly start: string
  /** Zone of the times of day that the story names. */
  readonly zone?: string
  /** Contracts by the name of their product, `finance/revenue` for one of another domain than the shop. */
  readonly contracts: Readonly<Record<string, string>>
  /** Loaded before the daemon starts, so that nothing is wrong in the beginning. */
  readonly loaded?: readonly string[]
  readonly defaults?: Readonly<Record<string, unknown>>
  readonly slack?: StrictSlackOptions
  /** More keys of the notifier, and of the configuration as a whole. */
  readonly notifier?: Readonly<Record<string, unknown>>
  /** Notifiers beside Slack and the webhook. */
  readonly notifiers?: Readonly<Record<string, unknown>>
  readonly config?: Readonly<Record<string, unknown>>
}

export interface Row {
  readonly id?: number | null
  /** ISO time; the present when left out. */
  readonly at?: string
  readonly amount?: number | string
}

export interface Story {
  readonly slack: StrictSlack
  readonly webhook: FaultyServer
  /** What runs now. */
  readonly app: App
  /** Moves to the next time that a clock on the wall shows this, such as `10:15` or `10:15:30`. */
  at(time: string): Promise<void>
  /** Moves on day by day to the next time that it is this weekday (1 = Monday) and time. */
  on(day: number, time: string): Promise<void>
  /** A pipeline adds rows, one of the present when none is given. */
  load(dataset: string, ...rows: readonly Row[]): Promise<void>
  /** The file is there with these columns only, and with a row of the present. */
  loadColumns(dataset: string, columns: string): void
  /** What was read in a channel, oldest first: roots as their headline, `edit: headline`, `> reply`. */
  told(channel: string): readonly string[]
  /** The texts of the root messages as they are now. */
  roots(channel: string): readonly string[]
  incidents(...options: Parameters<App['incidents']>): ReturnType<App['incidents']>
  why(...asked: Parameters<App['why']>): ReturnType<App['why']>
  teach(...said: Parameters<App['teach']>): ReturnType<App['teach']>
  unteach(...said: Parameters<App['unteach']>): ReturnType<App['unteach']>
  /** What a receiver sends to the daemon's address. */
  receive(...given: Parameters<App['receive']>): ReturnType<App['receive']>
  transitions(incident: string): ReturnType<App['store']['transitions']>
  /** The present. */
  now(): number
  /** Nobody can read the warehouse from now on, or again. */
  warehouse(state: 'down' | 'up'): void
  contract(name: string, text: string | undefined): void
  reload(): Promise<boolean>
  restart(): Promise<void>
}

export const COLUMNS = 'id,updated_at,amount'

export async function openStory({ start, zone = 'UTC', contracts, loaded, slack: strictness, ...more }: StoryGiven): Promise<Story> {
  const root = mkdtempSync(join(tmpdir(), 'meshwatch-timeline-'))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  const slack = await startStrictSlack(strictness)
  onTestFinished(() => slack.close())
  const webhook = await startFaultyServer(() => ({ status: 200 }))
  onTestFinished(() => webhook.close())

  const broke: unknown[] = []
  const events: EngineEvents = { probed() {}, probeBroke: (facts) => void broke.push(facts), settled() {} }
  let app: App | undefined
  const clock = createFakeClock(Date.parse(start), () => app?.engine.pulse.busy ?? false)
  const open = async () => {
    const log = { error: (...words: unknown[]) => void broke.push(words), warn() {}, info() {}, debug() {} }
    const world = { clock, ticker: clock.ticker, log, env: {}, random: () => 0.5 }
    const opened = await openApp(join(root, 'meshwatch.yaml'), { mode: 'daemon', world, events })
    expect(opened.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
    await opened.engine.start()
    await opened.listen()
    app = opened
    return opened
  }
  const running = () => {
    if (!app) throw new Error('the daemon is not running')
    return app
  }
  onTestFinished(async () => {
    await app?.close()
    expect(broke).toEqual([])
  })

  const rows = new Map<string, string[]>()
  const linesOf = (dataset: string) => {
    const known = rows.get(dataset) ?? []
    rows.set(dataset, known)
    return known
  }
  const story: Story = {
    slack,
    webhook,
    get app() {
      return running()
    },
    async at(time) {
      await clock.moveTo(nextTime(clock.now(), time, zone))
    },
    async on(day, time) {
      do await story.at(time)
      while (weekday(clock.now(), zone) !== day)
    },
    async load(dataset, ...given) {
      const lines = linesOf(dataset)
      for (const { id = lines.length + 1, at = isoTime(clock.now()), amount = 10 } of given.length > 0 ? given : [{}])
        lines.push(`${id ?? ''},${at},${amount}`)
      write(`lake/${dataset}.csv`, `${COLUMNS}\n${lines.join('\n')}\n`)
      await fillDatabase(root, rows)
    },
    loadColumns(dataset, columns) {
      const cells = columns.split(',').map((name) => (name === 'updated_at' ? isoTime(clock.now()) : '1'))
      write(`lake/${dataset}.csv`, `${columns}\n${cells.join(',')}\n`)
    },
    told: (channel) => callsTo(channel, slack).map(spell),
    roots: (channel) => rootsOf(callsTo(channel, slack)),
    incidents: (...options) => running().incidents(...options),
    why: (...asked) => running().why(...asked),
    teach: (...said) => running().teach(...said),
    unteach: (...said) => running().unteach(...said),
    receive: (...given) => running().receive(...given),
    transitions: (incident) => running().store.transitions(incident),
    now: () => clock.now(),
    warehouse(state) {
      if (state === 'down') writeFileSync(join(root, 'warehouse.duckdb'), 'not a database')
      else copyFileSync(join(root, 'warehouse.next'), join(root, 'warehouse.duckdb'))
    },
    contract(name, text) {
      const path = `monitors/${name.includes('/') ? name : `shop/${name}`}.odcs.yaml`
      if (text === undefined) rmSync(join(root, path))
      else write(path, text)
    },
    async reload() {
      const before = running().loaded
      const { value } = await running().load(before)
      if (value !== undefined && value !== before) await running().apply(value)
      await clock.moveTo(clock.now())
      return value !== undefined && value !== before
    },
    async restart() {
      await running().close()
      app = undefined
      await open()
    },
  }

  const store = onPostgres ? await createDatabase() : 'sqlite:./state.db'
  write('meshwatch.yaml', configText(store, slack.apiUrl, `${webhook.url}/hook`, zone, more))
  for (const [name, text] of Object.entries(contracts)) story.contract(name, text)
  for (const dataset of loaded ?? []) await story.load(dataset)
  await open()
  return story
}

function configText(
  store: string,
  slack: string,
  webhook: string,
  timezone: string,
  more: Pick<StoryGiven, 'defaults' | 'notifier' | 'notifiers' | 'config'>,
): string {
  return JSON.stringify({
    store,
    sources: { lake: { type: 'local', path: './lake' }, warehouse: { type: 'duckdb', path: './warehouse.duckdb' } },
    domains: { shop: { team: 'Shop', channel: '#shop' } },
    notifiers: {
      slack: { type: 'slack', token: 'xoxb-story', apiUrl: slack, ...more.notifier },
      hook: { type: 'webhook', url: webhook, allowPrivate: true },
      ...more.notifiers,
    },
    http: { port: 0 },
    defaults: { interval: '1m', profile: '1m', learn: false, timezone, channel: '#platform', ...more.defaults },
    ...more.config,
  })
}

/** The same rows as in the files, exchanged whole. */
async function fillDatabase(root: string, rows: ReadonlyMap<string, readonly string[]>): Promise<void> {
  const next = join(root, 'warehouse.next')
  rmSync(next, { force: true })
  const instance = await DuckDBInstance.create(next)
  const connection = await instance.connect()
  for (const [dataset, lines] of rows) {
    const values = lines.map((line) => {
      const [id, at, amount] = line.split(',')
      return `(${id || 'NULL'}, TIMESTAMPTZ '${at}', ${amount})`
    })
    await connection.run(`CREATE TABLE ${dataset} (id BIGINT, updated_at TIMESTAMPTZ, amount DOUBLE)`)
    await connection.run(`INSERT INTO ${dataset} VALUES ${values.join(', ')}`)
  }
  connection.closeSync()
  instance.closeSync()
  copyFileSync(next, join(root, 'warehouse.duckdb'))
}

function nextTime(now: number, time: string, zone: string): number {
  const [hour = 0, minute = 0, second = 0] = time.split(':').map(Number)
  for (let days = 0; ; days++) {
    const { year, month, day } = wallTime(startOfDay(now, zone, days), zone)
    const at = instantOf({ year, month, day, hour, minute, second }, zone)
    if (at > now) return at
  }
}

/** Slack names a channel by its id in answers. */
function callsTo(channel: string, { accepted, idOf }: StrictSlack): readonly AcceptedCall[] {
  const ids = new Set([idOf(channel), ...accepted.filter(({ args }) => args.channel === channel).map(({ answer }) => answer.channel)])
  return accepted.filter(({ method, answer }) => method.startsWith('chat.') && ids.has(answer.channel))
}

function spell({ method, args }: AcceptedCall): string {
  const [first] = JSON.parse(args.blocks ?? '[]') as readonly { readonly text: { readonly text: string } }[]
  const text = (first?.text.text ?? '').replace(/\p{Extended_Pictographic}\uFE0F? /u, '')
  if (method === 'chat.update') return `edit: ${text}`
  return args.thread_ts === undefined ? text : `> ${text.replaceAll('*', '')}`
}

function rootsOf(calls: readonly AcceptedCall[]): readonly string[] {
  const roots = new Map<unknown, string>()
  for (const { args, answer } of calls) if (args.thread_ts === undefined) roots.set(answer.ts, `${args.text}\n${args.blocks}`)
  return [...roots.values()]
}
