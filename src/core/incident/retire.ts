/**
 * What becomes of open incidents when their checks are watched no longer, because a product, a dataset or a promise was removed: such
 * a check can neither pass nor fail again. Pure.
 */
import type { Instant } from '../calendar/time.ts'
import type { CheckId } from '../check.ts'
import type { Advance } from './advance.ts'
import type { Incident } from './incident.ts'

/** Members that nobody watches are cleared; an incident that has no others is over. */
export function retire(open: readonly Incident[], isWatched: (check: CheckId) => boolean, now: Instant): Advance {
  const incidents = open.flatMap((incident): readonly Incident[] => {
    const left = incident.members.filter(({ check, cleared }) => !cleared && isWatched(check))
    const gone = incident.members.some(({ check, cleared }) => !cleared && !isWatched(check))
    if (!gone) return []
    const members = incident.members.map((member) => (isWatched(member.check) ? member : { ...member, cleared: true }))
    return [left.length > 0 ? { ...incident, members } : { ...incident, members, status: 'resolved', resolvedAt: now }]
  })
  const over = incidents.filter(({ status }) => status === 'resolved')
  return {
    incidents,
    transitions: over.map(({ id }) => ({ incident: id, kind: 'resolved', at: now, reason: 'it is no longer watched' })),
  }
}
