/**
 * Same-day peers: when most tables of a source lose or gain rows on the same day, the trouble is not in the tables. Decides whether that
 * is so, and says it. Pure.
 */
import type { Millis } from '../calendar/time.ts'
import type { CheckId, IncidentType } from '../check.ts'
import { type DatasetId, type DomainId, datasetName, domainOf, type ProductId } from '../names.ts'
import type { Incident } from './incident.ts'

/** What the learned volume of one dataset last said, in a form that can be held against others of the source. */
export interface PeerVolume {
  readonly check: CheckId
  readonly product: ProductId
  readonly dataset: DatasetId
  /** How the rows are counted: only what is counted alike is compared. */
  readonly per: 'day' | 'hour' | 'delivery'
  /** The day or hour by the calendar of the dataset, so that zones agree on a day: `2026-11-21`. */
  readonly when: string
  /** The same for people: `on Sat 21 Nov`. */
  readonly whenWords: string
  /** Which way it is out of its band. */
  readonly out?: 'fell' | 'rose'
  /** How many usual deviations it is off, negative below. */
  readonly z: number
  readonly value: number
  readonly expected: number
}

/** What most tables of a source do at once. */
export interface CommonCause {
  readonly source: string
  readonly way: 'fell' | 'rose'
  /** The one with the most rows too few or too many first. */
  readonly hit: readonly PeerVolume[]
  /** Tables whose rows are counted and judged alike. */
  readonly of: number
  /** How long a round of visits takes: before that, nobody can say how far it goes. */
  readonly round: Millis
}

/** Fewer cannot tell a source from a coincidence. */
const FEWEST = 3

/** `all` holds `own` and all that is known of the other datasets of its source. */
export function commonCause(own: PeerVolume, all: readonly PeerVolume[], source: string, round: Millis): CommonCause | undefined {
  const { out: way } = own
  if (way === undefined) return undefined
  const alike = datasetsOf(all.filter(({ per }) => per === own.per))
  const hit = alike.filter(({ when, out }) => when === own.when && out === way)
  if (hit.length < FEWEST || hit.length * 2 <= alike.length) return undefined
  return { source, way, hit: [...hit].sort((a, b) => lossOf(b) - lossOf(a)), of: alike.length, round }
}

/** Whether there are enough others to wait for before a volume incident of one dataset is told. */
export function hasPeers(own: PeerVolume, all: readonly PeerVolume[]): boolean {
  return datasetsOf(all.filter(({ per }) => per === own.per)).length >= FEWEST
}

/** Several checks of a dataset are one table; the one that is out speaks for it. */
function datasetsOf(all: readonly PeerVolume[]): readonly PeerVolume[] {
  const byDataset = new Map<DatasetId, PeerVolume>()
  for (const one of all) if (byDataset.get(one.dataset)?.out === undefined) byDataset.set(one.dataset, one)
  return [...byDataset.values()]
}

function lossOf({ value, expected }: PeerVolume): number {
  return Math.abs(value - expected)
}

const MOST_NAMES = 5

function titleOf({ source, way, hit, of }: CommonCause): string {
  return `source ${source}: rows ${way} in ${hit.length} of ${of} tables`
}

/** `rows fell in 5 of 7 tables of source shop on Sat 21 Nov: orders (−62 %), items (−58 %) and 3 more`. */
function reasonOf(cause: CommonCause): string {
  const { source, way, hit, of } = cause
  const shown = hit.slice(0, MOST_NAMES).map((one) => `${datasetName(one.dataset)} (${changeOf(one)})`)
  const rest = hit.length - shown.length
  const names = rest > 0 ? `${shown.join(', ')} and ${rest} more` : shown.join(', ')
  return `rows ${way} in ${hit.length} of ${of} tables of source ${source} ${hit[0]?.whenWords ?? ''}: ${names}`
}

function changeOf({ value, expected }: PeerVolume): string {
  if (expected <= 0) return `${value} instead of none`
  const percent = Math.round((value / expected - 1) * 100)
  return `${percent < 0 ? '−' : '+'}${Math.abs(percent)} %`
}

/** The words of the incident, and whom it concerns, as things stand now. */
export function restated(incident: Incident, cause: CommonCause): Incident {
  const others = productsHit(cause).filter((product) => product !== incident.product && !incident.affects.includes(product))
  return { ...incident, title: titleOf(cause), reason: reasonOf(cause), affects: [...incident.affects, ...others] }
}

/** Whether an open incident of one table is explained by what its source does. */
export function isPartOf({ type, source, members }: Incident, { hit }: CommonCause, kind: IncidentType): boolean {
  const checks = new Set(hit.map(({ check }) => check))
  return source === undefined && type === kind && members.some(({ check, cleared }) => !cleared && checks.has(check))
}

export function productsHit({ hit }: CommonCause): readonly ProductId[] {
  return [...new Set(hit.map(({ product }) => product))]
}

/** An incident of a source that is about data, and not about looking at it. */
export function isCommon({ source, type }: Incident): boolean {
  return source !== undefined && type !== 'monitoring'
}

export function domainsHit({ product, affects }: Pick<Incident, 'product' | 'affects'>): ReadonlySet<DomainId> {
  return new Set([product, ...affects].map(domainOf))
}
