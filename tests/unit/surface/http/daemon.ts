/** A daemon as its faces see it, without an engine: a small mesh, a real store in memory, and a clock that is moved by hand. */
import { onTestFinished } from 'vitest'
import { CHECK_KINDS } from '../../../../src/checks/registry.ts'
import type { Config, HttpConfig } from '../../../../src/config/config.ts'
import { HOUR, type Instant } from '../../../../src/core/calendar/time.ts'
import type { Check } from '../../../../src/core/check.ts'
import { perform } from '../../../../src/core/incident/deed.ts'
import type { CheckState } from '../../../../src/core/incident/incident.ts'
import type { Dataset, Mesh, Product } from '../../../../src/core/mesh.ts'
import type { FreshnessParams, VolumeParams } from '../../../../src/core/questions.ts'
import { DEFAULT_SETTINGS } from '../../../../src/core/settings.ts'
import type { ProbeRecord, Store } from '../../../../src/core/store.ts'
import type { Judged, Verdict } from '../../../../src/core/verdict.ts'
import { recollect } from '../../../../src/engine/recollect.ts'
import { teachingOf } from '../../../../src/engine/teach.ts'
import { openStore } from '../../../../src/store/index.ts'
import { incidentAnswer, pendingAnswers } from '../../../../src/surface/answers.ts'
import { createBudgetFace } from '../../../../src/surface/budget.ts'
import type { DaemonView, ReloadView } from '../../../../src/surface/daemon-view.ts'
import { createDeeds } from '../../../../src/surface/deeds.ts'
import { createFeedback } from '../../../../src/surface/feedback.ts'
import { createOutboxFace } from '../../../../src/surface/outbox.ts'
import { createQuietFace } from '../../../../src/surface/quiet/quiet-face.ts'
import { createRouteTest } from '../../../../src/surface/routing/route-test.ts'
import { createRouting } from '../../../../src/surface/routing/routing.ts'

export const NOON = Date.UTC(2026, 10, 21, 12)

export type Mutable<T> = { -readonly [K in keyof T]: T[K] }

export interface FakeDaemon {
  readonly view: Mutable<DaemonView>
  readonly store: Store
  readonly logged: unknown[]
  /** What the engine would commit for these verdicts. */
  judge(verdicts: Readonly<Record<string, Verdict>>, parts?: Partial<ProbeRecord>): Promise<ProbeRecord>
  setTime(to: Instant): void
  setReloads(to: Partial<ReloadView>): void
}

const given = { log: { error() {}, warn() {}, info() {}, debug() {} }, clock: { now: () => NOON, after: () => () => {} }, root: '.' }

export async function fakeDaemon(http: Partial<HttpConfig> = {}, mesh: Mesh = meshOf([product('shop.orders')])): Promise<FakeDaemon> {
  const store = await openStore('sqlite::memory:', { ...given, mode: 'daemon' })
  onTestFinished(() => store.close())
  const logged: unknown[] = []
  const log = (message: string, fields: unknown) => void logged.push([message, fields])
  let now: Instant = NOON
  let reloads: ReloadView = { ok: true, at: NOON, appliedAt: NOON, generation: 1, diagnostics: [] }
  let added = 0
  const view: Mutable<DaemonView> = {
    version: '1.2.3',
    clock: {
      now: () => now,
      after(delay, wake) {
        const timer = setTimeout(wake, delay)
        return () => clearTimeout(timer)
      },
    },
    log: { error: log, warn: log, info: log, debug: log },
    lastHeartbeat: undefined,
    startedAt: NOON,
    mesh,
    diagnostics: [],
    config: configOf(http),
    store,
    pulse: () => ({ scheduler: NOON, dispatcher: NOON, waiting: 3 }),
    reloads: () => reloads,
    check: () => Promise.reject(new Error('the faces of the daemon only read')),
    plan: () => Promise.reject(new Error('the faces of the daemon only read')),
    backtest: () => Promise.reject(new Error('nothing to play')),
    ...createDeeds({
      store,
      clock: { now: () => now, after: () => () => undefined },
      engine: {
        async act(id, deed, by) {
          const [found] = await store.incidents({ id })
          if (!found) throw new Error(`there is no incident ${id}`)
          const done = perform(found, deed, by, now)
          await store.commit({
            at: now,
            measurements: [],
            states: [],
            incidents: [done.incident],
            transitions: [done.transition],
            outbox: [],
          })
          return done.incident
        },
      },
    }),
    ...createQuietFace({
      store,
      engine: { quietTimes: () => store.quietTimes() },
      clock: { now: () => now, after: () => () => undefined },
      mesh: () => mesh,
      zone: () => 'UTC',
      id: () => `q${++added}`,
    }),
    ...createBudgetFace({ store, clock: { now: () => now, after: () => () => undefined }, mesh: () => mesh }),
    ...createOutboxFace({ store, clock: { now: () => now, after: () => () => undefined }, kick() {} }),
    ...createRouteTest({
      clock: { now: () => now, after: () => () => undefined },
      mesh: () => mesh,
      engine: {
        quietTimes: () => store.quietTimes(),
        routing: () => ({
          mesh,
          receivers: [{ name: 'slack', kind: 'slack', threads: true, addressed: true }],
          platform: [],
          links: () => [],
        }),
      },
    }),
    ...createRouting({
      clock: { now: () => now, after: () => () => undefined },
      mesh: () => mesh,
      config: () => view.config,
      store,
      changed: async () => undefined,
    }),
    ...createFeedback({
      mesh: () => view.mesh,
      store,
      engine: {
        recollect: (of, at) => recollect(of, at, { store, kinds: CHECK_KINDS, clock: view.clock, calendarOf: () => undefined }),
        async teach(of, lesson) {
          const teaching = teachingOf(
            await recollect(of, lesson.at, { store, kinds: CHECK_KINDS, clock: view.clock, calendarOf: () => undefined }),
            lesson,
            now,
          )
          await store.teach(teaching)
          return teaching
        },
        unteach: (key) => store.unteach(key),
      },
    }),
    receive: () => Promise.resolve(undefined),
    close: () => Promise.resolve(),
    async incidents({ status } = {}) {
      const wanted = status === undefined ? undefined : [status].flat()
      const stored = await store.incidents(wanted ? { status: wanted } : {})
      const pending = wanted === undefined || wanted.includes('pending') ? pendingAnswers(view.mesh, await store.states(), stored) : []
      return [...stored.map(incidentAnswer), ...pending]
    },
  }
  return {
    view,
    store,
    logged,
    async judge(verdicts, parts = {}) {
      const states = Object.entries(verdicts).map(([check, verdict]): CheckState => ({ check, verdict, at: now, since: now, streak: 1 }))
      const dataset = states[0]?.check.split('/').slice(0, 2).join('/') ?? 'shop.orders/orders'
      const record = { dataset, at: now, measurements: [], states, incidents: [], transitions: [], outbox: [], ...parts }
      await store.commit(record)
      return record
    },
    setTime(to) {
      now = to
    },
    setReloads(to) {
      reloads = { ...reloads, ...to }
    },
  }
}

