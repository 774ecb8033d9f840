/** How a new judgement changes what is known of a check. `lessons` is the teaching (see `lessonsOf`) that it was made under. */

import type { Instant } from '../calendar/time.ts'
import type { Check, Judgement } from '../check.ts'
import { isBad, type Unknown, type UnknownCause, type Verdict } from '../verdict.ts'
import type { CheckState } from './incident.ts'

export function nextState(before: CheckState | undefined, check: Check, judgement: Judgement, at: Instant, lessons = ''): CheckState {
  const { verdict } = judgement
  const goesOn = before !== undefined && mood(before.verdict) === mood(verdict)
  const isNew = judgement.memo !== undefined
  const memo = isNew ? judgement.memo : before?.memo
  const learnedUnder = isNew ? lessons : (before?.lessons ?? '')
  return {
    check: check.id,
    verdict,
    at,
    since: goesOn ? before.since : at,
    streak: goesOn ? before.streak + 1 : 1,
    ...(memo === undefined ? {} : { memo }),
    ...(learnedUnder === '' ? {} : { lessons: learnedUnder }),
  }
}

/** Causes of "could not look" that concern whoever runs the source. */
const BLINDNESS: ReadonlySet<UnknownCause> = new Set<UnknownCause>([
  'no-permission',
  'unreachable',
  'unreadable',
  'timeout',
  'locked',
  'missing',
  'invalid-query',
  'stale-artefact',
])

/** Nobody could look, and somebody has to see to it. To have nothing to say yet, or no rows to say it of, is normal life. */
export function isBlind(verdict: Verdict): verdict is Unknown {
  return verdict.state === 'unknown' && BLINDNESS.has(verdict.code)
}

function mood(verdict: Verdict): 'bad' | 'pass' | 'blind' | 'silent' {
  if (verdict.state === 'unknown') return isBlind(verdict) ? 'blind' : 'silent'
  return isBad(verdict) ? 'bad' : 'pass'
}
