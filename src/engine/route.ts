/** Who is told of a transition, and in which form: transitions become rows of the outbox. Pure. */

import type { Incident, IncidentId, Transition } from '../core/incident/incident.ts'
import type { Notice, NoticeForm, OutboxRow } from '../core/incident/notice.ts'
import { tellingOf } from '../core/incident/telling.ts'
import { keptQuiet } from './quiet/kept-quiet.ts'
import { channelsFor, type Receiver, type Routing, type Told } from './routing/chain.ts'
import { notesOf, saidOf } from './routing/effects.ts'
import { escalationTalks, formsOfEscalation } from './routing/escalation.ts'
import { isKnown, NO_PAST, ownerTalks, type Past, type Talk } from './routing/talks.ts'
import { calledBy, isSaid, timingOf } from './routing/timing.ts'

export type { Receiver, Routing } from './routing/chain.ts'

/** `pasts` says of incidents that were there before who was told. */
export function routeTransitions(
  transitions: readonly Transition[],
  incidents: readonly Incident[],
  routing: Routing,
  pasts: ReadonlyMap<IncidentId, Past> = new Map(),
): readonly OutboxRow[] {
  return transitions.flatMap((transition, order) => {
    const incident = incidents.find((one) => one.id === transition.incident)
    if (!incident) return []
    const product: Told = routing.mesh.products.get(incident.product) ?? { id: incident.product, domain: incident.domain, channels: [] }
    const past = pasts.get(incident.id) ?? NO_PAST
    const earlier = transitions.slice(0, order).filter((other) => other.incident === incident.id)
    return routing.receivers.flatMap((receiver) => {
      const parts = { transition, incident, product, order, routing, past, earlier }
      const owner = ownerTalks(incident, product, receiver, routing, past).filter(({ channels }) => channels.length > 0)
      const told = owner.flatMap((talk) => {
        return formsFor(receiver, transition, earlier, incident).flatMap((form, step) =>
          outboxRows({ ...parts, talk, form, step, kind: transition.kind }),
        )
      })
      const taken = new Set(owner.flatMap(({ channels }) => channels.slice(0, 1).map(({ address }) => address)))
      const owners = { usual: channelsFor(incident, product, receiver, routing), taken }
      const raised = escalationTalks(incident, transition, receiver, routing, past, owners).flatMap((talk) =>
        formsOfEscalation(talk, transition, past).flatMap((form, step) =>
          outboxRows({ ...parts, talk, form, step, kind: transition.kind }),
        ),
      )
      const ownerAt = receiver.addressed ? [...taken][0] : undefined
      const notes = notesOf(incident, receiver, taken, routing, past).flatMap((talk) => {
        const effect = { products: talk.products, ...(ownerAt === undefined ? {} : { ownerAt }) }
        return saidOf(talk, transition, incident, earlier, past).flatMap(({ form, kind }, step) => {
          if (!receiver.threads && form === 'edit') return []
          return outboxRows({ ...parts, talk, form: receiver.threads ? form : 'root', step, kind, effect })
        })
      })
      const all = [...told, ...raised, ...notes]
      return incident.hushedBy === undefined ? all : keptQuiet(all, ({ audience }) => isKnown(past, { receiver, audience }))
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

interface RowParts {
  readonly transition: Transition
  readonly incident: Incident
  readonly product: Told
  readonly talk: Talk
  readonly form: NoticeForm
  readonly kind: Notice['transition']
  readonly effect?: NonNullable<Notice['effect']>
  readonly order: number
  readonly step: number
  readonly routing: Routing
  readonly past: Past
  /** What the incident did before in the same go. */
  readonly earlier: readonly Transition[]
}

/** One row, or none while the beginning of the conversation waits. */
function outboxRows({
  transition,
  incident,
  product,
  talk,
  form,
  kind,
  effect,
  order,
  step,
  routing,
  past,
  earlier,
}: RowParts): readonly OutboxRow[] {
  const { receiver, audience, channels } = talk
  const id = `${incident.id}.${transition.at}.${order}.${step}.${receiver.name}${audience === '' ? '' : `.${audience}`}`
  // A source belongs to whoever runs it, not to the product that was looked at first.
  const { owner, team, purpose } = incident.source === undefined ? product : {}
  const zone = routing.mesh.domains.get(product.domain)?.zone ?? 'UTC'
  const mention = calledBy(transition, talk)
  const timing = timingOf(talk, transition, incident, past, zone)
  if (timing === undefined || isSaid(timing, talk, earlier, past)) return []
  const { deferred, ...times } = timing
  const row: OutboxRow = {
    id,
    incident: incident.id,
    receiver: receiver.name,
    audience,
    channels,
    position: 0,
    notice: {
      id,
      form,
      incident,
      transition: kind,
      at: transition.at,
      reason: transition.reason,
      ...(transition.by === undefined ? {} : { by: transition.by }),
      ...(audience === '' ? {} : { audience }),
      ...(effect === undefined ? {} : { effect }),
      ...(mention === undefined ? {} : { mention }),
      ...(deferred && { deferred }),
      product: {
        id: product.id,
        zone,
        ...(owner === undefined ? {} : { owner }),
        ...(team === undefined ? {} : { team }),
        ...(purpose === undefined ? {} : { purpose }),
      },
      links: routing.links(incident),
      ...(routing.learned?.(incident) ? { learned: true } : {}),
    },
    state: 'queued',
    attempts: 0,
    ...times,
  }
  return [row]
}
