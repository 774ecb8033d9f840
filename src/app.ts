/**
 * The composition root: the only file that names concrete adapters. It builds the parts in the order in which they need
 * each other; closing runs in reverse.
 */
import { type Adapters, createAdapters, type Factories } from './adapters.ts'
import { CHECK_KINDS } from './checks/registry.ts'
import { createClosers } from './closers.ts'
import type { Config } from './config/config.ts'
import { type ConfigGiven, loadConfig } from './config/load-config.ts'
import { CONNECTORS } from './connectors/registry.ts'
import { didYouMean } from './contracts/document/closest.ts'
import type { CronTicker } from './core/calendar/cron.ts'
import type { Clock, Instant } from './core/calendar/time.ts'
import type { Connector } from './core/connector.ts'
import type { Diagnostic } from './core/diagnostic.ts'
import { MeshError } from './core/errors.ts'
import type { Log, Print } from './core/factory.ts'
import { GOING_ON, type Incident } from './core/incident/incident.ts'
import type { Notice } from './core/incident/notice.ts'
import type { Post, PostAnswer } from './core/incident/said.ts'
import type { Dataset, Mesh } from './core/mesh.ts'
import type { DatasetId } from './core/names.ts'
import { Secret } from './core/secret.ts'
import { selectDatasets } from './core/select.ts'
import type { Store } from './core/store.ts'
import { createEngine, type Engine, type EngineParts } from './engine/engine.ts'
import type { EngineEvents } from './engine/events.ts'
import { type Loaded, layOver, loadMesh, UnusableFiles } from './load-mesh.ts'
import { NOTIFIERS } from './notifiers/registry.ts'
import { openStore, type StoreMode } from './store/index.ts'
import { type IncidentAnswer, incidentAnswer, pendingAnswers, verdictAnswer } from './surface/answers.ts'
import { type Configured, createBacktesting } from './surface/backtesting.ts'
import { createBudgetFace } from './surface/budget.ts'
import { createDeeds } from './surface/deeds.ts'
import { createFeedback } from './surface/feedback.ts'
import type { MeshHandle } from './surface/handle.ts'
import { instantOf } from './surface/moments.ts'
import { createOutboxFace } from './surface/outbox.ts'
import { createPlanning } from './surface/planning.ts'
import { createQuietFace } from './surface/quiet/quiet-face.ts'
import { createRouteTest } from './surface/routing/route-test.ts'
import { createRouting } from './surface/routing/routing.ts'
import { createHearing } from './surface/said/hear.ts'
import { createPictures } from './surface/why/show-pictures.ts'
import { dice, nodeCronTicker, print, systemClock, systemOutside } from './system.ts'

export interface OpenOptions {
  /** Path of a `meshwatch.yaml`, or what would be written in one; relative paths then start at the working directory. */
  readonly config: string | Readonly<Record<string, unknown>>
  /** The present, where it is not the computer's: epoch milliseconds or a Date. */
  now?(): Instant | Date
}

/** What a process hands in. */
export interface World {
  readonly clock: Clock
  readonly ticker: CronTicker
  readonly log: Log
  readonly env: Readonly<Record<string, string | undefined>>
  random(): number
  readonly print?: Print
}

export interface App extends MeshHandle {
  readonly engine: Engine
  readonly world: World
  /** What is in force, and how it is read again and swapped in whole. */
  readonly loaded: Loaded
  load(before: Loaded): Promise<{ readonly value?: Loaded; readonly diagnostics: readonly Diagnostic[] }>
  apply(next: Loaded): Promise<void>
  /** Takes up edges and subscriptions that somebody added by another process on the same store. */
  takeUp(): Promise<void>
  /** From now on people are heard where they are told something; and a look at whether the channels are there. */
  listen(): Promise<void>
  /** What a receiver sends back to the daemon's own address; undefined when nobody expects anything there. */
  receive(post: Post): Promise<PostAnswer | undefined>
}

