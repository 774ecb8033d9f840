/**
 * Who hears of a transition: the conversations it belongs to. Here those of the owner, by the usual chain or by the table of routes; what an
 * escalation tells is in `escalation.ts`, what those downstream and subscribers hear in `effects.ts`. Pure.
 */
import type { Incident } from '../../core/incident/incident.ts'
import type { Channel } from '../../core/mesh.ts'
import { type Applied, applicable, destinationOf, type Hours, type Routed } from '../../core/routing/routes.ts'
import type { KnownConversation } from '../../core/store.ts'
import { channelsFor, isKeptFor, isOf, type Receiver, type Routing, type Told } from './chain.ts'

export interface Talk {
  readonly receiver: Receiver
  /** See `OutboxRow.audience`. */
  readonly audience: string
  readonly channels: readonly Channel[]
  /** A beginning waits for any of these hours. */
  readonly hours?: readonly Hours[]
  /** It was begun before, and nothing would begin it now. */
  readonly goesOn?: true
}

/** What is known of the conversations about an incident that were begun before. */
export interface Past {
  readonly told: readonly Pick<KnownConversation, 'receiver' | 'audience' | 'waits'>[]
  /** Where the owner's conversation is, or will be when it waits, by receiver. */
  readonly homes: ReadonlyMap<string, string>
  /** It was over, and everybody has heard so. */
  readonly wasOver: boolean
}

export const NO_PAST: Past = { told: [], homes: new Map(), wasOver: false }

export function isKnown(past: Past, talk: Pick<Talk, 'receiver' | 'audience'>): boolean {
  return toldOf(past, talk) !== undefined
}

export function toldOf({ told }: Past, { receiver, audience }: Pick<Talk, 'receiver' | 'audience'>): Past['told'][number] | undefined {
  return told.find((one) => one.receiver === receiver.name && one.audience === audience)
}

/** The routes that apply. The hours are those in which it opened: an incident stays where it was told first. */
export function routesOf(incident: Incident, product: Told, { mesh, table = [] }: Routing): readonly Applied[] {
  return applicable(routedOf(incident, product, mesh.domains.get(incident.domain)?.zone ?? 'UTC'), product.routes ?? [], table)
}

export function routedOf(incident: Incident, { tier }: Pick<Told, 'tier'>, zone: string): Routed {
  const { domain, product, dataset, type, severity, openedAt } = incident
  return { domain, product, dataset, type, severity, ...(tier && { tier }), at: openedAt, zone }
}

interface Target extends Pick<Talk, 'hours'> {
  readonly channel?: Channel
}

/** The places of one receiver that routes name, in their order and each once, at the earliest that one of them says; no `channel` stands for the usual chain of the receiver. */
function targetsOf(applied: readonly Applied[], receiver: Receiver): readonly Target[] {
  const all = applied.flatMap(({ route: { to, defer, match } }) =>
    to.flatMap((text): readonly Target[] => {
      const { tool, address, notifier } = destinationOf(text)
      const hours = defer && match.time ? { hours: [match.time] } : {}
      if (notifier !== undefined) return notifier === receiver.name ? [hours] : []
      if (address === undefined || tool === undefined || !isOf(receiver, tool)) return []
      return [{ channel: { tool, address, from: 'route' }, ...hours }]
    }),
  )
  return [...Map.groupBy(all, ({ channel }) => channel?.address).values()].map((same) => {
    const channel = same[0]?.channel
    const hours = same.every((target) => target.hours) ? same.flatMap((target) => target.hours ?? []) : undefined
    return { ...(channel && { channel }), ...(hours && { hours }) }
  })
}

/** The owner's conversations of one receiver: the first of them, and a further one for each other place that routes name. */
export function ownerTalks(
  incident: Incident,
  product: Told,
  receiver: Receiver,
  routing: Routing,
  past: Past,
  applied = routesOf(incident, product, routing),
): readonly Talk[] {
  const usual = channelsFor(incident, product, receiver, routing)
  const targets = targetsOf(applied, receiver)
  const isDecided = applied.some(({ route }) => !route.also)
  const isTold = past.told.some(({ receiver: name, audience }) => name === receiver.name && audience === '')
  if (!receiver.addressed) {
    // Whoever the table or an escalation names gets what is sent there; the others hear of everything.
    const isNamed = [...(routing.table ?? []), ...(product.routes ?? [])].some(({ to }) => to.includes(receiver.name))
    if ((isNamed || isKeptFor(incident, receiver, routing.mesh)) && targets.length === 0 && !isTold) return []
    return [{ receiver, audience: '', channels: usual, ...pick(targets[0]?.hours) }]
  }
  const wanted: readonly Target[] = isDecided || usual.length === 0 ? targets : [{}, ...targets]
  const home = past.homes.get(receiver.name)
  const talks = wanted.flatMap(({ channel, hours }, index): readonly Talk[] => {
    const isFirst = index === 0 && (home === undefined || channel === undefined || channel.address === home)
    if (isFirst || channel === undefined) {
      const rest = usual.filter(({ address }) => address !== channel?.address)
      return isFirst && (channel || rest.length > 0)
        ? [{ receiver, audience: '', channels: [...(channel ? [channel] : []), ...rest], ...pick(hours) }]
        : []
    }
    if (channel.address === home || (!isDecided && channel.address === usual[0]?.address)) return []
    return [{ receiver, audience: `route:${channel.address}`, channels: [channel], ...pick(hours) }]
  })
  const isLeft = isTold && !talks.some(({ audience }) => audience === '')
  const goesOn: readonly Talk[] = isLeft ? [{ receiver, audience: '', channels: usual, goesOn: true }] : []
  return [...goesOn, ...talks, ...further(past, receiver, /^route:(.+)$/, talks)]
}

function pick(hours: Talk['hours']): Pick<Talk, 'hours'> {
  return hours === undefined ? {} : { hours }
}

/** Conversations of this kind that were begun before and go on, although nothing would begin them now. `form` captures the address. */
export function further(past: Past, receiver: Receiver, form: RegExp, now: readonly Talk[]): readonly Talk[] {
  return past.told.flatMap(({ receiver: name, audience }): readonly Talk[] => {
    const [, address] = form.exec(audience) ?? []
    if (name !== receiver.name || address === undefined || now.some((talk) => talk.audience === audience)) return []
    return [{ receiver, audience, channels: [{ tool: receiver.kind, address, from: 'route' }], goesOn: true }]
  })
}
