/**
 * The demo: Packly's mesh on this machine, the real daemon, and a stand-in for Slack. A minute of the story lasts a second. Everything it
 * writes lies in a folder of its own, which is gone when it ends.
 */
import { copyFile, cp, mkdtemp, rm } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { World } from './app.ts'
import { type Closers, createClosers } from './closers.ts'
import { DAY, HOUR, type Instant, MINUTE, type Millis } from './core/calendar/time.ts'
import { startOfDay, weekday } from './core/calendar/wall-time.ts'
import { type Daemon, startDaemon } from './daemon.ts'
import type { IncidentAnswer } from './surface/answers.ts'
import { openMill, ZONE } from './surface/demo/mill.ts'
import { createPlay, layHistory, type Play } from './surface/demo/play.ts'
import { createStage } from './surface/demo/stage.ts'
import { createStoryClock } from './surface/demo/story-clock.ts'
import { STORYLINE } from './surface/demo/storyline.ts'
import { beatLine, createNews, farewell, welcome } from './surface/demo/words.ts'
import { type SlackStandIn, startSlackStandIn } from './surface/slack-stand-in/index.ts'

export interface DemoAnswer {
  /** All incidents that opened, and those of them that were over in the end. */
  readonly opened: readonly IncidentAnswer[]
  readonly resolved: readonly IncidentAnswer[]
  /** Messages and replies in the channels; edits are not counted. */
  readonly messages: number
}

export interface DemoGiven {
  readonly world: World
  readonly cancel: AbortSignal
  /** How long it runs once all is set up; until cancelled when left out. */
  readonly length?: Millis
  /** Nothing but the answer is wanted. */
  readonly quiet: boolean
  out(text: string): void
}

export interface Demo {
  readonly start: Instant
  readonly play: Play
  readonly slack: SlackStandIn
  readonly daemon: Daemon
  answer(): Promise<DemoAnswer>
  close(): Promise<void>
}

const SPEED = 60
const FRAME: Millis = 100
/** So much of the story is told at once where it is late. */
const LONGEST_STEP: Millis = MINUTE
const HISTORY_DAYS = 90
const SALE_DAYS_AGO = 9
const SEED = 20
/** Minutes after midnight in Berlin at which the live part begins. */
const CURTAIN: Millis = 7 * HOUR + 20 * MINUTE
const SLACK_PORT = 9470
const HTTP_PORT = 9464
/** As in its meshwatch.yaml. */
const SIGNING_SECRET = 'demo'
const CHANNELS = ['storefront-data', 'fulfillment-data', 'wholesale-data', 'growth-data', 'finance-data', 'data-platform']

/** Runs the demo from beginning to end. */
export async function runDemo(given: DemoGiven): Promise<DemoAnswer> {
  const say = given.quiet ? () => undefined : given.out
  say('Packly opens: ninety days of data are made …')
  const demo = await openDemo(given.world, say)
  try {
    say(welcome({ slack: demo.slack.url, daemon: demo.daemon.url }))
    await perform(demo, given, say)
    const answer = await demo.answer()
    say(farewell(answer))
    return answer
  } finally {
    await demo.close()
  }
}

/** Follows the real clock. When the machine is slow, the story is late and nothing else happens. */
async function perform({ start, play, daemon }: Demo, given: DemoGiven, say: (text: string) => void): Promise<void> {
  const { world, cancel, length = Number.POSITIVE_INFINITY } = given
  const news = createNews()
  const curtain = world.clock.now()
  const end = start + length * SPEED
  for (let reached = start; reached < end && !cancel.aborted; ) {
    const due = Math.min(start + (world.clock.now() - curtain) * SPEED, end)
    reached = Math.min(due, reached + LONGEST_STEP)
    await play.until(reached)
    for (const line of news(await daemon.app.incidents())) say(line)
    if (reached === due) await pause(world, FRAME)
  }
}

/** Everything set up and nothing moved yet: the story stands at its start. */
export async function openDemo(world: World, say: (text: string) => void): Promise<Demo> {
  const closers = createClosers()
  try {
    return await build(closers, world, say)
  } catch (error) {
    await closers.run().catch(() => undefined)
    throw error
  }
}

async function build(closers: Closers, world: World, say: (text: string) => void): Promise<Demo> {
  const folder = await mkdtemp(join(tmpdir(), 'meshwatch-demo-'))
  closers.add(() => rm(folder, { recursive: true, force: true }))
  const start = lastWorkday(world.clock.now()) + CURTAIN
  const mill = await openMill({ folder, seed: SEED, from: start - HISTORY_DAYS * DAY, saleDay: start - SALE_DAYS_AGO * DAY })
  closers.add(() => mill.close())
  const registry = join(folder, 'monitors')
  await cp(placeOf('../monitors'), registry, { recursive: true })
  let daemon: Daemon | undefined
  const reload = async () => void (await daemon?.reloader.reload())
  const stage = createStage({ mill, registry, start, reload })
  await layHistory(mill, stage, STORYLINE, start)

  const clock = createStoryClock(start, () => calm(world, () => daemon?.app.engine.pulse.busy ?? false))
  const slack = await startSlackStandIn({ port: await freePort(SLACK_PORT), clock, channels: CHANNELS, zone: ZONE })
  closers.add(() => slack.close())
  const config = join(folder, 'meshwatch.yaml')
  await copyFile(placeOf('surface/demo/meshwatch.yaml'), config)
  const env = { SLACK_API_URL: slack.apiUrl, HTTP_PORT: String(await freePort(HTTP_PORT)) }
  const running = await startDaemon(config, { world: { ...world, clock, ticker: clock.ticker, env } })
  daemon = running
  slack.connect({ signingSecret: SIGNING_SECRET, receive: (post) => running.app.receive(post) })
  closers.add(() => running.stop())

  return {
    start,
    play: createPlay({ clock, mill, stage, beats: STORYLINE, start, happened: (at, says) => say(beatLine(at, says)) }),
    slack,
    daemon,
    async answer() {
      const opened = await running.app.incidents()
      const { roots, replies } = slack.messages()
      return { opened, resolved: opened.filter(({ status }) => status === 'resolved'), messages: roots + replies }
    },
    close: () => closers.run(),
  }
}

/** Waits until what was set off is over: a few turns of the event loop in which the engine has nothing to do. */
async function calm(world: World, isBusy: () => boolean): Promise<void> {
  for (let quiet = 0; quiet < 3; quiet = isBusy() ? 0 : quiet + 1) await pause(world, 0)
}

function pause({ clock }: World, length: Millis): Promise<void> {
  return new Promise((wake) => void clock.after(length, wake))
}

/** Midnight of the last Monday to Friday that is over in Berlin. */
function lastWorkday(now: Instant): Instant {
  const back = [1, 2, 3].find((days) => weekday(startOfDay(now, ZONE, -days) + HOUR, ZONE) <= 5) ?? 1
  return startOfDay(now, ZONE, -back)
}

/** The port that the guide names, or any other when somebody has it already. */
function freePort(wanted: number): Promise<number> {
  return new Promise((found, fail) => {
    const server = createServer()
    server.once('error', (error) => (wanted === 0 ? fail(error) : found(freePort(0))))
    server.listen(wanted, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => found(port))
    })
  })
}

/** Relative to this file, which lies at the top of the sources and of what is built from them alike. */
function placeOf(path: string): string {
  return fileURLToPath(new URL(path, import.meta.url))
}
