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

export interface RouteStep {
  readonly incident: Incident
  readonly transition: Transition
}

/** `met` is the incident that could not be told there. */
export function routeLost({ receiver, address }: Route, why: string, met: Incident, now: Instant): RouteStep {
  const source = `${receiver} ${address}`
  const reason = `messages meant for it go elsewhere: ${why}`
  const incident: Incident = {
    id: createHash('sha256').update(`route|${source}|${now}`).digest('hex').slice(0, 12),
    status: 'open',
    severity: 'medium',
    type: 'monitoring',
    domain: met.domain,
    product: met.product,
    dataset: met.dataset,
    source,
    fields: [],
    segments: [],
    title: `${receiver} channel ${address} cannot be reached`,
    reason,
    since: now,
    openedAt: now,
    confirmedAt: [],
    affects: [],
    members: [],
  }
  return { incident, transition: { incident: incident.id, kind: 'opened', at: now, reason } }
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