export interface AppGiven {
  readonly mode: StoreMode
  readonly world: World
  readonly events: EngineEvents
}

const SILENT_LOG: Log = { error() {}, warn() {}, info() {}, debug() {} }
export const NO_EVENTS: EngineEvents = { probed() {}, probeBroke() {}, settled() {} }

/** The library: checks and incidents without the daemon. Throws MeshError for unusable files and stores. */
export async function openMesh({ config, now }: OpenOptions): Promise<MeshHandle> {
  const clock: Clock = now ? { ...systemClock, now: () => Number(now()) } : systemClock
  return openApp(config, { mode: 'reader', world: { ...realWorld(SILENT_LOG), clock }, events: NO_EVENTS })
}

export function realWorld(log: Log): World {
  return { clock: systemClock, ticker: nodeCronTicker(), log, env: systemOutside.env, random: dice, print }
}

export async function openApp(place: OpenOptions['config'], { mode, world, events }: AppGiven): Promise<App> {
  const [path, files] = filesOf(place, world)
  let current = await loadMesh(path, files)
  const closers = createClosers()
  const given = (root: string) => ({ clock: world.clock, log: world.log, root, ...(world.print && { print: world.print }) })
  const store = await openStore(storeUrl(current.config), { ...given(current.config.root), mode })
  closers.add(() => store.close())
  current = await layOver(current, store)
  const adapters = createAdapters(CONNECTORS, NOTIFIERS, given)
  closers.add(() => adapters.close())
  const faults = new Map<DatasetId, unknown>()
  const heard: EngineEvents = {
    ...events,
    probeBroke(facts) {
      faults.set(facts.dataset, facts.error)
      events.probeBroke(facts)
    },
    settled(facts) {
      events.settled(facts)
      pictures.settled(facts)
    },
  }
  const engine = createEngine({ ...world, store, kinds: CHECK_KINDS, events: heard }, partsOf(current, adapters))
  const feedback = createFeedback({ mesh: () => current.mesh, store, engine })
  const notifiers = () => adapters.notifiers(current.config)
  const pictures = createPictures({
    ...world,
    mesh: () => current.mesh,
    notifier: (name) => notifiers().get(name),
    why: feedback.why,
  })
  closers.add(() => pictures.close())
  closers.add(() => engine.stop())

  const source = async (name: string) => ({
    connector: await adapters.connect(name, current.config),
    timeout: current.config.sources.get(name)?.timeout ?? 0,
  })

  const hear = createHearing({
    clock: world.clock,
    log: world.log,
    store,
    engine,
    mesh: () => current.mesh,
    people: () => current.config.people,
    platform: () => current.config.defaults.channel,
    page: (incident) => pageOf(incident, current.config),
  })
  let listening = false
  const listen = () => {
    listening = true
    for (const notifier of notifiers().values()) notifier.listen?.(hear)
    return engine.reviewRoutes()
  }

  const takeUp = async () => {
    const next = await layOver(current, store)
    if (next === current) return
    await engine.swap(partsOf(next, adapters))
    current = next
  }

  return {
    takeUp,
    ...createPlanning({ clock: world.clock, kinds: CHECK_KINDS, choose: (select) => chosen(current.mesh, select), source }),
    ...createBacktesting({
      clock: world.clock,
      store,
      kinds: CHECK_KINDS,
      choose: chosen,
      current: () => configured(path, current),
      load: async (other) => configured(other, await loadMesh(other, files)),
      source,
    }),
    ...feedback,
    ...createDeeds({ store, engine, clock: world.clock }),
    ...createQuietFace({
      store,
      engine,
      clock: world.clock,
      mesh: () => current.mesh,
      zone: () => current.config.defaults.settings.zone,
      id: () => idOf(world),
    }),
    ...createBudgetFace({ store, clock: world.clock, mesh: () => current.mesh }),
    ...createOutboxFace({ store, clock: world.clock, kick: () => engine.kick() }),
    ...createRouteTest({ clock: world.clock, engine, mesh: () => current.mesh }),
    ...createRouting({
      clock: world.clock,
      mesh: () => current.mesh,
      config: () => current.config,
      store,
      changed: takeUp,
    }),
    engine,
    world,
    store,
    get mesh() {
      return current.mesh
    },
    get diagnostics() {
      return current.diagnostics
    },
    get config() {
      return current.config
    },
    async check({ at, select, cancel, progress } = {}) {
      const datasets = chosen(current.mesh, select)
      const moment = at === undefined ? undefined : instantOf(at)
      for (const { id } of datasets) faults.delete(id)
      const results = await engine.check({
        datasets,
        // What is judged as of another time is nobody's news.
        tell: at === undefined,
        ...(moment === undefined ? {} : { at: moment }),
        ...(cancel ? { cancel } : {}),
        ...(progress ? { progress } : {}),
      })
      for (const { id } of datasets) if (faults.has(id)) throw faultOf(id, faults.get(id))
      const checks = new Map(datasets.flatMap((dataset) => dataset.checks.map((check) => [check.id, check] as const)))
      const states = results.flatMap(({ record }) => record.states)
      const touched = results.flatMap(({ record }) => record.incidents)
      const open = await openIncidents(store, new Set(datasets.map(({ id }) => id)))
      return {
        at: new Date(moment ?? world.clock.now()).toISOString(),
        verdicts: states.flatMap((state) => {
          const check = checks.get(state.check)
          return check ? [verdictAnswer(check, state)] : []
        }),
        incidents: newestOf([...touched, ...open]).map(incidentAnswer),
      }
    },
    async incidents({ status, select } = {}) {
      const wanted = status === undefined ? undefined : [status].flat()
      const ids = new Set(chosen(current.mesh, select).map(({ id }) => id))
      const stored = await store.incidents(wanted ? { status: wanted } : {})
      const pending = wanted === undefined || wanted.includes('pending') ? await pendingOf(current.mesh, store) : []
      const all = [...stored.map(incidentAnswer), ...pending]
      return select === undefined ? all : all.filter(({ product, dataset }) => ids.has(`${product}/${dataset}`))
    },
    async load(before) {
      try {
        const value = await layOver(await loadMesh(path, files, before), store)
        return { value, diagnostics: value.diagnostics }
      } catch (error) {
        if (error instanceof UnusableFiles) return { diagnostics: error.diagnostics }
        throw error
      }
    },
    get loaded() {
      return current
    },
    async apply(next) {
      await engine.swap(partsOf(next, adapters))
      current = next
      if (listening) void listen()
    },
    listen,
    async receive(post) {
      const answers = await Promise.all([...notifiers().values()].map((notifier) => notifier.receive?.(post)))
      const expected = answers.filter((answer) => answer !== undefined)
      return expected.find(({ status }) => status !== 401) ?? expected[0]
    },
    close: () => closers.run(),
  }
}

