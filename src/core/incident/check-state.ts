/** How a new judgement changes what is known of a check. */

import type { Instant } from '../calendar/time.ts'
import type { Check, Judgement } from '../check.ts'
import { isBad, type Verdict } from '../verdict.ts'
import type { CheckState } from './incident.ts'

export function nextState(before: CheckState | undefined, check: Check, judgement: Judgement, at: Instant): CheckState {
  const { verdict } = judgement
  const goesOn = before !== undefined && mood(before.verdict) === mood(verdict)
  const memo = judgement.memo === undefined ? before?.memo : judgement.memo
  return {
    check: check.id,
    verdict,
    at,
    since: goesOn ? before.since : at,
    streak: goesOn ? before.streak + 1 : 1,
    ...(memo === undefined ? {} : { memo }),
  }
}

function mood(verdict: Verdict): 'bad' | 'pass' | 'unknown' {
  return isBad(verdict) ? 'bad' : verdict.state === 'pass' ? 'pass' : 'unknown'
}
