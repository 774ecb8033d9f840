/**
 * Trouble that comes down the lineage: a product that is made from another one breaks with it. Whether one explains the other, in both
 * directions, because nobody knows which of them is looked at first. Pure.
 */
import { DAY, HOUR, type Instant } from '../calendar/time.ts'
import type { IncidentType } from '../check.ts'
import { isAtLeast } from '../routing/routes.ts'
import { isBad, type Judged } from '../verdict.ts'
import type { Incident } from './incident.ts'

/** Kinds of trouble that are passed on as another kind. */
const PASSED_ON: ReadonlyMap<IncidentType, readonly IncidentType[]> = new Map([
  ['distribution', ['quality']],
  ['quality', ['distribution']],
  ['freshness', ['volume']],
  ['availability', ['freshness']],
])

/** Whether a failure of a product comes from an incident of one that it is made from. Both have to be news of the same time. */
export function comesFrom(upstream: Incident, type: IncidentType, verdict: Judged, now: Instant): boolean {
  if (upstream.source !== undefined || now - lastNews(upstream) > DAY) return false
  if (type !== upstream.type && !PASSED_ON.get(upstream.type)?.includes(type)) return false
  return type === 'freshness' || type === 'volume' || overlap(upstream.fields, verdict.fields ?? [])
}

/** Whether an open incident of a product is what an incident that opens just now, of one that it is made from, brought about. */
export function wasBroughtBy(downstream: Incident, upstream: Incident, now: Instant): boolean {
  if (downstream.status === 'resolved' || downstream.source !== undefined || now - downstream.openedAt > HOUR) return false
  return downstream.members.every(
    ({ cleared, verdict }) => cleared || (isBad(verdict) && comesFrom(upstream, downstream.type, verdict, now)),
  )
}

/** The downstream incident goes on as part of the upstream one: its members with their names, and the end of its own life. */
export function handedOver(downstream: Incident, upstream: Incident, now: Instant): readonly [Incident, Incident] {
  const names = (key: 'fields' | 'segments') => [...new Set([...upstream[key], ...downstream[key]])]
  return [
    {
      ...upstream,
      members: [...upstream.members, ...downstream.members.filter(({ cleared }) => !cleared)],
      fields: names('fields'),
      segments: names('segments'),
      severity: isAtLeast(upstream.severity, downstream.severity) ? upstream.severity : downstream.severity,
    },
    { ...downstream, status: 'resolved', resolvedAt: now, cause: upstream.id },
  ]
}

function lastNews({ openedAt, confirmedAt }: Incident): Instant {
  return Math.max(openedAt, ...confirmedAt)
}

/** Nothing named says nothing against it. */
function overlap(one: readonly string[], other: readonly string[]): boolean {
  return one.length === 0 || other.length === 0 || one.some((name) => other.includes(name))
}
