/** The daemon: the engine follows the clock, files are followed, metrics and the API are served, old measurements are forgotten. */
import { basename, dirname } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { type App, openApp, type World } from './app.ts'
import { createClosers } from './closers.ts'
import type { Config } from './config/config.ts'
import { watchFolders } from './config/watch-folders.ts'
import type { CronSpec } from './core/calendar/cron.ts'
import { createHeartbeat, type Heartbeat } from './heartbeat.ts'
import type { Loaded } from './load-mesh.ts'
import { createReloader, type Reloader } from './reload.ts'
import type { DaemonView } from './surface/daemon-view.ts'
import { startHttp } from './surface/http/server.ts'
import { createMetrics } from './surface/metrics/metrics.ts'
import { version } from './version.ts'

export interface DaemonGiven {
  readonly world: World
  /** Where the daemon is reached may be of interest to whoever started it. */
  started?(daemon: Daemon): void
  readonly cancel: AbortSignal
  /** Calls back when someone asks for a reload (SIGHUP). */
  reloadOn?(wake: () => void): void
}

export interface Daemon {
  readonly app: App
  readonly reloader: Reloader<Loaded>
  /** Base address of metrics and API. */
  readonly url: string
  stop(): Promise<void>
}

/** Once a night, raw measurements past their retention go, and channels are looked at that may have been renamed. */
const NIGHTLY: CronSpec = {
  expression: '17 3 * * *',
  zone: 'UTC',
  minutes: [17],
  hours: [3],
  days: [],
  months: [],
  weekdays: [],
  lastDay: false,
}

/** What people add by another process on the same store counts within a minute. */
const MINUTELY: CronSpec = { ...NIGHTLY, expression: '* * * * *', minutes: [], hours: [] }

/** Runs until cancelled; then finishes what is under way. */
export async function runDaemon(config: string, given: DaemonGiven): Promise<void> {
  const daemon = await startDaemon(config, given)
  given.started?.(daemon)
  if (!given.cancel.aborted) await new Promise((stop) => given.cancel.addEventListener('abort', stop, { once: true }))
  given.world.log.info('stopping')
  await daemon.stop()
}

export async function startDaemon(config: string, { world, reloadOn }: Pick<DaemonGiven, 'world' | 'reloadOn'>): Promise<Daemon> {
  const { clock, log } = world
  const closers = createClosers()
  try {
    const metrics = createMetrics(world)
    const app = await openApp(config, { mode: 'daemon', world, events: metrics.events })
    closers.add(() => app.close())
    const reloader = createReloader<Loaded>({
      initial: { value: app.loaded, diagnostics: app.diagnostics },
      load: (running) => app.load(running),
      apply: async (next, running) => {
        await app.apply(next)
        for (const key of RESTART_ONLY) {
          if (!isDeepStrictEqual(next.config[key], running.config[key])) log.warn('this change needs a restart', { key })
        }
      },
      folders: ({ registry }) => [...registry.folders.map((path) => ({ path })), { path: dirname(config), names: [basename(config)] }],
      watch: watchFolders,
      clock,
      log,
    })
    closers.add(() => reloader.close())
    reloadOn?.(() => void reloader.reload())
    const heartbeat = createHeartbeat({ clock, log, engine: app.engine, store: app.store, config: () => app.config.heartbeat })
    closers.add(() => heartbeat.stop())
    const view = viewOf(app, reloader, heartbeat)
    const http = await startHttp(view, metrics)
    closers.add(() => http.close())
    closers.add(world.ticker.on(NIGHTLY, () => void forgetOld(app)))
    closers.add(world.ticker.on(NIGHTLY, () => void app.engine.reviewRoutes()))
    closers.add(
      world.ticker.on(MINUTELY, () => void app.takeUp().catch((error: unknown) => log.warn('the store did not answer', { error }))),
    )
    await app.engine.start()
    heartbeat.start()
    void app.listen()
    log.info('watching', { products: app.mesh.products.size, datasets: app.mesh.datasets.size, url: http.url })
    return { app, reloader, url: http.url, stop: () => closers.run() }
  } catch (error) {
    await closers.run().catch(() => undefined)
    throw error
  }
}

/** Parts that are built once. */
const RESTART_ONLY: readonly (keyof Config)[] = ['store', 'http']

async function forgetOld({ store, config, world }: App): Promise<void> {
  try {
    const forgotten = await store.forget(world.clock.now() - config.store.retention)
    world.log.info('forgot old measurements', { forgotten })
  } catch (error) {
    world.log.warn('old measurements could not be forgotten', { error })
  }
}

function viewOf(app: App, reloader: Reloader<Loaded>, heartbeat: Heartbeat): DaemonView {
  return {
    version,
    clock: app.world.clock,
    log: app.world.log,
    get lastHeartbeat() {
      return heartbeat.last
    },
    startedAt: app.world.clock.now(),
    get mesh() {
      return app.mesh
    },
    get diagnostics() {
      return reloader.status().diagnostics
    },
    get config() {
      return app.config
    },
    store: app.store,
    check: (options) => app.check(options),
    why: (...asked) => app.why(...asked),
    teach: (options) => app.teach(options),
    unteach: (options) => app.unteach(options),
    teachings: (check) => app.teachings(check),
    act: (options) => app.act(options),
    incident: (id) => app.incident(id),
    windows: (options) => app.windows(options),
    addWindow: (options) => app.addWindow(options),
    endWindow: (id, by) => app.endWindow(id, by),
    silences: (options) => app.silences(options),
    addSilence: (options) => app.addSilence(options),
    endSilence: (id, by) => app.endSilence(id, by),
    budget: () => app.budget(),
    outbox: (query) => app.outbox(query),
    replay: (options) => app.replay(options),
    drop: (options) => app.drop(options),
    testRoutes: (check, options) => app.testRoutes(check, options),
    lineage: () => app.lineage(),
    addEdge: (edge) => app.addEdge(edge),
    removeEdge: (edge) => app.removeEdge(edge),
    subscriptions: () => app.subscriptions(),
    subscribe: (options) => app.subscribe(options),
    unsubscribe: (name) => app.unsubscribe(name),
    incidents: (options) => app.incidents(options),
    backtest: (options) => app.backtest(options),
    plan: (select) => app.plan(select),
    close: () => app.close(),
    pulse: () => app.engine.pulse,
    reloads: () => reloader.status(),
    receive: (post) => app.receive(post),
  }
}
