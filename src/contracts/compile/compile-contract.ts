/**
 * A parsed contract → its product, with everything that is to be asked of its datasets. Nothing of a contract is left out in silence:
 * each promise becomes a check, or a finding that says why it does not.
 */
import { gatesOf } from '../../core/gates.ts'
import type { Dataset, Product } from '../../core/mesh.ts'
import type { ProductId } from '../../core/names.ts'
import type { Route } from '../../core/routing/routes.ts'
import type { Settings } from '../../core/settings.ts'
import type { Contract } from '../odcs/contract.ts'
import { receiverFault } from '../routing/known-receivers.ts'
import { chooseServers, type Site } from './choose-servers.ts'
import type { CompileContext, Compiled, Place, Work } from './context.ts'
import { collectFindings } from './findings.ts'
import { channelsOf, ownership } from './people.ts'
import { type Question, toChecks } from './question.ts'
import { askQuality } from './rules/ask-quality.ts'
import { askLearned } from './rules/learned.ts'
import { askDerived, askSchema, tellFieldGaps } from './rules/promised-fields.ts'
import { askSegments } from './rules/segments.ts'
import { type Shape, shapeDatasets } from './shape.ts'
import { askSlas } from './sla/ask-slas.ts'
import { upstreamOf } from './upstream.ts'
import { readCustomProperties } from './words/custom-properties.ts'
import { PREFIX, type Said } from './words/vocabulary.ts'

/** In these the product is not yet, or no longer, offered to anyone. Any other word means that it is. */
const UNWATCHED: ReadonlySet<string> = new Set(['proposed', 'draft', 'retired'])

export function compileContract(contract: Contract, place: Place, context: CompileContext): Compiled {
  const findings = collectFindings(place.file, place.locate)
  const said = readCustomProperties('contract', contract.customProperties, [], findings)
  const work: Work = { contract, place, context, said, settings: inherit(context.settings, said), findings }
  const upstream = upstreamOf(work)
  const id = `${place.domain}.${place.product}`
  const products = isWatched(work)
    ? chooseServers(work).map((site) => productOf(work, `${id}${site.suffix}`, watch(work, `${id}${site.suffix}`, site), upstream))
    : [productOf(work, id, [], upstream)]
  const broken = findings.all.some(({ severity }) => severity === 'error')
  const gaps = findings.all.filter(({ severity }) => severity === 'gap')
  return {
    products: broken ? [] : products.map((product) => ({ ...product, gaps })),
    diagnostics: findings.all.toSorted((a, b) => a.line - b.line || a.column - b.column),
    dependsOnAt: upstream,
  }
}

function inherit(settings: Settings, { timezone, ...said }: Said<'contract'>): Settings {
  const { interval, profile, severity, openAfter, resolveAfter, unknownAfter, learn, sampleAbove, schemaHold } = { ...settings, ...said }
  const zone = timezone ?? settings.zone
  const own = { interval, profile, zone, openAfter, resolveAfter, unknownAfter, severity, learn, sampleAbove, schemaHold }
  const history = said.history ?? settings.history
  return {
    ...own,
    life: { ...settings.life, ...said.incidents },
    alertBudget: settings.alertBudget,
    ...gatesOf(settings, said),
    ...(history !== undefined && { history }),
  }
}

function isWatched({ contract, findings }: Work): boolean {
  const status = contract.status.trim().toLowerCase()
  if (!UNWATCHED.has(status)) return true
  findings.warning('not-watched', ['status'], `a product that is ${status} is not watched`, 'set status: active to have it watched')
  return false
}

function productOf(work: Work, id: ProductId, datasets: readonly Dataset[], upstream: ReadonlyMap<ProductId, unknown>): Product {
  const { contract, place, context, said } = work
  const purpose = contract.description?.purpose?.trim()
  return {
    id,
    domain: place.domain,
    name: contract.name ?? place.product,
    contract: contract.id,
    version: contract.version,
    status: contract.status,
    ...(purpose && { purpose }),
    ...(said.tier && { tier: said.tier }),
    ...ownership(contract, context),
    file: place.file,
    channels: channelsOf(contract, context),
    ...(said.routes && { routes: routesOf(said.routes, work) }),
    dependsOn: [...upstream.keys()],
    datasets,
    gaps: [],
    links: linksOf(contract),
  }
}

/** A destination that nobody has configured is told of and left out: where none is left, the channels of the product are told as ever. */
function routesOf(routes: readonly Route[], { contract, context, findings }: Work): readonly Route[] {
  const place = (contract.customProperties ?? []).findIndex(({ property }) => property === `${PREFIX}routes`)
  return routes.flatMap((route, index) => {
    const to = route.to.filter((one) => {
      const fault = receiverFault(one, context.receivers)
      if (fault) findings.warning('unknown-receiver', ['customProperties', place, 'value', index, 'to'], fault.message, fault.hint)
      return fault === undefined
    })
    return to.length === 0 ? [] : [{ ...route, to }]
  })
}

function linksOf({ authoritativeDefinitions = [], description }: Contract): Product['links'] {
  return [...authoritativeDefinitions, ...(description?.authoritativeDefinitions ?? [])].map(({ type, url }) => ({ name: type, url }))
}

function watch(work: Work, id: ProductId, site: Site): readonly Dataset[] {
  const shapes = shapeDatasets(work, id, site)
  const promises = Map.groupBy(askSlas(work, shapes), ({ on }) => on)
  return shapes.map((shape) => {
    tellFieldGaps(shape, work)
    return {
      id: shape.id,
      product: id,
      name: shape.name,
      ref: shape.ref,
      fields: shape.fields.map(({ field }) => field),
      key: shape.key.map(({ field }) => field.physicalName),
      checks: toChecks(questionsOf(shape, promises.get(shape) ?? [], work), id, work.settings),
      sampleAbove: work.settings.sampleAbove,
    }
  })
}

function questionsOf(shape: Shape, promises: readonly Question[], work: Work): readonly Question[] {
  const rules = askQuality(shape, work)
  const promised = [...promises, ...rules]
  const learned = askLearned(shape, promised, work)
  const segments = askSegments(shape, [...promised, ...learned], work)
  return [...promised, ...askDerived(shape, rules, work), askSchema(shape, work), ...learned, ...segments]
}
