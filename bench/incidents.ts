/**
 * What becomes of notices in trouble: `npm run bench -- incidents`. The store, the dispatcher and its stages are real, time is a story's; the receiver is a
 * stub with conversations that answers as the scenario says, or the real Slack client against a strict local server. Figures stand beside the goals of
 * the fault list and what the peers do.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { NO_EVENTS, openApp } from '../src/app.ts'
import { type Clock, HOUR, type Instant, isoTime, MINUTE, SECOND } from '../src/core/calendar/time.ts'
import type { Incident } from '../src/core/incident/incident.ts'
import type { Delivery, Notice, Notifier, OutboxRow } from '../src/core/incident/notice.ts'
import { Secret } from '../src/core/secret.ts'
import { createDispatcher } from '../src/engine/delivery/dispatcher.ts'
import { slack } from '../src/notifiers/slack/index.ts'
import { openStore } from '../src/store/index.ts'
import { createStoryClock } from '../src/surface/demo/story-clock.ts'
import { createFakeClock } from '../tests/support/fake-clock.ts'
import type { Fault } from '../tests/support/faulty-server.ts'
import { startStrictSlack } from '../tests/support/strict-slack.ts'
import { contractOf } from '../tests/timeline/contract-text.ts'

const log = { error() {}, warn() {}, info() {}, debug() {} }
const START: Instant = Date.UTC(2026, 10, 18, 10)

interface Sent {
  readonly at: Instant
  readonly channel: string
  readonly incident: string
  readonly form: Notice['form']
  readonly digest: boolean
}

type Answer = (notice: Notice, at: Instant) => Delivery

async function opened(answer: Answer, real?: { readonly start: Instant; readonly notifier: (clock: Clock) => Notifier }) {
  const clock = createStoryClock(real?.start ?? START, async () => {
    for (let calm = 0; calm < 3; calm = dispatcher.busy ? 0 : calm + 1) await new Promise((next) => setImmediate(next))
  })
  const store = await openStore('sqlite::memory:', { clock, log, root: tmpdir(), mode: 'daemon' })
  const sent: Sent[] = []
  let messages = 0
  const notifier: Notifier = real?.notifier(clock) ?? {
    kind: 'slack',
    threads: true,
    addressed: true,
    async send(notice) {
      const delivery = answer(notice, clock.now())
      if (!delivery.ok) return delivery
      const { channel, incident, form, digest } = notice
      sent.push({ at: clock.now(), channel: channel.address, incident: incident.id, form, digest: digest !== undefined })
      return { ok: true, handle: `${channel.address}:${++messages}` }
    },
    async close() {},
  }
  const events = { probed() {}, probeBroke() {}, settled() {} }
  const dispatcher = createDispatcher({
    clock,
    store,
    notifiers: () => new Map([['slack', notifier]]),
    events,
    budgetOf: () => 0,
    random: () => 0.5,
  })
  dispatcher.start()
  const commit = async (incidents: readonly Incident[], rows: readonly OutboxRow[]) => {
    await store.commit({ at: clock.now(), measurements: [], states: [], incidents, transitions: [], outbox: rows })
    dispatcher.kick()
  }
  return {
    clock,
    store,
    sent,
    commit,
    pass: (length: number) => clock.moveTo(clock.now() + length),
    async end() {
      const stopped = dispatcher.stop()
      await clock.moveTo(clock.now() + MINUTE)
      await stopped
      await store.close()
    },
  }
}

function incidentOf(index: number, at: Instant, parts: Partial<Incident> = {}): Incident {
  return {
    id: `i${index}`,
    status: 'open',
    severity: 'medium',
    type: 'freshness',
    domain: 'shop',
    product: `shop.p${index}`,
    dataset: `shop.p${index}/t`,
    fields: [],
    segments: [],
    title: `shop.p${index}/t: data is late`,
    reason: 'late',
    since: at,
    openedAt: at,
    confirmedAt: [],
    affects: [],
    members: [],
    ...parts,
  }
}

function rowOf(incident: Incident, channel: string, at: Instant, form: Notice['form'], transition: Notice['transition']): OutboxRow {
  const id = `${incident.id}.${at}.${form}`
  return {
    id,
    incident: incident.id,
    receiver: 'slack',
    audience: '',
    channels: [{ tool: 'slack', address: channel, from: 'product' }],
    position: 0,
    notice: { id, form, incident, transition, at, reason: incident.reason, product: { id: incident.product, zone: 'UTC' }, links: [] },
    state: 'queued',
    attempts: 0,
    createdAt: at,
    notBefore: at,
  }
}

const LOST: Delivery = { ok: false, retry: true, reason: 'unreachable', detail: 'no route' }

/** Fault 2: what Slack accepted ends in a 500, a cut connection or a refusal, for a thousand incidents; the real client, and a history to look at. */
async function ambiguous() {
  const server = await startStrictSlack()
  const notifier = (clock: Clock) =>
    slack.create('slack', { token: new Secret('xoxb-bench'), apiUrl: server.apiUrl }, { clock, log, root: tmpdir() })
  const office = await opened(() => LOST, { start: Date.now(), notifier })
  const kinds: readonly Fault[] = [{ status: 500, accepted: true }, { reset: true, accepted: true }, { status: 503 }, { reset: true }]
  for (let index = 0; index < 1_000; index++) server.faults.push(kinds[index % kinds.length] as Fault, { slow: 0 })
  const at = office.clock.now()
  const incidents = Array.from({ length: 1_000 }, (_, index) => incidentOf(index, at, { severity: 'critical' }))
  for (let from = 0; from < incidents.length; from += 100) {
    const some = incidents.slice(from, from + 100)
    await office.commit(
      some,
      some.map((incident, index) => rowOf(incident, `#c${index}`, at, 'root', 'opened')),
    )
  }
  await office.pass(5 * MINUTE)
  const roots = server.accepted
    .filter(({ method, args }) => method === 'chat.postMessage' && args.thread_ts === undefined)
    .map(({ args }) => String(JSON.parse(args.metadata ?? '{}').event_payload?.incident_id))
  const times = [...Map.groupBy(roots, (id) => id).values()].map(({ length }) => length)
  const left = (await office.store.outbox({})).length
  const faults = 2_000 - server.faults.length
  await office.end()
  await server.close()
  return {
    incidents: incidents.length,
    callsThatFailed: Math.ceil(faults / 2),
    toldOnce: times.filter((count) => count === 1).length,
    toldTwice: times.filter((count) => count > 1).length,
    lost: incidents.length - times.length,
    leftInOutbox: left,
    goal: 'exactly one root message each',
    peers: 'a client that tries again tells what was accepted twice',
  }
}

