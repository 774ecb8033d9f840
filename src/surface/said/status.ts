/** May one rely on a product today? What is known of it, in the words that somebody asks for in passing. */
import { didYouMean } from '../../contracts/document/closest.ts'
import { isZone, spellWallTime } from '../../core/calendar/wall-time.ts'
import type { Check, CheckId } from '../../core/check.ts'
import { type CheckState, GOING_ON, type Incident } from '../../core/incident/incident.ts'
import type { Reply, ReplyLine } from '../../core/incident/said.ts'
import type { Dataset, Mesh, Product } from '../../core/mesh.ts'
import type { Store } from '../../core/store.ts'

export interface StatusParts {
  readonly mesh: Mesh
  readonly store: Store
  page(incident: Incident): string | undefined
}

type States = ReadonlyMap<CheckId, CheckState>
type Mark = NonNullable<ReplyLine['mark']>

const MOST_PRODUCTS = 20
const MOST_DATASETS = 10
const MOST_INCIDENTS = 8
const MOST_PROMISES = 5

export async function statusReply(name: string, { mesh, store, page }: StatusParts): Promise<Reply> {
  const products = productsCalled(name, mesh)
  if (products.length === 0) return { ok: false, words: unknownWords(name, mesh) }
  const checks = products.flatMap(checksOf)
  const states: States = new Map((await store.states(checks.map(({ id }) => id))).map((state) => [state.check, state]))
  const ids = new Set(products.map(({ id }) => id))
  const incidents = (await store.incidents({ status: GOING_ON })).filter(
    ({ product, affects }) => ids.has(product) || affects.some((one) => ids.has(one)),
  )
  const [only] = products
  const lines =
    only && products.length === 1
      ? only.datasets.slice(0, MOST_DATASETS).map((dataset) => datasetLine(dataset, states, mesh))
      : products.slice(0, MOST_PRODUCTS).map((product) => ({
          mark: markOf(checksOf(product), states),
          words: `${product.id}${loadWords(product.datasets, states, mesh)}`,
        }))
  const more = only && products.length === 1 ? only.datasets.length - MOST_DATASETS : products.length - MOST_PRODUCTS
  const foreign = incidents.some(({ product }) => !ids.has(product))
  return {
    ok: true,
    words: headline(products.length === 1 && only ? only.id : name, markOf(checks, states), incidents.length > 0, foreign),
    lines: [
      ...lines,
      ...(more > 0 ? [{ words: `and ${more} more` }] : []),
      ...incidents.slice(0, MOST_INCIDENTS).map((incident) => incidentLine(incident, ids.has(incident.product), mesh, page)),
      ...(incidents.length > MOST_INCIDENTS ? [{ words: `and ${incidents.length - MOST_INCIDENTS} more incidents` }] : []),
      ...(products.length === 1 ? promiseLines(checks) : []),
    ],
  }
}

/** A product by its id or by how it ends, where only one does; else all of a domain. */
function productsCalled(name: string, { products }: Mesh): readonly Product[] {
  const exact = products.get(name)
  if (exact) return [exact]
  const ofDomain = [...products.values()].filter(({ domain }) => domain === name)
  if (ofDomain.length > 0) return ofDomain
  const ending = [...products.values()].filter(({ id }) => id.endsWith(`.${name}`))
  return ending.length === 1 ? ending : []
}

function unknownWords(name: string, { products, domains }: Mesh): string {
  const all = [...products.keys()]
  const endings = all.filter((id) => id.endsWith(`.${name}`))
  if (endings.length > 1) return `Several products are called ${name}: ${endings.slice(0, 5).join(', ')}. Which one is meant?`
  const hint = didYouMean(name, [...all, ...all.map((id) => id.slice(id.indexOf('.') + 1)), ...domains.keys()])
  return `No product or domain is called ${name}${hint === undefined ? '.' : `: ${hint}`}`
}

function headline(name: string, mark: Mark, hasIncidents: boolean, isForeign: boolean): string {
  if (mark === 'bad') return `${name}: no, better not today. Something that was promised of it, or is usual of it, does not hold.`
  if (hasIncidents)
    return `${name}: with care. ${isForeign ? 'It holds what it promises, but what it is made from is in trouble.' : 'An incident of it is not over.'}`
  if (mark === 'unknown') return `${name}: nobody knows. Some of it could not be looked at, or was not looked at yet.`
  return `${name}: yes. All that is checked of it is as it should be.`
}

function datasetLine(dataset: Dataset, states: States, mesh: Mesh): ReplyLine {
  const mark = markOf(dataset.checks, states)
  const worst = dataset.checks
    .map(({ id }) => states.get(id)?.verdict)
    .find((verdict) => verdict && (mark === 'bad' ? isFailing(verdict.state) : isBlind(verdict)))
  const why = mark === 'good' || !worst ? '' : `; ${worst.reason}`
  return { mark, words: `${dataset.name}${loadWords([dataset], states, mesh)}${why}` }
}

/** What is still being learned is normal life; what was never looked at is not known. */
function markOf(checks: readonly Check[], states: States): Mark {
  const verdicts = checks.map(({ id }) => states.get(id)?.verdict)
  if (verdicts.some((verdict) => verdict && isFailing(verdict.state))) return 'bad'
  const judged = verdicts.some((verdict) => verdict?.state === 'pass')
  return !judged || verdicts.some((verdict) => verdict && isBlind(verdict)) ? 'unknown' : 'good'
}

function isFailing(state: string): boolean {
  return state === 'fail' || state === 'warn'
}

function isBlind({ state, code }: CheckState['verdict']): boolean {
  return state === 'unknown' && code !== 'learning'
}

/** The newest data that a freshness check has seen. */
function loadWords(datasets: readonly Dataset[], states: States, mesh: Mesh): string {
  const seen = datasets
    .flatMap(({ checks }) => checks.map(({ id }) => states.get(id)?.verdict.evidence?.watermark))
    .filter((at) => typeof at === 'number')
  if (seen.length === 0) return ''
  const [first] = datasets
  return `, newest data of ${whenWords(Math.max(...seen), first && mesh.domains.get(mesh.products.get(first.product)?.domain ?? '')?.zone)}`
}

function incidentLine(incident: Incident, isOwn: boolean, mesh: Mesh, page: StatusParts['page']): ReplyLine {
  const { title, since, acknowledgedBy, domain } = incident
  const url = page(incident)
  const taken = acknowledgedBy === undefined ? ', nobody has taken it yet' : `, ${acknowledgedBy} takes care of it`
  const where = isOwn ? '' : 'upstream: '
  const words = `${where}${title}, since ${whenWords(since, mesh.domains.get(domain)?.zone)}${taken}`
  return { mark: 'bad', words, ...(url === undefined ? {} : { url }) }
}

function promiseLines(checks: readonly Check[]): readonly ReplyLine[] {
  const promises = [
    ...new Set(checks.flatMap(({ promise, field, kind }) => (promise === undefined ? [] : [`${field ?? kind}: ${promise}`]))),
  ]
  const rest = promises.length - MOST_PROMISES
  return promises.length === 0
    ? [{ words: 'Its contract promises nothing that can be measured.' }]
    : [{ words: `Promised: ${promises.slice(0, MOST_PROMISES).join('; ')}${rest > 0 ? `; and ${rest} more` : ''}` }]
}

function checksOf({ datasets }: Product): readonly Check[] {
  return datasets.flatMap(({ checks }) => checks)
}

function whenWords(at: number, zone: string | undefined): string {
  const place = zone !== undefined && isZone(zone) ? zone : 'UTC'
  return `${spellWallTime(at, place)} (${place})`
}
