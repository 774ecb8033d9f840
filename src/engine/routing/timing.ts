/**
 * When a notice is sent that belongs to hours of the week. Only a beginning waits for them, and it tells how things stand when it is sent:
 * while it waits nothing is queued behind it. Whoever was told of the beginning hears of the rest at once, the end among it. Pure.
 */
import { MINUTE, type Millis } from '../../core/calendar/time.ts'
import type { Incident, Transition } from '../../core/incident/incident.ts'
import type { OutboxRow } from '../../core/incident/notice.ts'
import { soonest } from '../../core/routing/routes.ts'
import { isKnown, type Past, type Talk, toldOf } from './talks.ts'

export interface Timing extends Pick<OutboxRow, 'createdAt' | 'notBefore'> {
  readonly deferred?: true
}

/** A beginning that is so near to its hours may be on its way already: what happens is queued behind it. */
const NEAR: Millis = MINUTE

/** Undefined where nothing has to be queued. */
export function timingOf(talk: Talk, transition: Transition, incident: Incident, past: Past, zone: string): Timing | undefined {
  const { kind, at } = transition
  const due = Math.max(at, incident.tellAt ?? at)
  const begins = talk.hours === undefined ? due : soonest(talk.hours, due, zone)
  const isNow =
    calledBy(transition, talk) !== undefined || talk.hours === undefined || (begins === due && soonest(talk.hours, at, zone) === at)
  const waits = toldOf(past, talk)?.waits
  if (waits !== undefined && waits.until > at + NEAR && (talk.goesOn || !isNow)) return undefined
  if (isNow || !isBeginning(talk, kind, past)) return { createdAt: at, notBefore: due }
  return { createdAt: begins, notBefore: begins, deferred: true }
}

/** Whom an escalation calls by name, in the owner's conversation. People are not called in the morning for what was escalated at night. */
export function calledBy({ kind, to }: Transition, { audience }: Pick<Talk, 'audience'>): string | undefined {
  return kind === 'escalated' && audience === '' && to?.startsWith('@') ? to : undefined
}

function isBeginning(talk: Talk, kind: Transition['kind'], past: Past): boolean {
  return !isKnown(past, talk) || (past.wasOver && (kind === 'reopened' || kind === 'unstable'))
}

/** Whether what the incident did before in the same go has queued the beginning already. */
export function isSaid({ deferred }: Timing, talk: Talk, earlier: readonly Transition[], past: Past): boolean {
  return deferred === true && earlier.length > 0 && !isKnown(past, talk)
}