/** Fault 6: 200 products break and mend at every look for an hour, each with a channel of its own; the whole daemon, and the real client. */
async function flapping() {
  const products = 200
  const root = mkdtempSync(join(tmpdir(), 'meshwatch-flapping-'))
  const server = await startStrictSlack()
  const names = Array.from({ length: products }, (_, index) => `p${index}`)
  const write = (name: string, at: Instant, good: boolean) =>
    writeFileSync(join(root, 'lake', `${name}.csv`), `id,updated_at,amount\n1,${isoTime(at)},10\n${good ? 2 : ''},${isoTime(at)},10\n`)
  try {
    mkdirSync(join(root, 'lake'))
    mkdirSync(join(root, 'monitors/shop'), { recursive: true })
    for (const name of names) {
      write(name, START, true)
      const text = contractOf(name, { idRequired: true, channel: `#${name}` })
      writeFileSync(join(root, `monitors/shop/${name}.odcs.yaml`), text)
    }
    const config = {
      store: 'sqlite::memory:',
      sources: { lake: { type: 'local', path: './lake' } },
      notifiers: { slack: { type: 'slack', token: 'xoxb-bench', apiUrl: server.apiUrl } },
      http: { port: 0 },
      defaults: { interval: '5m', profile: '5m', learn: false },
    }
    writeFileSync(join(root, 'meshwatch.yaml'), JSON.stringify(config))
    const clock = createFakeClock(START, () => app.engine.pulse.busy)
    const world = { clock, ticker: clock.ticker, log, env: {}, random: () => 0.5 }
    const app = await openApp(join(root, 'meshwatch.yaml'), { mode: 'daemon', world, events: NO_EVENTS })
    await app.engine.start()
    await clock.moveTo(START + 10 * MINUTE)
    const flaps = 12
    for (let look = 1; look <= flaps; look++) {
      for (const name of names) write(name, clock.now(), look % 2 === 0)
      await clock.moveTo(clock.now() + 5 * MINUTE)
    }
    const incidents = (await app.incidents()).length
    const posts = server.accepted.filter(({ method }) => method === 'chat.postMessage')
    const each = [...Map.groupBy(posts, ({ answer }) => answer.channel).values()].map(({ length }) => length)
    await app.close()
    return {
      products,
      flapsEach: flaps,
      incidents,
      mostMessagesOfOneProduct: Math.max(...each),
      messages: posts.length,
      edits: server.accepted.filter(({ method }) => method === 'chat.update').length,
      goal: 'at most 3 messages per product in the hour',
      peers: `one message per failed and per passed test: ${flaps}`,
    }
  } finally {
    await server.close()
    rmSync(root, { recursive: true, force: true })
  }
}

