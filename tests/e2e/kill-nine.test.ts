/** The daemon ends while it delivers notices, by `kill -9` and by SIGTERM, again and again: the real process, a store on disk, a strict Slack. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { NO_EVENTS, openApp, realWorld } from '../../src/app.ts'
import type { OutboxRow } from '../../src/core/incident/notice.ts'
import { incident, outboxRow, record, transition } from '../contract/store/samples.ts'
import { type AcceptedCall, type StrictSlack, startStrictSlack } from '../support/strict-slack.ts'
import { contractOf } from '../timeline/contract-text.ts'

/** CI has twenty minutes: `MESHWATCH_KILLS=200` makes it the 200 kills and fifty restarts of `docs/reference/measured.md`, in six minutes or more. */
const KILLS = Number(process.env.MESHWATCH_KILLS ?? 50)
const RESTARTS = Math.ceil(KILLS / 4)
const TIMEOUT = 120_000 + 6_000 * KILLS
const CHANNELS = 6
const NOTICES_EACH = 6
/** The longest that a life lasts after its first message, in milliseconds. */
const LONGEST_LIFE = 150
/** Slack answers so much later than it accepts, in milliseconds, that many kills fall in between. */
const ANSWER_TIME = 40
/** What is five minutes old and was tried before is told as things stand, all at once: nothing is as old as that here, however slow the machine. */
const LATER = 30 * 60_000
const SEED = Number(process.env.MESHWATCH_SEED ?? 20_261_121)

test('kills lose no notice, keep the order of each incident, tell nothing twice, and repeat at most the edits in flight', {
  timeout: TIMEOUT,
}, async () => {
  const { expected, accepted, births, looks, adopted } = await manyLives(KILLS, 'SIGKILL')
  const told = accepted.map(noticeOf)
  const repeated = accepted.filter((call, index) => told.indexOf(noticeOf(call)) < index)
  const twice = repeated.filter(({ method }) => method === 'chat.postMessage').map(noticeOf)
  const lost = expected.filter((id) => !told.includes(id))
  console.log(
    `kill -9: seed ${SEED}, ${KILLS} kills, ${CHANNELS} channels, ${expected.length} notices, ${lost.length} lost,`,
    `${twice.length} told twice, ${repeated.length - twice.length} edits repeated; ${looks} looks found ${adopted} told already`,
  )
  expect(lost).toEqual([])
  expect(twice).toEqual([])
  expect(adopted).toBeGreaterThan(0)
  expectOrder(expected, accepted)
  const worst = births.map((begin, life) => mostRepeatedInOneChannel(accepted.slice(begin, births[life + 1]), told.slice(0, begin)))
  expect(Math.max(...worst)).toBeLessThanOrEqual(1)
})

test('restarts by SIGTERM lose nothing and repeat nothing, and each ends within ten seconds', { timeout: TIMEOUT }, async () => {
  const { expected, accepted, slowestEnd, exits } = await manyLives(RESTARTS, 'SIGTERM')
  const told = accepted.map(noticeOf)
  console.log(`SIGTERM: seed ${SEED}, ${RESTARTS} restarts, ${expected.length} notices, slowest end ${slowestEnd} ms`)
  expect(told.toSorted()).toEqual([...expected].toSorted())
  expectOrder(expected, accepted)
  expect(new Set(exits)).toEqual(new Set([0]))
  expect(slowestEnd).toBeLessThan(10_000)
})

/** The daemon begins, delivers a little, and ends by the signal; the last one delivers what is left. */
async function manyLives(lives: number, signal: 'SIGKILL' | 'SIGTERM') {
  const root = mkdtempSync(join(tmpdir(), 'meshwatch-kill-'))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  const slack = await startStrictSlack()
  onTestFinished(() => slack.close())
  // A life tells one notice to each channel before it has to pause, so that this is more than all lives together can tell.
  const expected = await fillOutbox(root, slack, Math.ceil((lives * CHANNELS) / NOTICES_EACH) + 2)
  const random = createRandom(SEED)

  slack.faults.push(...Array.from({ length: 10_000 }, () => ({ slow: ANSWER_TIME })))
  const births: number[] = []
  const exits: (number | null)[] = []
  let slowestEnd = 0
  for (let life = 0; life < lives; life++) {
    births.push(writes(slack).length)
    const daemon = startDaemon(root)
    await firstCall(slack, daemon)
    await sleep(random() * LONGEST_LIFE)
    const before = performance.now()
    exits.push(await end(daemon, signal))
    slowestEnd = Math.max(slowestEnd, Math.round(performance.now() - before))
  }
  births.push(writes(slack).length)
  slack.faults.splice(0)
  const survivor = startDaemon(root)
  const rest = performance.now()
  for (let tries = 0; new Set(writes(slack).map(noticeOf)).size < expected.length && tries < 1_500; tries++) await sleep(100)
  console.log(`the last life told what was left of ${expected.length - (births.at(-1) ?? 0)} in ${Math.round(performance.now() - rest)} ms`)
  await sleep(1_500)
  await end(survivor, 'SIGKILL')
  const looks = slack.accepted.filter(({ method }) => /history|replies/.test(method)).length
  const adopted = slack.accepted.filter(({ method }) => method === 'auth.test').length
  return { expected, accepted: writes(slack), births, exits, slowestEnd, looks, adopted }
}

function expectOrder(expected: readonly string[], accepted: readonly AcceptedCall[]): void {
  const place = new Map(expected.map((id, index) => [id, index]))
  for (const [, told] of Map.groupBy(accepted.map(noticeOf), incidentOf)) {
    const order = told.map((notice) => place.get(notice) ?? -1)
    expect(order).toEqual(order.toSorted((a, b) => a - b))
  }
  expect(misplaced(accepted)).toEqual([])
}