function configOf(http: Partial<HttpConfig>): Config {
  return {
    root: '.',
    registry: './monitors',
    store: { kind: 'sqlite', path: ':memory:', retention: HOUR },
    sources: new Map([['warehouse', { name: 'warehouse', type: 'duckdb', config: {}, concurrency: 2, timeout: HOUR }]]),
    domains: new Map(),
    notifiers: new Map(),
    http: { host: '127.0.0.1', port: 0, ...http },
    people: { admins: [], members: new Map() },
    calendar: { announced: [], holidays: new Map() },
    windows: [],
    routes: [],
    effects: { from: 'medium' },
    subscriptions: [],
    defaults: { settings: DEFAULT_SETTINGS },
  }
}

export function meshOf(products: readonly Product[]): Mesh {
  return {
    domains: new Map(products.map(({ domain }) => [domain, { id: domain, zone: 'UTC' }])),
    products: new Map(products.map((one) => [one.id, one])),
    datasets: new Map(products.flatMap(({ datasets }) => datasets.map((one) => [one.id, one]))),
    dependents: new Map([['shop.orders', ['finance.revenue']]]),
  }
}

/** With one dataset that is named like the product, and a freshness, a volume and a schema check. */
export function product(id: string, parts: Partial<Product> = {}): Product {
  const [domain = '', name = ''] = id.split('.')
  return {
    id,
    domain,
    name,
    contract: `${id}-contract`,
    version: '1.0.0',
    status: 'active',
    tier: 'gold',
    owner: 'Ada Owner',
    file: `${domain}/${name}.odcs.yaml`,
    channels: [],
    dependsOn: [],
    datasets: [dataset(id, name)],
    gaps: [
      {
        severity: 'gap',
        code: 'not-measured',
        message: 'nothing measures this',
        file: 'a.yaml',
        line: 3,
        column: 5,
        path: 'slaProperties[0]',
      },
    ],
    links: [],
    ...parts,
  }
}

export function dataset(productId: string, name: string, more: readonly Check[] = []): Dataset {
  const id = `${productId}/${name}`
  const freshness: FreshnessParams = { zone: 'UTC', rule: { by: 'age', limit: HOUR } }
  const volume: VolumeParams = { measure: { of: 'rows' } }
  return {
    id,
    product: productId,
    name,
    ref: { source: 'warehouse', name },
    fields: [{ name: 'id', physicalName: 'id', logicalType: 'integer', required: true, optional: false, showValues: false }],
    key: [],
    checks: [check(id, 'freshness', freshness), check(id, 'volume', volume), check(id, 'schema', {}), ...more],
    sampleAbove: 1_000,
  }
}

export function check(of: string, kind: string, params: unknown, id = `${of}/${kind}`): Check {
  const policy = { openAfter: 2, resolveAfter: 1, unknownAfter: 3, severity: 'high' } as const
  return { id, kind, product: of.slice(0, of.indexOf('/')), dataset: of, params, schedule: { every: HOUR }, policy, promise: 'as promised' }
}

export const passed: Judged = { state: 'pass', code: 'ok', reason: 'as promised' }
export const failed: Judged = { state: 'fail', code: 'late', reason: 'nothing new for 2 h' }
