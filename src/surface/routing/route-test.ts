/** Where an incident of a check would be told, and why: the routes in their order, who hears then, and whom it goes to if nobody takes it. */
import { CHECK_KINDS } from '../../checks/registry.ts'
import { type Clock, isoTime, spell } from '../../core/calendar/time.ts'
import type { Check, CheckId, IncidentType } from '../../core/check.ts'
import type { Incident } from '../../core/incident/incident.ts'
import { lifeBy } from '../../core/incident/life.ts'
import type { Mesh } from '../../core/mesh.ts'
import { domainOf, type ProductId, type Severity } from '../../core/names.ts'
import { coverOf, isOn, spellQuiet } from '../../core/quiet/quiet-time.ts'
import { misfit, type Route, type Routed, soonest } from '../../core/routing/routes.ts'
import type { Engine } from '../../engine/engine.ts'
import { kindOf } from '../../engine/probe.ts'
import type { Told } from '../../engine/routing/chain.ts'
import { notesOf } from '../../engine/routing/effects.ts'
import { NO_PAST, ownerTalks, routedOf, type Talk } from '../../engine/routing/talks.ts'
import { findCheck } from '../find-check.ts'
import { instantOf, type Moment } from '../moments.ts'

export interface RouteTestOptions {
  /** As if it had this severity, was of this type, or opened then. */
  readonly severity?: Severity
  readonly type?: IncidentType
  readonly at?: Moment
}

export interface RouteTestAnswer {
  readonly check: CheckId
  readonly type: IncidentType
  readonly severity: Severity
  readonly at: string
  /** The quiet time that it would fall into: nobody would be told before its end. */
  readonly quiet?: string
  /** In the order in which they are looked at; the first that fits decides, unless it says `also`. */
  readonly routes: readonly {
    readonly list: 'contract' | 'table'
    readonly place: number
    readonly to: readonly string[]
    readonly fits: boolean
    readonly also: boolean
    /** Why it does not fit, or is not looked at. */
    readonly because?: string
  }[]
  readonly told: readonly {
    readonly receiver: string
    /** Where it is tried, in order; empty for receivers that have one place only. */
    readonly channels: readonly { readonly address: string; readonly from: string }[]
    /** It would wait for the hours of its route. */
    readonly notBefore?: string
  }[]
  /** What happens while nobody takes care of it. */
  readonly escalation: readonly { readonly when: string; readonly to: string }[]
  /** Who would hear that they are affected. */
  readonly affected: readonly { readonly receiver: string; readonly address: string; readonly products: readonly ProductId[] }[]
}

export interface RouteTest {
  /** Throws MeshError NOT_FOUND, or USAGE where the name fits several checks. */
  testRoutes(check: CheckId, options?: RouteTestOptions): Promise<RouteTestAnswer>
}

export interface RouteTestGiven {
  readonly clock: Clock
  readonly engine: Pick<Engine, 'routing' | 'quietTimes'>
  mesh(): Mesh
}

export function createRouteTest({ clock, engine, mesh }: RouteTestGiven): RouteTest {
  return {
    async testRoutes(name, { severity, type, at } = {}) {
      const check = findCheck(mesh(), name)
      const zone = mesh().domains.get(domainOf(check.product))?.zone ?? 'UTC'
      const moment = at === undefined ? clock.now() : instantOf(at, zone)
      const incident = supposed(check, type ?? kindOf(CHECK_KINDS, check).type, severity ?? check.policy.severity, moment, mesh())
      const routing = engine.routing()
      const product: Told = mesh().products.get(check.product) ?? { id: check.product, domain: incident.domain, channels: [] }
      const owner = routing.receivers.flatMap((receiver) => ownerTalks(incident, product, receiver, routing, NO_PAST))
      const taken = new Set(owner.flatMap(({ channels }) => channels.slice(0, 1).map(({ address }) => address)))
      const quiet = coverOf(
        incident,
        (await engine.quietTimes()).filter((one) => isOn(one, moment)),
      )
      const lists = [
        ['contract', product.routes ?? []],
        ['table', routing.table ?? []],
      ] as const
      return {
        check: check.id,
        type: incident.type,
        severity: incident.severity,
        at: isoTime(moment),
        ...(quiet === undefined ? {} : { quiet: spellQuiet(quiet) }),
        routes: routesInOrder(lists, routedOf(incident, product, zone)),
        told: owner.flatMap((talk) => (talk.channels.length === 0 ? [] : [toldAt(talk, moment, zone)])),
        escalation: lifeBy(check.policy).escalate.map(({ after, failures, to }) => ({
          when: after === undefined ? `at ${failures} failures` : `after ${spell(after)}`,
          to,
        })),
        affected: routing.receivers.flatMap((receiver) =>
          notesOf(incident, receiver, taken, routing, NO_PAST).map(({ channels, products }) => ({
            receiver: receiver.name,
            address: channels[0]?.address ?? '',
            products,
          })),
        ),
      }
    },
  }
}

function supposed(
  { id, kind, product, dataset }: Check,
  type: IncidentType,
  severity: Severity,
  at: number,
  { dependents }: Mesh,
): Incident {
  return {
    id: 'supposed',
    status: 'open',
    severity,
    type,
    domain: domainOf(product),
    product,
    dataset,
    fields: [],
    segments: [],
    title: '',
    reason: '',
    since: at,
    openedAt: at,
    confirmedAt: [],
    affects: dependents.get(product) ?? [],
    members: [{ check: id, kind, verdict: { state: 'fail', code: 'supposed', reason: '' }, cleared: false }],
  }
}

function routesInOrder(lists: readonly (readonly ['contract' | 'table', readonly Route[]])[], of: Routed): RouteTestAnswer['routes'] {
  let decided = false
  return lists.flatMap(([list, routes]) =>
    routes.map((route, index) => {
      const because = decided ? 'an earlier route decides' : misfit(route, of)
      const { to, also } = route
      if (because === undefined && !also) decided = true
      return { list, place: index + 1, to, fits: because === undefined, also, ...(because === undefined ? {} : { because }) }
    }),
  )
}

function toldAt({ receiver, channels, hours }: Talk, at: number, zone: string): RouteTestAnswer['told'][number] {
  const begins = hours === undefined ? at : soonest(hours, at, zone)
  return {
    receiver: receiver.name,
    channels: receiver.addressed ? channels.map(({ address, from }) => ({ address, from })) : [],
    ...(begins > at ? { notBefore: isoTime(begins) } : {}),
  }
}
