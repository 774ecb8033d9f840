/** Who is told of a transition, and in which form: transitions become rows of the outbox. Pure. */

import type { Incident, Transition } from '../core/incident/incident.ts'
import type { Notice, NoticeForm, OutboxRow } from '../core/incident/notice.ts'
import { domainsHit, isCommon } from '../core/incident/source-trouble.ts'
import { tellingOf } from '../core/incident/telling.ts'
import type { Channel, Mesh, Product } from '../core/mesh.ts'

/** What routing has to know of a notifier. */
export interface Receiver {
  readonly name: string
  readonly kind: string
  readonly threads: boolean
  readonly addressed: boolean
}

export interface Routing {
  readonly mesh: Mesh
  readonly receivers: readonly Receiver[]
  /** Where the platform team is told, for trouble that is not the domain's. */
  readonly platform: readonly Channel[]
  /** Pages to look at, for an incident. */
  links(incident: Incident): Notice['links']
  /** Whether some of what still fails was learned. */
  learned?(incident: Incident): boolean
}

export function routeTransitions(
  transitions: readonly Transition[],
  incidents: readonly Incident[],
  routing: Routing,
): readonly OutboxRow[] {
  return transitions.flatMap((transition, order) => {
    const incident = incidents.find((one) => one.id === transition.incident)
    if (!incident) return []
    const product = routing.mesh.products.get(incident.product) ?? { id: incident.product, domain: incident.domain, channels: [] }
    const earlier = transitions.slice(0, order).filter((other) => other.incident === incident.id)
    return routing.receivers.flatMap((receiver) => {
      const channels = channelsFor(incident, product, receiver, routing)
      const forms = formsFor(receiver, transition, earlier, incident)
      return channels.length === 0
        ? []
        : forms.map((form, step) => outboxRow({ transition, incident, product, receiver, channels, form, order, step, routing }))
    })
  })
}

/** Who has no messages that can be edited hears of news only. */
function formsFor(
  { threads }: Receiver,
  transition: Transition,
  earlier: readonly Transition[],
  incident: Incident,
): readonly NoticeForm[] {
  const isNews = tellingOf(transition, incident) === 'told'
  if (!threads) return isNews ? ['root'] : []
  return formsOf(transition, earlier).filter((form) => isNews || form === 'edit')
}

/**
 * In a conversation the root is brought up to date and the news goes below it. Every notice carries the incident as it is when all is
 * decided, so that what happens in one go needs one root, or one edit.
 */
function formsOf({ kind }: Transition, earlier: readonly Transition[]): readonly NoticeForm[] {
  if (kind === 'opened') return ['root']
  if (earlier.some((other) => other.kind === 'opened')) return []
  return earlier.length > 0 ? ['reply'] : ['edit', 'reply']
}

/** Of a product that is not registered any more, only the platform team can be told. */
type Told = Pick<Product, 'id' | 'domain' | 'channels'> & Partial<Pick<Product, 'owner' | 'team' | 'purpose'>>

export function channelsFor(incident: Incident, product: Told, receiver: Receiver, routing: Routing): readonly Channel[] {
  if (!receiver.addressed) return [{ tool: receiver.name, address: receiver.name, from: 'defaults' }]
  const ofDomain = product.channels.filter(({ from }) => from === 'domain')
  const chain =
    incident.type === 'monitoring' || (isCommon(incident) && domainsHit(incident).size > 1)
      ? [...routing.platform, ...ofDomain]
      : [...(isCommon(incident) ? ofDomain : product.channels), ...routing.platform]
  const mine = chain.filter((channel) => channel.tool === receiver.kind || channel.tool === receiver.name)
  return mine.filter((channel, index) => mine.findIndex((other) => other.address === channel.address) === index)
}

interface RowParts {
  readonly transition: Transition
  readonly incident: Incident
  readonly product: Told
  readonly receiver: Receiver
  readonly channels: readonly Channel[]
  readonly form: NoticeForm
  readonly order: number
  readonly step: number
  readonly routing: Routing
}

function outboxRow({ transition, incident, product, receiver, channels, form, order, step, routing }: RowParts): OutboxRow {
  const id = `${incident.id}.${transition.at}.${order}.${step}.${receiver.name}`
  // A source belongs to whoever runs it, not to the product that was looked at first.
  const { owner, team, purpose } = incident.source === undefined ? product : {}
  return {
    id,
    incident: incident.id,
    receiver: receiver.name,
    audience: '',
    channels,
    position: 0,
    notice: {
      id,
      form,
      incident,
      transition: transition.kind,
      at: transition.at,
      reason: transition.reason,
      ...(transition.by === undefined ? {} : { by: transition.by }),
      product: {
        id: product.id,
        zone: routing.mesh.domains.get(product.domain)?.zone ?? 'UTC',
        ...(owner === undefined ? {} : { owner }),
        ...(team === undefined ? {} : { team }),
        ...(purpose === undefined ? {} : { purpose }),
      },
      links: routing.links(incident),
      ...(routing.learned?.(incident) ? { learned: true } : {}),
    },
    state: 'queued',
    attempts: 0,
    createdAt: transition.at,
    notBefore: Math.max(transition.at, incident.tellAt ?? transition.at),
  }
}