/** One configured source by itself, for what needs neither contracts nor a store. Throws MeshError NOT_FOUND for an unknown name. */
export async function openSource(place: OpenOptions['config'], name: string, world: World): Promise<Connector> {
  const { config, diagnostics } = await loadConfig(...filesOf(place, world))
  if (!config) throw new UnusableFiles(diagnostics)
  return createAdapters(CONNECTORS, NOTIFIERS, (root) => ({ clock: world.clock, log: world.log, root })).connect(name, config)
}

/** What a configuration may name: adapters, variables, files. */
export function kindsOf(world: World): ConfigGiven {
  const kinds = (factories: Factories<unknown>) => new Map(Object.entries(factories).map(([kind, { config }]) => [kind, config]))
  return { env: world.env, readFile: systemOutside.readFile, sources: kinds(CONNECTORS), notifiers: kinds(NOTIFIERS) }
}

/** An object instead of a file goes the way of a file, so that both are read by the same rules. */
function filesOf(place: OpenOptions['config'], world: World): readonly [string, ConfigGiven] {
  const given = kindsOf(world)
  if (typeof place === 'string') return [place, given]
  const name = '(config)'
  return [name, { ...given, readFile: async (path) => (path === name ? JSON.stringify(place) : given.readFile(path)) }]
}

