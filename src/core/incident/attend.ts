/**
 * What the passing of time does to an incident that goes on: people are reminded of what nobody takes care of, it is escalated, and what was
 * put aside comes back. One step at a time; the clocks are in the incident, so that a restart changes none. Pure.
 */
import { type Instant, type Millis, spell } from '../calendar/time.ts'
import type { Severity } from '../names.ts'
import { awoken, quietUntil } from './deed.ts'
import type { Incident, Transition } from './incident.ts'
import type { EscalationStep, Life } from './life.ts'

export interface Attended {
  readonly incident: Incident
  readonly transition: Transition
}

/** Undefined where nothing is due. `isQuiet`: a window or a silence is on. */
export function attend(incident: Incident, life: Life, now: Instant, isQuiet = false): Attended | undefined {
  if (incident.status === 'resolved' || now < (incident.tellAt ?? now) || isQuiet) return undefined
  if (incident.hushedBy !== undefined) return heard(incident, now)
  const { snoozedUntil, mutedUntil } = incident
  if ((snoozedUntil !== undefined && snoozedUntil <= now) || (mutedUntil !== undefined && mutedUntil <= now))
    return step({ ...awoken(incident), remindedAt: now }, 'woken', `it was put aside and is not over: ${incident.reason}`, now)
  if (incident.status !== 'open' || quietUntil(incident, now) !== undefined) return undefined
  const taken = incident.escalated ?? 0
  const next = life.escalate[taken]
  if (next && isDue(next, incident, now)) {
    const told = step(
      { ...incident, escalated: taken + 1 },
      'escalated',
      `nobody takes care of it since ${openFor(incident, now)}, so it goes to ${next.to}: ${incident.reason}`,
      now,
    )
    return { ...told, transition: { ...told.transition, to: next.to } }
  }
  const every = remindsEvery(life, incident)
  const told = Math.max(incident.openedAt, incident.remindedAt ?? 0, ...(incident.reopenedAt ?? []))
  if (every === 0 || now - told < every) return undefined
  return step({ ...incident, remindedAt: now }, 'reminded', `it goes on since ${openFor(incident, now)}: ${incident.reason}`, now)
}

/** From now on people know, so what happens when nobody takes care of it is reckoned from now. */
function heard({ hushedBy, ...incident }: Incident, now: Instant): Attended {
  return step({ ...incident, tellAt: now, remindedAt: now }, 'woken', `${hushedBy} is over and it is not: ${incident.reason}`, now)
}

const URGENT: readonly Severity[] = ['critical', 'high']

function remindsEvery({ remindUrgent, remind }: Life, { severity }: Incident): Millis {
  return URGENT.includes(severity) ? remindUrgent : remind
}

function step(incident: Incident, kind: Transition['kind'], reason: string, at: Instant): Attended {
  return { incident, transition: { incident: incident.id, kind, at, reason } }
}

function isDue({ after, failures }: EscalationStep, incident: Incident, now: Instant): boolean {
  const begun = Math.max(incident.openedAt, incident.tellAt ?? 0, ...(incident.reopenedAt ?? []))
  return (after !== undefined && now - begun >= after) || (failures !== undefined && (incident.failedLooks ?? 1) >= failures)
}

function openFor({ openedAt, reopenedAt = [] }: Incident, now: Instant): string {
  return spell(now - Math.max(openedAt, ...reopenedAt))
}
