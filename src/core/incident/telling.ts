/** What of a transition is told: news to everybody, a change that only shows in the message, or nothing. Pure. */
import type { Instant } from '../calendar/time.ts'
import { quietUntil } from './deed.ts'
import type { Incident, Transition, TransitionKind } from './incident.ts'

/** `shown`: where a message can be edited it is brought up to date, and nobody is called. */
export type Telling = 'told' | 'shown'

/** Steps on the way, of which nobody wants to be called. */
const QUIET_STEPS: ReadonlySet<TransitionKind> = new Set<TransitionKind>(['recovering', 'relapsed'])
/** What people did themselves, how it ends, and that it is back. */
const ALWAYS: ReadonlySet<TransitionKind> = new Set<TransitionKind>([
  'opened',
  'acknowledged',
  'unacknowledged',
  'snoozed',
  'muted',
  'woken',
  'reminded',
  'escalated',
  'unstable',
  'resolved',
])

export function tellingOf({ kind, at }: Pick<Transition, 'kind' | 'at'>, incident: Incident): Telling {
  if (QUIET_STEPS.has(kind)) return 'shown'
  if (ALWAYS.has(kind)) return 'told'
  return isKeptQuiet(incident, at) ? 'shown' : 'told'
}

function isKeptQuiet(incident: Incident, at: Instant): boolean {
  return incident.unstableSince !== undefined || quietUntil(incident, at) !== undefined
}
