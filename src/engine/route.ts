/** Who is told of a transition, and in which form: transitions become rows of the outbox. Pure. */
import type { Incident, Transition } from '../core/incident/incident.ts'
import type { Notice, NoticeForm, OutboxRow } from '../core/incident/notice.ts'
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
}

/** Below a thread's root: the root is brought up to date, and the news goes into the thread. */
const FORMS: Readonly<Record<Transition['kind'], readonly NoticeForm[]>> = {
  opened: ['root'],
  joined: ['edit', 'reply'],
  changed: ['edit', 'reply'],
  acknowledged: ['edit', 'reply'],
  resolved: ['edit', 'reply'],
}

export function routeTransitions(
  transitions: readonly Transition[],
  incidents: readonly Incident[],
  routing: Routing,
): readonly OutboxRow[] {
  return transitions.flatMap((transition, order) => {
    const incident = incidents.find((one) => one.id === transition.incident)
    const product = incident && routing.mesh.products.get(incident.product)
    if (!incident || !product) return []
    return routing.receivers.flatMap((receiver) => {
      const channels = channelsFor(incident, product, receiver, routing)
      const forms: readonly NoticeForm[] = receiver.threads ? FORMS[transition.kind] : ['root']
      return channels.length === 0
        ? []
        : forms.map((form, step) => outboxRow({ transition, incident, product, receiver, channels, form, order, step, routing }))
    })
  })
}

export function channelsFor(incident: Incident, product: Product, receiver: Receiver, routing: Routing): readonly Channel[] {
  if (!receiver.addressed) return [{ tool: receiver.name, address: receiver.name, from: 'defaults' }]
  const chain =
    incident.type === 'monitoring'
      ? [...routing.platform, ...product.channels.filter((one) => one.from === 'domain')]
      : [...product.channels, ...routing.platform]
  const mine = chain.filter((channel) => channel.tool === receiver.kind || channel.tool === receiver.name)
  return mine.filter((channel, index) => mine.findIndex((other) => other.address === channel.address) === index)
}

interface RowParts {
  readonly transition: Transition
  readonly incident: Incident
  readonly product: Product
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
    channels,
    position: 0,
    notice: {
      id,
      form,
      incident,
      transition: transition.kind,
      at: transition.at,
      reason: transition.reason,
      product: {
        id: product.id,
        zone: routing.mesh.domains.get(product.domain)?.zone ?? 'UTC',
        ...(owner === undefined ? {} : { owner }),
        ...(team === undefined ? {} : { team }),
        ...(purpose === undefined ? {} : { purpose }),
      },
      links: routing.links(incident),
    },
    state: 'queued',
    attempts: 0,
    createdAt: transition.at,
    notBefore: transition.at,
  }
}
