/** How long things last in the life of an incident, as a domain or a contract sets it. */
import { HOUR, MINUTE, type Millis } from '../calendar/time.ts'

/** One step of an escalation: after it was open for so long, or failed so many looks, with nobody taking care of it. */
export interface EscalationStep {
  readonly after?: Millis
  readonly failures?: number
  /** A channel, a person (`@name`), or the name of a notifier. */
  readonly to: string
}

export interface Life {
  /** How long it has to fail, and to pass, on top of how often. */
  readonly openFor: Millis
  readonly resolveFor: Millis
  /** The same trouble that comes back that soon after its end is the same incident. */
  readonly reopenWithin: Millis
  /** Openings, ends and reopenings within an hour that make it unstable. */
  readonly unstableAfter: number
  /** An unstable incident is over when nothing failed for so long. */
  readonly calm: Millis
  /** How often people are reminded of what nobody takes care of; 0 for never. What is urgent has the first, all else the second. */
  readonly remindUrgent: Millis
  readonly remind: Millis
  readonly escalate: readonly EscalationStep[]
}

export const USUAL_LIFE: Life = {
  openFor: 0,
  resolveFor: 0,
  reopenWithin: HOUR,
  unstableAfter: 3,
  calm: 30 * MINUTE,
  remindUrgent: 4 * HOUR,
  remind: 24 * HOUR,
  escalate: [],
}

/** What a policy says, and the usual where it says nothing. */
export function lifeBy(policy: { readonly life?: Life } | undefined): Life {
  return policy?.life ?? USUAL_LIFE
}
