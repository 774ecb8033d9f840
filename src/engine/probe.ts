/** One visit to one dataset: ask, judge, commit. Decisions and the notices about them are one transaction. */

import type { CalendarOf } from '../core/calendar/day-calendar.ts'
import type { Deadline, Millis } from '../core/calendar/time.ts'
import type { Check, CheckId, CheckKind } from '../core/check.ts'
import { type Connector, type DatasetFacts, SourceFailure } from '../core/connector.ts'
import { type CheckState, GOING_ON, type Incident } from '../core/incident/incident.ts'
import { lifeBy } from '../core/incident/life.ts'
import type { Dataset, Mesh } from '../core/mesh.ts'
import { type Metric, metricKey } from '../core/metric.ts'
import type { ProductId } from '../core/names.ts'
import type { ProbeRecord, Store } from '../core/store.ts'
import { readHistories } from './history.ts'
import { type Asked, type CheckKinds, judge, troubledIn } from './judge.ts'
import { underLessons } from './lessons.ts'
import { type Moment, observe, type Pack } from './observe.ts'
import { isLearnedVolume, type PeerBoard } from './peers.ts'
import type { Hush } from './quiet/hush.ts'
import type { createSequence } from './slots.ts'

export interface ProbeTools {
  /** The registry in force, which a reload may swap while a visit goes on. */
  mesh(): Mesh
  readonly kinds: CheckKinds
  readonly calendarOf: CalendarOf
  readonly peers: PeerBoard
  readonly hush: Pick<Hush, 'over'>
  readonly store: Store
  /** Judging and committing happen one after the other: incidents of a source are shared by its datasets. */
  readonly inTurn: ReturnType<typeof createSequence>
  /** What a visit that was called off saw is nobody's fault and is not recorded. */
  readonly cancel?: AbortSignal
  route(record: Omit<ProbeRecord, 'outbox'>): Promise<ProbeRecord['outbox']>
}

export interface ProbeResult {
  readonly record: ProbeRecord
  readonly statements: number
  /** Checks that fail in an incident that goes on, these and those of related datasets. */
  readonly troubled: ReadonlySet<CheckId>
}

/** Catalog facts for datasets of one source. A source that cannot be asked answers the reason for each of them. */
export async function readFacts(connector: Connector, datasets: readonly Dataset[], until: Deadline): Promise<readonly DatasetFacts[]> {
  try {
    return await connector.catalog(
      datasets.map((dataset) => dataset.ref),
      until,
    )
  } catch (error) {
    const failure =
      error instanceof SourceFailure ? error : new SourceFailure('unreachable', error instanceof Error ? error.message : String(error))
    return datasets.map(() => ({ state: failure.code, detail: failure.message, relation: '', fields: [] }))
  }
}

