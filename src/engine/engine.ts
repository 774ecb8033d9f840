/**
 * The engine: what is due is visited, judged and committed; what is committed is told. The same engine serves the daemon,
 * which follows the clock, and a single check, which is asked.
 */

import type { CronTicker } from '../core/calendar/cron.ts'
import type { CalendarOf } from '../core/calendar/day-calendar.ts'
import { type Clock, type Deadline, type Instant, type Millis, SECOND } from '../core/calendar/time.ts'
import type { Check } from '../core/check.ts'
import { MeshError } from '../core/errors.ts'
import { type Actor, type Deed, perform } from '../core/incident/deed.ts'
import { GOING_ON, type Incident, type IncidentId, type Transition } from '../core/incident/incident.ts'
import type { Notice, Notifier } from '../core/incident/notice.ts'
import { retire } from '../core/incident/retire.ts'
import type { Channel, Dataset, Mesh } from '../core/mesh.ts'
import type { QuietTime, Window } from '../core/quiet/quiet-time.ts'
import { type EffectsPolicy, type Route, type Subscription, USUAL_EFFECTS } from '../core/routing/routes.ts'
import type { ProbeRecord, Store } from '../core/store.ts'
import type { Teaching, TeachingKey } from '../core/teaching.ts'
import { budgetOf } from './budget/budget.ts'
import { createAttendant } from './care/attendant.ts'
import { createDispatcher } from './delivery/dispatcher.ts'
import type { EngineEvents } from './events.ts'
import { type CheckKinds, troubledIn } from './judge.ts'
import { createPeerBoard } from './peers.ts'
import { kindOf, type ProbeResult } from './probe.ts'
import { createHush } from './quiet/hush.ts'
import { type Recollection, recollect } from './recollect.ts'
import { type Routing, routeTransitions } from './route.ts'
import { namedBy } from './routes/named.ts'
import { createRouteHealth } from './routes/route-health.ts'
import { pastsOf } from './routing/past.ts'
import { createScheduler } from './scheduler.ts'
import { createSequence, within } from './slots.ts'
import { type Lesson, teachingOf } from './teach.ts'
import { createVisits, type Source } from './visits.ts'

/** What a reload replaces, whole. */
export interface EngineParts {
  readonly mesh: Mesh
  readonly sources: ReadonlyMap<string, Source>
  readonly notifiers: ReadonlyMap<string, Notifier>
  readonly calendarOf: CalendarOf
  readonly windows: readonly Window[]
  /** Where the platform team is told. */
  readonly platform: readonly Channel[]
  readonly routes?: readonly Route[]
  readonly effects?: EffectsPolicy
  readonly subscriptions?: readonly Subscription[]
  links(incident: Incident): Notice['links']
}

export interface EngineGiven {
  readonly clock: Clock
  readonly ticker: CronTicker
  readonly store: Store
  readonly kinds: CheckKinds
  readonly events: EngineEvents
  random(): number
}

export interface CheckRequest {
  readonly datasets: readonly Dataset[]
  /** Judge as if it were this time. */
  readonly at?: Instant
  /** Whether receivers are told; a single check only records. */
  readonly tell: boolean
  readonly cancel?: AbortSignal
  /** Called after each dataset. */
  progress?(done: number, of: number): void
}

export interface Engine {
  start(): Promise<void>
  check(request: CheckRequest): Promise<readonly ProbeResult[]>
  /** Everything that is known of a learned check up to a moment, or by now; what is judged is played through again. A series can be asked for. */
  recollect(check: Check, at?: Instant, series?: string): Promise<Recollection>
  /** Keeps what a person says of a check, which is then judged anew as soon as it can be. Throws MeshError USAGE where it makes no sense. */
  teach(check: Check, lesson: Lesson): Promise<Teaching>
  /** Answers whether it had been taught. */
  unteach(key: TeachingKey): Promise<boolean>
  /** Does what a person says of an incident. Throws MeshError NOT_FOUND, or USAGE where it makes no sense. */
  act(incident: IncidentId, deed: Deed, by: Actor): Promise<Incident>
  swap(parts: EngineParts): Promise<void>
  /** Looks whether the channels that are named are there. What cannot be looked at is found out by the next message. */
  reviewRoutes(): Promise<void>
  /** Windows and silences, those of the configuration first; read again where somebody may have added one. */
  quietTimes(): Promise<readonly QuietTime[]>
  /** What routing goes by now. */
  routing(): Routing
  /** Something may be due in the outbox. */
  kick(): void
  /** Sends all notices that are due. */
  drain(): Promise<number>
  stop(): Promise<void>
  /** When the scheduler and the dispatcher last moved, whether one of them is at work, and how many visits wait for a slot. */
  readonly pulse: { readonly scheduler: Instant; readonly dispatcher: Instant; readonly busy: boolean; readonly waiting: number }
}

