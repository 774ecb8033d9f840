/**
 * What those hear who depend on a product: one note per channel that they are affected, and its end; nothing of what happens in between.
 * Subscribers hear the same. Pure.
 */
import type { Incident, Transition } from '../../core/incident/incident.ts'
import type { NoticeForm, NoticeKind } from '../../core/incident/notice.ts'
import { isCommon } from '../../core/incident/source-trouble.ts'
import type { Channel } from '../../core/mesh.ts'
import type { ProductId } from '../../core/names.ts'
import { isNamed } from '../../core/routing/pattern.ts'
import { destinationOf, isAtLeast, USUAL_EFFECTS } from '../../core/routing/routes.ts'
import { isBad } from '../../core/verdict.ts'
import type { Receiver, Routing } from './chain.ts'
import { isKnown, type Past, type Talk } from './talks.ts'

export interface Note extends Talk {
  /** Products it is about; the newest of what is known of the lineage. */
  readonly products: readonly ProductId[]
}

/** Products that an incident is felt in, its own left out unless it is about many tables at once. */
export function affectedBy(incident: Incident, { mesh }: Routing): readonly ProductId[] {
  const hit = isCommon(incident) ? [incident.product, ...incident.affects] : []
  const below = [incident.product, ...incident.affects].flatMap((product) => mesh.dependents.get(product) ?? [])
  const all = new Set([...hit, ...incident.affects, ...below])
  if (!isCommon(incident)) all.delete(incident.product)
  return [...all].filter((product) => mesh.products.has(product)).sort()
}

/** Notes to consumers and subscribers through one receiver. `taken` are the addresses at which the owner is told of all of it. */
export function notesOf(incident: Incident, receiver: Receiver, taken: ReadonlySet<string>, routing: Routing, past: Past): readonly Note[] {
  const begun = begunBefore(incident, receiver, routing, past)
  if (incident.type === 'monitoring') return begun
  const affected = affectedBy(incident, routing)
  const effects = isTold(incident, routing) ? consumerNotes(affected, receiver, taken, routing) : []
  const places = new Set([...taken, ...effects.map(({ channels }) => channels[0]?.address ?? '')])
  const notes = [...effects, ...subscriberNotes(incident, affected, receiver, places, routing)]
  return [...notes, ...begun.filter(({ audience }) => !notes.some((note) => note.audience === audience))]
}

function isTold({ severity, type }: Incident, { effects = USUAL_EFFECTS }: Routing): boolean {
  if (effects.from === 'never' || (effects.types && !effects.types.includes(type))) return false
  return isAtLeast(severity, effects.from)
}

/** A consumer is told where it wants to be told of its own trouble; whoever has no channel is not told by way of the platform's. */
function consumerNotes(affected: readonly ProductId[], receiver: Receiver, taken: ReadonlySet<string>, { mesh }: Routing): readonly Note[] {
  if (!receiver.addressed) return []
  const byAddress = new Map<string, { readonly channel: Channel; readonly products: ProductId[] }>()
  for (const id of affected) {
    const channel = mesh.products
      .get(id)
      ?.channels.find(({ tool, from }) => from !== 'defaults' && (tool === receiver.kind || tool === receiver.name))
    if (channel === undefined || taken.has(channel.address)) continue
    const known = byAddress.get(channel.address)
    if (known) known.products.push(id)
    else byAddress.set(channel.address, { channel, products: [id] })
  }
  return [...byAddress.values()].map(({ channel, products }) => {
    return { receiver, audience: `affected:${channel.address}`, channels: [channel], products }
  })
}

function subscriberNotes(
  incident: Incident,
  affected: readonly ProductId[],
  receiver: Receiver,
  taken: ReadonlySet<string>,
  { subscriptions = [] }: Routing,
): readonly Note[] {
  const places = new Set(taken)
  return subscriptions.flatMap((subscription): readonly Note[] => {
    if (!isAtLeast(incident.severity, subscription.from)) return []
    const products = [incident.product, ...affected].filter((product) => isNamed(product, subscription.products))
    const channel = placeOf(subscription.to, receiver)
    if (products.length === 0 || channel === undefined || places.has(channel.address)) return []
    places.add(channel.address)
    return [{ receiver, audience: `subscriber:${subscription.name}`, channels: [channel], products: [...new Set(products)] }]
  })
}

function placeOf(to: string, { kind, name, addressed }: Receiver): Channel | undefined {
  const { tool, address, notifier } = destinationOf(to)
  if (notifier !== undefined) return notifier === name && !addressed ? { tool: name, address: name, from: 'route' } : undefined
  if (address === undefined || !addressed || (tool !== kind && tool !== name)) return undefined
  return { tool, address, from: 'route' }
}

/** Notes that were begun go on to their end, whatever became of lineage and subscriptions since. */
function begunBefore(incident: Incident, receiver: Receiver, routing: Routing, past: Past): readonly Note[] {
  return past.told.flatMap(({ receiver: name, audience }): readonly Note[] => {
    const [, kind, of = ''] = /^(affected|subscriber):(.+)$/.exec(audience) ?? []
    if (name !== receiver.name || kind === undefined) return []
    const to = kind === 'affected' ? of : routing.subscriptions?.find((one) => one.name === of)?.to
    const address = (to === undefined ? undefined : destinationOf(to).address) ?? to ?? receiver.name
    const ofChannel = affectedBy(incident, routing).filter((id) =>
      routing.mesh.products.get(id)?.channels.some((channel) => channel.address === address),
    )
    return [{ receiver, audience, channels: [{ tool: receiver.kind, address, from: 'route' }], products: ofChannel }]
  })
}

interface Said {
  readonly form: NoticeForm
  readonly kind: NoticeKind
}

const MAY_BEGIN: ReadonlySet<Transition['kind']> = new Set(['opened', 'joined', 'changed', 'reopened', 'unstable', 'escalated', 'woken'])

/** What a transition means for a note. `earlier` are the transitions of the same incident that were decided in one go with it. */
export function saidOf(
  note: Note,
  transition: Transition,
  incident: Incident,
  earlier: readonly Transition[],
  past: Past,
): readonly Said[] {
  const isBegunNow = earlier.some(({ kind }) => MAY_BEGIN.has(kind)) && !isKnown(past, note)
  if (transition.kind === 'resolved') {
    if (!isKnown(past, note) && !isBegunNow) return []
    // Where another incident explains it, the note of that one goes on in the same channel.
    const end: readonly Said[] = [
      { form: 'edit', kind: 'unaffected' },
      { form: 'reply', kind: 'unaffected' },
    ]
    return incident.cause === undefined ? end : end.slice(0, 1)
  }
  if (!isKnown(past, note)) return MAY_BEGIN.has(transition.kind) && !isBegunNow ? [{ form: 'root', kind: 'affected' }] : []
  if (transition.kind === 'reopened' || transition.kind === 'unstable') {
    const again: readonly Said[] = [
      { form: 'edit', kind: 'affected' },
      { form: 'reply', kind: 'affected' },
    ]
    return past.wasOver ? again : []
  }
  return showsIn(note.products, transition, incident) ? [{ form: 'edit', kind: 'affected' }] : []
}

/** Whether the transition is that a product of the note broke itself. */
function showsIn(products: readonly ProductId[], { kind, reason }: Transition, { members }: Incident): boolean {
  if (kind !== 'joined' && kind !== 'changed') return false
  return members.some(
    ({ check, cleared, verdict }) =>
      !cleared && isBad(verdict) && verdict.reason === reason && products.some((product) => check.startsWith(`${product}/`)),
  )
}