/** Undefined when the dataset was removed meanwhile: what was seen of it is nobody's business any more. */
export async function probe(
  dataset: Dataset,
  checks: readonly Check[],
  facts: DatasetFacts,
  connector: Connector,
  moment: Moment,
  until: Deadline,
  tools: ProbeTools,
): Promise<ProbeResult | undefined> {
  const ids = checks.map((check) => check.id)
  const stored = new Map((await tools.store.states(ids)).map((state) => [state.check, state]))
  const teachings = Map.groupBy(await tools.store.teachings(ids), ({ check }) => check)
  const before = new Map<CheckId, CheckState>()
  const asked = checks.map((check): Asked => {
    const kind = kindOf(tools.kinds, check)
    const state = stored.get(check.id)
    if (state) before.set(check.id, underLessons(state, kind, teachings.get(check.id) ?? []))
    return { check, kind, needs: kind.needs(check, facts, { memo: before.get(check.id)?.memo }, moment.at) }
  })
  const visit = await observe(
    connector,
    facts,
    asked.flatMap(({ needs }) => needs),
    moment,
    until,
    packsOf(asked, facts, dataset),
  )
  tools.cancel?.throwIfAborted()
  const histories = await readHistories(asked, before, moment.at, facts.partition?.at, tools.store)
  const done = await tools.inTurn(async () => {
    const mesh = tools.mesh()
    const product = mesh.products.get(dataset.product)
    const watched = new Set(mesh.datasets.get(dataset.id)?.checks.map((check) => check.id))
    const still = asked.filter(({ check }) => watched.has(check.id))
    if (!product || still.length === 0) return undefined
    const affects = mesh.dependents.get(product.id) ?? []
    const upstream = madeFrom(product.id, mesh)
    const open = [
      ...(await openIncidents(tools.store, dataset, new Set([...affects, ...upstream]), mesh)),
      ...(await tools.store.incidents({ status: ['resolved'], dataset: dataset.id, endedSince: moment.at - reopensWithin(checks) })),
    ]
    const scene = {
      domain: product.domain,
      product: product.id,
      dataset: dataset.id,
      source: dataset.ref.source,
      affects,
      upstream,
    }
    const calendar = tools.calendarOf({ product: product.id, dataset: dataset.id })
    const peers = still.some(({ check }) => isLearnedVolume(check)) ? await tools.peers.peersOf(dataset, mesh, moment.at) : undefined
    const known = {
      states: before,
      open,
      teachings,
      stored: (series: string) => histories.get(series) ?? [],
      ...(calendar && { calendar }),
      ...(peers && { peers }),
    }
    const judged = judge(still, visit.observation, visit.measured, known, scene)
    const decided = tools.hush.over(judged)
    const whole: ProbeRecord = { ...decided, outbox: await tools.route(decided) }
    await tools.store.commit(whole)
    const current = new Map([...open, ...decided.incidents].map((incident) => [incident.id, incident]))
    tools.peers.note(
      still.map(({ check }, index) => ({ check, verdict: decided.states[index]?.verdict })),
      dataset.ref.source,
    )
    return { record: whole, troubled: troubledIn([...current.values()]) }
  })
  return done && { ...done, statements: visit.statements }
}

export function kindOf(kinds: CheckKinds, check: Check): Asked['kind'] {
  const kind = kinds[check.kind]
  if (!kind) throw new Error(`no code for check kind ${check.kind}`)
  return kind as unknown as Asked['kind']
}

function reopensWithin(checks: readonly Check[]): Millis {
  return Math.max(...checks.map(({ policy }) => lifeBy(policy).reopenWithin))
}

/** Products that a product is made from, over any number of steps. */
function madeFrom(product: ProductId, { products }: Mesh): ReadonlySet<ProductId> {
  const found = new Set<ProductId>()
  const open = [product]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const upstream of products.get(next)?.dependsOn ?? []) {
      if (upstream === product || found.has(upstream)) continue
      found.add(upstream)
      open.push(upstream)
    }
  }
  return found
}

/** Those of the dataset, of its source, of the rows of the tables beside it, and of products up and down its lineage. */
async function openIncidents(store: Store, { id, ref }: Dataset, related: ReadonlySet<ProductId>, { datasets }: Mesh) {
  const all = await store.incidents({ status: GOING_ON })
  const isBeside = ({ type, dataset }: Incident) => type === 'volume' && datasets.get(dataset)?.ref.source === ref.source
  return all.filter((one) => one.dataset === id || one.source === ref.source || related.has(one.product) || isBeside(one))
}

/** Up to so many rows nothing is dear, and one statement asks for all. */
const SMALL = 100_000

/** What the kinds that are dear ask beyond the others. Contract limits are never sampled, and rows of periods are always counted. */
export function packsOf(asked: readonly Asked[], facts: DatasetFacts, { sampleAbove }: Dataset): readonly Pack[] {
  if ((facts.rows?.value ?? Number.POSITIVE_INFINITY) <= Math.min(SMALL, sampleAbove)) return []
  const isCheap = ({ fn, by, per }: Metric) => fn === 'rows' && by === undefined && per !== undefined
  const keysOf = (dear: CheckKind<unknown>['dear']) =>
    asked
      .flatMap(({ kind, needs }) => (kind.dear === dear ? needs.filter((metric) => dear === undefined || !isCheap(metric)) : []))
      .map(metricKey)
  const firm = new Set(keysOf(undefined))
  const exact = new Set(keysOf('exact')).difference(firm)
  return [{ keys: exact }, { keys: new Set(keysOf('sampled')).difference(firm).difference(exact), most: sampleAbove }]
}