/** A channel has one message in flight at a time, so that this is all that a life may repeat of the ones before it. */
function mostRepeatedInOneChannel(life: readonly AcceptedCall[], before: readonly string[]): number {
  const again = life.filter((call) => before.includes(noticeOf(call)))
  return Math.max(0, ...[...Map.groupBy(again, ({ answer }) => answer.channel).values()].map(({ length }) => length))
}

/** Incidents that are open, with all their notices still to be sent; answers the ids of the notices. */
async function fillOutbox(root: string, slack: StrictSlack, incidents: number): Promise<readonly string[]> {
  mkdirSync(join(root, 'monitors/shop'), { recursive: true })
  mkdirSync(join(root, 'lake'))
  writeFileSync(join(root, 'lake/orders.csv'), 'id,updated_at,amount\n1,2026-11-18T10:00:00Z,10\n')
  writeFileSync(join(root, 'monitors/shop/orders.odcs.yaml'), contractOf('orders', { words: { interval: '30d' } }))
  const config = {
    store: 'sqlite:./state.db',
    sources: { lake: { type: 'local', path: './lake' } },
    notifiers: { slack: { type: 'slack', token: 'xoxb-test', apiUrl: slack.apiUrl } },
    http: { port: 0 },
    defaults: { learn: false },
  }
  writeFileSync(join(root, 'meshwatch.yaml'), JSON.stringify(config))
  await compileOnce(root)
  const log = { error() {}, warn() {}, info() {}, debug() {} }
  const app = await openApp(join(root, 'meshwatch.yaml'), { mode: 'reader', world: realWorld(log), events: NO_EVENTS })
  const now = app.world.clock.now()
  const [dataset] = app.mesh.datasets.values()
  const [check] = dataset?.checks ?? []
  if (!dataset || !check) throw new Error('the contract makes no check')
  const ids: string[] = []
  for (let index = 0; index < incidents; index++) {
    const verdict = { state: 'fail', code: 'late', reason: 'nothing new' } as const
    const members = [{ check: check.id, kind: check.kind, verdict, cleared: false }]
    // Critical ones have a message each, however many there are.
    const open = incident(`inc${index}`, {
      severity: 'critical',
      product: dataset.product,
      dataset: dataset.id,
      openedAt: now,
      since: now,
      members,
    })
    const rows = Array.from({ length: NOTICES_EACH }, (_, step): OutboxRow => {
      const id = `${open.id}.${step}`
      const form = step === 0 ? 'root' : step % 2 === 1 ? 'edit' : 'reply'
      const row = outboxRow(id, open.id, { createdAt: now + LATER, notBefore: now })
      const notice = { ...row.notice, id, form, incident: open, transition: step === 0 ? 'opened' : 'changed', at: now } as const
      return { ...row, channels: [{ tool: 'slack', address: `#team-${index % CHANNELS}`, from: 'product' }], notice }
    })
    await app.store.commit(
      record({ dataset: dataset.id, at: now, incidents: [open], transitions: [transition(open.id, { at: now })], outbox: rows }),
    )
    ids.push(...rows.map(({ id }) => id))
  }
  await app.close()
  return ids
}

function startDaemon(root: string): ChildProcess {
  const main = join(import.meta.dirname, '../../src/main.ts')
  const daemon = spawn(process.execPath, [main, 'run', '--config', join(root, 'meshwatch.yaml')], {
    stdio: 'ignore',
    env: { ...process.env, MESHWATCH_LOG: 'error', NODE_COMPILE_CACHE: join(root, 'compiled') },
  })
  onTestFinished(() => void daemon.kill('SIGKILL'))
  return daemon
}

/** A killed process leaves no compiled code behind for the next; one that ends by itself does, before there is anything to deliver. */
async function compileOnce(root: string): Promise<void> {
  const daemon = startDaemon(root)
  await sleep(3_000)
  daemon.kill('SIGTERM')
  await once(daemon, 'exit')
}

async function firstCall(slack: StrictSlack, daemon: ChildProcess): Promise<void> {
  const writes = () => slack.calls.filter(({ path }) => path.startsWith('/api/chat.')).length
  const before = writes()
  for (let tries = 0; tries < 10_000; tries++) {
    if (writes() > before) return
    if (daemon.exitCode !== null) throw new Error(`the daemon ended by itself with ${daemon.exitCode}`)
    await sleep(2)
  }
  throw new Error('the daemon had nothing to deliver')
}

async function end(daemon: ChildProcess, signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null> {
  const ended = once(daemon, 'exit')
  daemon.kill(signal)
  const [code] = await ended
  return code
}

function noticeOf({ args }: AcceptedCall): string {
  return JSON.parse(args.metadata ?? '{}').event_payload.notice_id
}

function incidentOf(notice: string): string {
  return notice.slice(0, notice.indexOf('.'))
}

function writes({ accepted }: StrictSlack): readonly AcceptedCall[] {
  return accepted.filter(({ method }) => method.startsWith('chat.'))
}

/** Edits and replies that did not go to a root of their own incident. */
function misplaced(accepted: readonly AcceptedCall[]): readonly string[] {
  const isRoot = ({ method, args }: AcceptedCall) => method === 'chat.postMessage' && args.thread_ts === undefined
  const roots = new Map(accepted.filter(isRoot).map((call) => [`${call.answer.channel} ${call.answer.ts}`, incidentOf(noticeOf(call))]))
  return accepted
    .filter((call) => !isRoot(call))
    .filter((call) => roots.get(`${call.answer.channel} ${call.args.thread_ts ?? call.args.ts}`) !== incidentOf(noticeOf(call)))
    .map(noticeOf)
}

/** Numbers from 0 to 1 that a seed repeats (mulberry32). */
function createRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
