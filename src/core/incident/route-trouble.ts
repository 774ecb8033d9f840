/**
 * A channel that takes no messages, because it is gone, archived, closed to the notifier or called otherwise now, is a fault of the configuration:
 * an incident of the platform team, one for each channel. Pure.
 */
import { createHash } from 'node:crypto'
import type { Instant } from '../calendar/time.ts'
import type { Incident, Transition } from './incident.ts'

export interface Route {
  readonly receiver: string
  readonly address: string
}

/** What a look at a channel says, without sending anything there. */
export type RouteFinding = 'fine' | { readonly reachable: boolean; readonly why: string }

export interface RouteStep {
  readonly incident: Incident
  readonly transition: Transition
}

/** Whose trouble it is first: those who named the channel. */
export type Named = Pick<Incident, 'domain' | 'product' | 'dataset'>

/** `reachable`: messages still arrive, because its id is known; by its name nobody finds it any more. */
export function routeLost(
  { receiver, address }: Route,
  { reachable, why }: Exclude<RouteFinding, 'fine'>,
  by: Named,
  now: Instant,
): RouteStep {
  const source = `${receiver} ${address}`
  const reason = reachable ? `${RENAMED}: ${why}; name it so in the configuration` : `${ELSEWHERE}: ${why}`
  const incident: Incident = {
    id: createHash('sha256').update(`route|${source}|${now}`).digest('hex').slice(0, 12),
    status: 'open',
    severity: reachable ? 'low' : 'medium',
    type: 'monitoring',
    domain: by.domain,
    product: by.product,
    dataset: by.dataset,
    source,
    fields: [],
    segments: [],
    title: `${receiver} channel ${address} ${reachable ? 'has another name now' : 'cannot be reached'}`,
    reason,
    since: now,
    openedAt: now,
    confirmedAt: [],
    affects: [],
    members: [],
  }
  return { incident, transition: { incident: incident.id, kind: 'opened', at: now, reason } }
}

const ELSEWHERE = 'messages meant for it go elsewhere'
const RENAMED = 'it was renamed'

/** A message that arrives ends what is said of a channel that took none, and a look ends what only a look can tell. */
export function endedBy({ reason }: Incident): 'message' | 'look' {
  return reason.startsWith(RENAMED) ? 'look' : 'message'
}

export function routeFound(incident: Incident, reason: string, now: Instant): RouteStep {
  return {
    incident: { ...incident, status: 'resolved', resolvedAt: now },
    transition: { incident: incident.id, kind: 'resolved', at: now, reason },
  }
}

/** Which channel an incident is about, where it is about one: those about sources have checks as members. */
export function routeOf({ type, source, members }: Incident): Route | undefined {
  const [, receiver, address] = /^(\S+) (.+)$/.exec(source ?? '') ?? []
  return type === 'monitoring' && members.length === 0 && receiver !== undefined && address !== undefined
    ? { receiver, address }
    : undefined
}