/** Fault 3: one channel has to wait half a minute again and again. */
async function limited() {
  const office = await opened(({ channel }) =>
    channel.address === '#c0' ? { ok: false, retry: true, reason: 'rate-limited', detail: 'wait', after: 30 * SECOND } : { ok: true },
  )
  for (let round = 0; round < 20; round++) {
    const at = office.clock.now()
    const incidents = Array.from({ length: 20 }, (_, index) => incidentOf(round * 20 + index, at))
    await office.commit(
      incidents,
      incidents.map((incident, index) => rowOf(incident, `#c${index}`, at, 'root', 'opened')),
    )
    await office.pass(2 * MINUTE)
  }
  const waits = office.sent
    .map(({ at, incident }) => at - (START + Math.floor(Number(incident.slice(1)) / 20) * 2 * MINUTE))
    .sort((a, b) => a - b)
  await office.end()
  return {
    delivered: waits.length,
    p99Seconds: (waits[Math.floor(waits.length * 0.99)] ?? 0) / SECOND,
    goal: 'p99 of the other 19 channels at most 3 s',
    peers: "Slack's SDK holds all channels for 30 s",
  }
}

/** Fault 4: nobody can be told for two hours; 500 incidents, half of them over meanwhile. */
async function outage() {
  let down = true
  const office = await opened(() => (down ? LOST : { ok: true }))
  const incidents = Array.from({ length: 500 }, (_, index) => incidentOf(index, START + index * 10 * SECOND))
  for (const [index, incident] of incidents.entries()) {
    if (office.clock.now() < incident.openedAt) await office.clock.moveTo(incident.openedAt)
    await office.commit([incident], [rowOf(incident, `#c${index % 10}`, incident.openedAt, 'root', 'opened')])
    const older = incidents[index - 60]
    if (older === undefined || (index - 60) % 2 === 0) continue
    const at = office.clock.now()
    const over: Incident = { ...older, status: 'resolved', resolvedAt: at }
    const channel = `#c${(index - 60) % 10}`
    await office.commit([over], [rowOf(over, channel, at, 'edit', 'resolved'), rowOf(over, channel, at, 'reply', 'resolved')])
  }
  await office.clock.moveTo(START + 2 * HOUR)
  down = false
  const back = office.clock.now()
  await office.pass(15 * MINUTE)
  const open = (await office.store.incidents({ status: ['open'] })).length
  const roots = office.sent.filter(({ form }) => form === 'root')
  const left = (await office.store.outbox({})).length
  const gaps = [...Map.groupBy(office.sent, ({ channel }) => channel).values()].flatMap((all) =>
    all.slice(1).map(({ at }, index) => at - (all[index]?.at ?? at)),
  )
  await office.end()
  return {
    incidents: 500,
    openAfterwards: open,
    messages: office.sent.length,
    rootMessages: roots.length,
    ofThemForSeveralIncidents: roots.filter(({ digest }) => digest).length,
    leastGapSeconds: Math.min(...gaps) / SECOND,
    toldAfterSeconds: (Math.max(...office.sent.map(({ at }) => at)) - back) / SECOND,
    leftInOutbox: left,
    goal: 'one message per incident that goes on, one for the rest; order kept; at most one message a second and channel',
  }
}

/** Fault 5: half of 10,000 products fail at once, in 50 channels. */
async function storm() {
  const office = await opened(() => ({ ok: true }))
  const delay = monitorEventLoopDelay({ resolution: 5 })
  const at = office.clock.now()
  const incidents = Array.from({ length: 5_000 }, (_, index) => incidentOf(index, at, { domain: `d${index % 50}` }))
  const begun = performance.now()
  delay.enable()
  for (let from = 0; from < incidents.length; from += 50) {
    const some = incidents.slice(from, from + 50)
    await office.commit(
      some,
      some.map((incident, index) => rowOf(incident, `#d${index % 50}`, at, 'root', 'opened')),
    )
  }
  await office.pass(3 * MINUTE)
  delay.disable()
  const seconds = (performance.now() - begun) / 1_000
  const roots = office.sent.filter(({ form }) => form === 'root')
  const byChannel = [...Map.groupBy(roots, ({ channel }) => channel).values()].map((all) => all.length)
  const left = (await office.store.outbox({})).length
  await office.end()
  return {
    incidents: 5_000,
    channels: 50,
    rootMessages: roots.length,
    mostInOneChannel: Math.max(...byChannel),
    messages: office.sent.length,
    lastRootAfterSeconds: (Math.max(...roots.map((one) => one.at)) - at) / SECOND,
    leftInOutbox: left,
    loopDelayMilliseconds: { p99: delay.percentile(99) / 1e6, max: delay.max / 1e6 },
    secondsOfWork: Number(seconds.toFixed(1)),
    goal: 'at most one message per channel and group, all within 60 s, loop delay below 100 ms',
  }
}

export async function run(): Promise<unknown> {
  return {
    ambiguous: await ambiguous(),
    flapping: await flapping(),
    limited: await limited(),
    outage: await outage(),
    storm: await storm(),
  }
}