function storeUrl({ store }: Config): Secret {
  return store.kind === 'postgres' ? store.url : new Secret(`sqlite:${store.path}`)
}

function partsOf({ config, mesh, added, calendarOf }: Loaded, adapters: Adapters): EngineParts {
  const { channel } = config.defaults
  return {
    mesh,
    calendarOf,
    windows: config.windows,
    sources: adapters.sources(config),
    notifiers: adapters.notifiers(config),
    platform: channel === undefined ? [] : [{ tool: 'slack', address: channel, from: 'defaults' }],
    routes: config.routes,
    effects: config.effects,
    // What the configuration says stands before what was added under the same name.
    subscriptions: [...new Map([...added.subscriptions, ...config.subscriptions].map((one) => [one.name, one])).values()],
    links: (incident) => linksOf(incident, config, mesh),
  }
}

function configured(name: string, { mesh, calendarOf, config }: Loaded): Configured {
  return { config: name, mesh, calendarOf, windows: config.windows }
}

function linksOf(incident: Incident, config: Config, mesh: Mesh): Notice['links'] {
  const product = mesh.products.get(incident.product)
  const url = pageOf(incident, config)
  return [...(url === undefined ? [] : [{ name: 'Incident', url }]), ...(product?.links ?? [])]
}

/** Eight letters and digits: enough for what people add by hand. */
function idOf({ random }: World): string {
  return Math.floor(random() * 36 ** 8)
    .toString(36)
    .padStart(8, '0')
}

function pageOf({ id }: Incident, { http: { publicUrl } }: Config): string | undefined {
  return publicUrl === undefined ? undefined : new URL(`/api/v1/incidents/${id}`, publicUrl).href
}

function chosen(mesh: Mesh, select: string | undefined): readonly Dataset[] {
  const datasets = selectDatasets(mesh, select)
  if (datasets.length > 0 || select === undefined) return datasets
  const hint = didYouMean(select, [...mesh.domains.keys(), ...mesh.products.keys(), ...mesh.datasets.keys()])
  throw new MeshError(
    'SELECTOR_EMPTY',
    `Nothing that is watched is called ${select}.`,
    `${hint ? `${hint[0]?.toUpperCase()}${hint.slice(1)} ` : ''}Name a domain, product, dataset, check or kind; * stands for any text.`,
  )
}

/** What was judged so far is recorded; what is missing must not look like a pass. */
function faultOf(dataset: DatasetId, error: unknown): MeshError {
  if (error instanceof MeshError) return error
  const message = `meshwatch failed on ${dataset}: ${error instanceof Error ? error.message : String(error)}`
  return new MeshError('INTERNAL', message, 'This is a fault of meshwatch, please report it.', { cause: error })
}

/** Whichever incidents were asked for: what belongs to an open one is not to come any more. */
async function pendingOf(mesh: Mesh, store: Store): Promise<readonly IncidentAnswer[]> {
  return pendingAnswers(mesh, await store.states(), await allOpen(store))
}

function allOpen(store: Store): Promise<readonly Incident[]> {
  return store.incidents({ status: GOING_ON })
}

async function openIncidents(store: Store, datasets: ReadonlySet<DatasetId>): Promise<readonly Incident[]> {
  return (await allOpen(store)).filter(({ dataset }) => datasets.has(dataset))
}

/** One of each, in its latest form. */
function newestOf(incidents: readonly Incident[]): readonly Incident[] {
  return [...new Map(incidents.map((incident) => [incident.id, incident])).values()]
}
