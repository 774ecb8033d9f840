/**
 * Whom an incident goes to while nobody takes care of it: a channel or a notifier gets a conversation of its own, a person is called by
 * name in the owner's. Pure.
 */
import type { Incident, Transition } from '../../core/incident/incident.ts'
import type { NoticeForm } from '../../core/incident/notice.ts'
import type { Channel } from '../../core/mesh.ts'
import { destinationOf } from '../../core/routing/routes.ts'
import { isOf, type Receiver, type Routing } from './chain.ts'
import { further, isKnown, type Past, type Talk } from './talks.ts'

/** What is worth telling where it was escalated to: that somebody does something about it, that it is back, and its end. */
const NEWS: ReadonlySet<Transition['kind']> = new Set([
  'acknowledged',
  'unacknowledged',
  'snoozed',
  'muted',
  'woken',
  'reopened',
  'unstable',
  'resolved',
])

/**
 * `usual` is where the receiver would tell the owner, for a step that names no more than the receiver. `taken` are the addresses at which
 * the owner is told: there the step is news below what is said already.
 */
export function escalationTalks(
  incident: Incident,
  transition: Transition,
  receiver: Receiver,
  { platform }: Routing,
  past: Past,
  { usual, taken }: { readonly usual: readonly Channel[]; readonly taken: ReadonlySet<string> },
): readonly Talk[] {
  const old = NEWS.has(transition.kind) ? further(past, receiver, /^escalation:\d+:(.+)$/, []) : []
  const { to } = transition
  if (transition.kind !== 'escalated' || to === undefined || to.startsWith('@')) return old
  const { tool, address = usual[0]?.address, notifier } = destinationOf(to)
  const isMeant = notifier === undefined ? tool !== undefined && isOf(receiver, tool) : notifier === receiver.name
  if (!isMeant || address === undefined || taken.has(address)) return old
  // Nobody has taken care of it so far: where this place takes no message, somebody else has to hear of it.
  const others = platform.filter((channel) => isOf(receiver, channel.tool) && channel.address !== address)
  const channels: readonly Channel[] = [{ tool: receiver.kind, address, from: 'route' }, ...others]
  return [...old, { receiver, audience: `escalation:${incident.escalated ?? 1}:${address}`, channels }]
}

/** Of an incident that was over and came back the conversation goes on, and its step is news in it. */
export function formsOfEscalation(talk: Talk, { kind }: Transition, past: Past): readonly NoticeForm[] {
  return talk.receiver.threads && (kind !== 'escalated' || isKnown(past, talk)) ? ['edit', 'reply'] : ['root']
}