const REVIEW_TIMEOUT: Millis = 20 * SECOND

export function createEngine(given: EngineGiven, first: EngineParts): Engine {
  let parts = first
  let started = false
  let reviewing = 0
  const { clock, store, kinds } = given
  const inTurn = createSequence()
  const events: EngineEvents = {
    ...given.events,
    probed(facts) {
      given.events.probed(facts)
      if (facts.record.outbox.length > 0 && started) dispatcher.kick()
    },
    settled(facts) {
      given.events.settled(facts)
      routes.settled(facts)
    },
  }
  const routing = (): Routing => ({
    mesh: parts.mesh,
    receivers: [...parts.notifiers].map(([name, { kind, threads, addressed }]) => ({ name, kind, threads, addressed })),
    platform: parts.platform,
    table: parts.routes ?? [],
    effects: parts.effects ?? USUAL_EFFECTS,
    subscriptions: parts.subscriptions ?? [],
    links: parts.links,
    learned: ({ dataset, members }) => {
      const failing = new Set(members.filter(({ cleared }) => !cleared).map(({ check }) => check))
      const checks = parts.mesh.datasets.get(dataset)?.checks ?? []
      return checks.some((check) => failing.has(check.id) && check.promise === undefined && kindOf(kinds, check).learns)
    },
  })
  const route = async (record: Omit<ProbeRecord, 'outbox'>) =>
    routeTransitions(record.transitions, record.incidents, routing(), await pastsOf(record, store))
  const hush = createHush({ clock, store, configured: () => parts.windows })
  const calendarOf: CalendarOf = (of) => hush.calendar(parts.calendarOf)(of)
  const visits = createVisits({
    clock,
    store,
    kinds,
    inTurn,
    events,
    sources: () => parts.sources,
    mesh: () => parts.mesh,
    calendarOf,
    hush,
    peers: createPeerBoard(store, kinds),
    route,
  })
  const dispatcher = createDispatcher({
    clock,
    store,
    notifiers: () => parts.notifiers,
    events,
    budgetOf: (domain) => budgetOf(domain, parts.mesh),
    random: given.random,
  })
  /** What was decided without a look at data, with the notices about it. */
  const commitSteps = async (incident: Incident, transitions: readonly Transition[]) => {
    const record = hush.over({ at: clock.now(), measurements: [], states: [], incidents: [incident], transitions })
    await store.commit({ ...record, outbox: await route(record) })
    if (started) dispatcher.kick()
  }
  const attendant = createAttendant({
    clock,
    store,
    inTurn,
    mesh: () => parts.mesh,
    hush,
    commit: commitSteps,
    digested: () => dispatcher.kick(),
  })
  const routes = createRouteHealth({
    clock,
    store,
    inTurn,
    commit: ({ incident, transition }) => commitSteps(incident, [transition]),
  })
  const named = (receiver: string) => namedBy(receiver, parts)
  const isNamed = (receiver: string, address: string) => named(receiver).has(address)
  const stopping = new AbortController()
  const scheduler = createScheduler(clock, given.ticker, async (due) => {
    const results = await visits.run(due, { cancel: stopping.signal })
    return new Set(results.flatMap(({ troubled }) => [...troubled]))
  })

  /** Ends the incidents of what `next` does not watch; the registry in force still knows whom to tell. */
  const letGo = async (next: Mesh) => {
    const watched = new Set([...next.datasets.values()].flatMap((dataset) => dataset.checks.map((check) => check.id)))
    const at = clock.now()
    const open = await store.incidents({ status: GOING_ON })
    const { incidents, transitions } = retire(open, (check) => watched.has(check), at)
    for (const incident of incidents) {
      await commitSteps(
        incident,
        transitions.filter((transition) => transition.incident === incident.id),
      )
    }
  }

  /** Whoever has not heard of an open incident hears of it: a receiver that is new, or was not there when the incident was found. */
  const tellUntold = async () => {
    const at = clock.now()
    for (const incident of await store.incidents({ status: GOING_ON })) {
      if (incident.hushedBy !== undefined) continue
      const told = (await store.conversations(incident.id)).map(({ receiver, audience }) => `${receiver} ${audience}`)
      const opened = { incident: incident.id, kind: 'opened', at, reason: incident.reason } as const
      const record = { at, measurements: [], states: [], incidents: [incident], transitions: [opened] }
      const outbox = (await route(record)).filter(({ receiver, audience }) => !told.includes(`${receiver} ${audience}`))
      if (outbox.length > 0) await store.commit({ ...record, transitions: [], outbox })
    }
  }

  return {
    async start() {
      const probed = await store.probed()
      await hush.refresh()
      await letGo(parts.mesh)
      await tellUntold()
      await routes.keep(isNamed)
      started = true
      scheduler.watch(parts.mesh, probed, troubledIn(await store.incidents({ status: ['open', 'acknowledged'] })))
      dispatcher.start()
      attendant.start()
    },
    async check({ datasets, at, tell, cancel, progress }) {
      await hush.refresh()
      const moment = at === undefined ? { at: clock.now(), pinned: false } : { at, pinned: true }
      let done = 0
      const groups = [...Map.groupBy(datasets, (dataset) => dataset.ref.source).values()]
      const results = await Promise.all(
        groups.map((group) => {
          const due = group.map((dataset) => ({ dataset, checks: dataset.checks, due: moment.at }))
          return visits.run(due, { moment, quiet: !tell, ...(cancel ? { cancel } : {}), done: () => progress?.(++done, datasets.length) })
        }),
      )
      return results.flat()
    },
    recollect: (check, at, series) => recollect(check, at, { store, kinds, clock, calendarOf }, series),
    async teach(check, lesson) {
      const now = clock.now()
      const teaching = teachingOf(await recollect(check, lesson.at, { store, kinds, clock, calendarOf }), lesson, now)
      await store.teach(teaching)
      scheduler.hurry(check.dataset)
      return teaching
    },
    async unteach(key) {
      const had = await store.unteach(key)
      const dataset = parts.mesh.datasets.values().find(({ checks }) => checks.some(({ id }) => id === key.check))
      if (had && dataset) scheduler.hurry(dataset.id)
      return had
    },
    act: (id, deed, by) =>
      inTurn(async () => {
        const [incident] = await store.incidents({ id })
        if (!incident) throw new MeshError('NOT_FOUND', `There is no incident ${id}.`, 'meshwatch incidents lists them.')
        const done = perform(incident, deed, by, clock.now())
        await commitSteps(done.incident, [done.transition])
        return done.incident
      }),
    async swap(next) {
      const probed = await store.probed()
      await inTurn(async () => {
        if (started) await letGo(next.mesh)
        parts = next
        if (started) await routes.keep(isNamed)
      })
      if (!started) return
      scheduler.watch(next.mesh, probed)
      dispatcher.kick()
    },
    async reviewRoutes() {
      reviewing++
      const looks = [...parts.notifiers].map(async ([receiver, notifier]) => {
        const by = named(receiver)
        const look = async (until: Deadline) => notifier.review?.([...by.keys()], until)
        const findings = await within(clock, REVIEW_TIMEOUT, undefined, look).catch(() => undefined)
        for (const [address, finding] of findings ?? []) {
          const owner = by.get(address)
          if (owner) routes.reviewed({ receiver, address }, finding, owner)
        }
      })
      await Promise.all(looks)
      reviewing--
    },
    async quietTimes() {
      await hush.refresh()
      return hush.all()
    },
    routing,
    kick() {
      if (started) dispatcher.kick()
    },
    drain: () => dispatcher.drain(),
    async stop() {
      stopping.abort(new Error('the daemon is stopping'))
      await scheduler.stop()
      await attendant.stop()
      await dispatcher.stop()
    },
    get pulse() {
      return {
        scheduler: scheduler.beat,
        dispatcher: dispatcher.beat,
        busy: scheduler.busy || dispatcher.busy || attendant.busy || routes.busy || reviewing > 0,
        waiting: visits.waiting,
      }
    },
  }
}
