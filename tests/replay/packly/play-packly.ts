/**
 * Plays the storyline on the real application: the mill delivers, all products are looked at several times a day and every five minutes
 * around what goes wrong, and the real Slack client posts to a strict server. The clock is a story's: three weeks take minutes.
 */
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openApp } from '../../../src/app.ts'
import { DAY, type Instant, MINUTE } from '../../../src/core/calendar/time.ts'
import { instantOf, startOfDay, wallTime } from '../../../src/core/calendar/wall-time.ts'
import { DATABASES, openMill, ZONE } from '../../../src/surface/demo/mill.ts'
import { createStage } from '../../../src/surface/demo/stage.ts'
import { createFakeClock } from '../../support/fake-clock.ts'
import { startStrictSlack } from '../../support/strict-slack.ts'
import { ACTS, TROUBLES, type When } from './storyline.ts'

export interface Message {
  readonly at: Instant
  readonly channel: string
  readonly text: string
  /** A conversation of its own, where it is not a reply or an edit. */
  readonly root: boolean
}

export interface Played {
  readonly messages: readonly Message[]
  readonly incidents: Awaited<ReturnType<Awaited<ReturnType<typeof openApp>>['incidents']>>
  readonly when: (day: number, time: string) => Instant
  readonly seconds: number
}

const OWNERS = {
  storefront: ['Storefront', '#storefront-data'],
  fulfillment: ['Fulfillment', '#fulfillment-data'],
  wholesale: ['B2B', '#wholesale-data'],
  marketing: ['Growth', '#growth-data'],
  finance: ['Finance ops', '#finance-data'],
} as const
const PLATFORM = '#data-platform'
const CHANNELS: readonly string[] = [...Object.values(OWNERS).map(([, channel]) => channel), PLATFORM]

/** A Tuesday, so that the days of the storyline fall on the weekdays that they are meant for. */
const LAST_DAY: Instant = Date.UTC(2026, 10, 24, 12)
const HISTORY_DAYS = 120
const WARM_UP = -45
const FIRST_DAY = -23
const LOOKS = ['00:40', '03:05', '04:10', '06:10', '06:35', '07:45', '08:35', '12:10', '17:10', '21:00']

/** `store` as in meshwatch.yaml; a file in the folder of the story when left out. */
export async function playPackly(store?: string): Promise<Played> {
  const begun = performance.now()
  const folder = await mkdtemp(join(tmpdir(), 'meshwatch-storyline-'))
  const midnight = startOfDay(LAST_DAY, ZONE)
  const when = (day: number, time: string): Instant => {
    const [hour = 0, minute = 0] = time.split(':').map(Number)
    const date = wallTime(startOfDay(midnight, ZONE, day + (hour === 24 ? 1 : 0)), ZONE)
    return instantOf({ ...date, hour: hour % 24, minute, second: 0 }, ZONE)
  }
  const mill = await openMill({ folder, seed: 20, from: midnight - HISTORY_DAYS * DAY, saleDay: startOfDay(midnight, ZONE, -9) })
  const registry = join(folder, 'monitors')
  await cp(new URL('../../../monitors', import.meta.url), registry, { recursive: true })
  const slack = await startStrictSlack()
  const path = join(folder, 'meshwatch.yaml')
  await writeFile(path, configText(slack.apiUrl, store ?? 'sqlite:./state.db'))

  const clock = createFakeClock(when(WARM_UP, '09:00'), () => false)
  const log = { error: (...words: unknown[]) => console.error(...words), warn() {}, info() {}, debug() {} }
  await mill.deliver(clock.now())
  const app = await openApp(path, {
    mode: 'daemon',
    world: { clock, ticker: clock.ticker, log, env: {}, random: () => 0.5 },
    events: { probed() {}, probeBroke: ({ error }) => console.error(error), settled() {} },
  })
  const stage = createStage({
    mill,
    registry,
    start: midnight,
    async reload() {
      const { value } = await app.load(app.loaded)
      if (value) await app.apply(value)
    },
  })
  const minutes: When = (day, time) => Math.round((when(day, time) - midnight) / MINUTE)
  const messages: Message[] = []
  let read = 0
  const look = async (select?: string) => {
    await app.check(select === undefined ? {} : { select })
    for (let settled = -1; settled !== 0; ) {
      settled = await app.engine.drain()
      await clock.moveTo(clock.now() + 2_000)
    }
    for (const { method, args, answer } of slack.accepted.slice(read)) {
      if (method === 'chat.postMessage')
        messages.push({
          at: clock.now(),
          channel: CHANNELS.find((name) => slack.idOf(name) === answer.channel) ?? String(answer.channel),
          text: args.text ?? '',
          root: args.thread_ts === undefined,
        })
    }
    read = slack.accepted.length
  }
  try {
    const plan = planned(when)
    const acts = ACTS.map((one) => ({ ...one, at: when(one.day, one.time) })).toSorted((a, b) => a.at - b.at)
    for (const { at, select } of plan) {
      for (let act = acts[0]; act && act.at <= at; act = acts[0]) {
        acts.shift()
        await clock.moveTo(Math.max(clock.now(), act.at))
        await mill.deliver(act.at)
        await act.act(stage, minutes)
        await mill.deliver(act.at)
      }
      await clock.moveTo(Math.max(clock.now(), at))
      await mill.deliver(at)
      await look(select)
    }
    return { messages, incidents: await app.incidents(), when, seconds: Math.round((performance.now() - begun) / 1_000) }
  } finally {
    await app.close()
    mill.close()
    await slack.close()
    await rm(folder, { recursive: true, force: true })
  }
}

interface Look {
  readonly at: Instant
  readonly select?: string
}

/** Once a day while it gets to know the mesh, then several times a day, and closely where something is going to happen. */
function planned(when: Played['when']): readonly Look[] {
  const looks: Look[] = []
  for (let day = WARM_UP; day < FIRST_DAY; day++) looks.push({ at: when(day, '09:00') })
  for (let day = FIRST_DAY; day <= 0; day++) for (const time of LOOKS) looks.push({ at: when(day, time) })
  for (const { product, from, until, over } of TROUBLES) {
    const domain = product === '*' ? undefined : product.slice(0, product.indexOf('.'))
    const closely = (begin: Instant, end: Instant) => {
      for (let at = begin; at <= end; at += 5 * MINUTE) looks.push({ at, ...(domain !== undefined && { select: domain }) })
    }
    const begin = when(...from)
    closely(begin - 10 * MINUTE, Math.min(when(...until), begin + 40 * MINUTE) + 5 * MINUTE)
    closely(when(...over), when(...over) + 5 * MINUTE)
  }
  return looks.toSorted((a, b) => a.at - b.at)
}

function configText(slack: string, store: string): string {
  return JSON.stringify({
    store,
    sources: {
      ...Object.fromEntries(DATABASES.map((name) => [name, { type: 'duckdb', path: `./${name}.duckdb` }])),
      marketing: { type: 'local', path: './marketing' },
    },
    domains: Object.fromEntries(Object.entries(OWNERS).map(([name, [team, channel]]) => [name, { team, channel, timezone: ZONE }])),
    notifiers: { slack: { type: 'slack', token: 'xoxb-story', apiUrl: slack } },
    http: { port: 0 },
    calendar: [{ name: 'sale', date: '2026-11-15', effect: 'special' }],
    defaults: { timezone: ZONE, channel: PLATFORM },
  })
}
