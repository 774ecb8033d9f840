/** An incident is a problem with a beginning and an end. It groups the verdicts that have one cause. */

import type { Instant } from '../calendar/time.ts'
import type { CheckId, IncidentType } from '../check.ts'
import type { DatasetId, DomainId, ProductId, Severity } from '../names.ts'
import type { Verdict } from '../verdict.ts'

export type IncidentId = string
export const STATUSES = ['pending', 'open', 'acknowledged', 'recovering', 'resolved'] as const
/**
 * `pending`: it fails, but not often or not long enough; `recovering`: all of it passes, but not often or not long enough. The life of an
 * incident in between is `open` until somebody takes it, then `acknowledged`.
 */
export type IncidentStatus = (typeof STATUSES)[number]

/** Those that are not over: what can still change, and what else may join. */
export const GOING_ON = ['open', 'acknowledged', 'recovering'] as const satisfies readonly IncidentStatus[]

/** One check inside an incident. */
export interface Member {
  readonly check: CheckId
  readonly kind: string
  readonly verdict: Verdict
  /** It passed again; kept for the record. */
  readonly cleared: boolean
  /** It passes, but not yet often or long enough to be cleared. */
  readonly passing?: true
}

export interface Incident {
  readonly id: IncidentId
  readonly status: IncidentStatus
  readonly severity: Severity
  readonly type: IncidentType
  readonly domain: DomainId
  readonly product: ProductId
  readonly dataset: DatasetId
  /** For incidents of a whole source: it could not be asked, or most of its tables are in the same trouble. */
  readonly source?: string
  readonly fields: readonly string[]
  readonly segments: readonly string[]
  readonly title: string
  readonly reason: string
  /** When the trouble began by the data itself, which may be before it was noticed. */
  readonly since: Instant
  readonly openedAt: Instant
  /** Times at which new trouble joined the open incident. */
  readonly confirmedAt: readonly Instant[]
  readonly acknowledgedAt?: Instant
  /** Who took it. */
  readonly acknowledgedBy?: string
  readonly resolvedAt?: Instant
  /** Times at which it broke again after it was over, or after all of it passed. */
  readonly reopenedAt?: readonly Instant[]
  /** It comes and goes: since when it is held open until it has been calm for a while. */
  readonly unstableSince?: Instant
  /** Until then only its end is told. */
  readonly snoozedUntil?: Instant
  /** Nothing but its end is told; for how long at most. */
  readonly mutedUntil?: Instant
  readonly remindedAt?: Instant
  /** Steps of its escalation that were taken. */
  readonly escalated?: number
  /** Looks at which any of it failed, and the last one of them. */
  readonly failedLooks?: number
  readonly failedAt?: Instant
  /** Nobody is told before: what else goes wrong meanwhile may make another incident of it. */
  readonly tellAt?: Instant
  /** It began where people wanted quiet, in these words; until that is over nobody is told who was not told before. */
  readonly hushedBy?: string
  /** The incident that explains this one. */
  readonly cause?: IncidentId
  /** Products that depend on this one, over any number of steps. */
  readonly affects: readonly ProductId[]
  readonly members: readonly Member[]
}

/** Whether it is about a source that cannot be asked; those about channels of receivers have no members. */
export function isOutage(incident: Incident): incident is Incident & { readonly source: string } {
  return incident.type === 'monitoring' && incident.source !== undefined && incident.members.length > 0
}

/** What a check looked like after its last judgement. */
export interface CheckState {
  readonly check: CheckId
  readonly verdict: Verdict
  readonly at: Instant
  /** Since when the state is what it is. */
  readonly since: Instant
  /** Judgements in a row like `verdict`: warn and fail count together; of the unknown, those that were blind and the others apart. */
  readonly streak: number
  readonly memo?: unknown
  /** The teaching under which the memo was learned (see `lessonsOf`); missing where there was none. */
  readonly lessons?: string
}

export const TRANSITIONS = [
  'opened',
  'joined',
  'changed',
  'acknowledged',
  'unacknowledged',
  'recovering',
  'relapsed',
  'reopened',
  'unstable',
  'snoozed',
  'muted',
  'woken',
  'reminded',
  'escalated',
  'resolved',
] as const
export type TransitionKind = (typeof TRANSITIONS)[number]

/** A step in the life of an incident; each becomes a row, and notices to those concerned. */
export interface Transition {
  readonly incident: IncidentId
  readonly kind: TransitionKind
  readonly at: Instant
  readonly reason: string
  /** Who did it, where a person or a pipeline did. */
  readonly by?: string
  /** By which door they came in: `slack`, `api`, `cli` or `library`. */
  readonly via?: string
  /** What they said of it. */
  readonly note?: string
  /** Of an escalation: a channel, a person (`@name`), or the name of a notifier. */
  readonly to?: string
}
