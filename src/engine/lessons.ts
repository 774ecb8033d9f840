/** What people taught, as it bears on judging: which memo is out of date, and which bad verdict somebody called fine. Pure. */
import type { Instant } from '../core/calendar/time.ts'
import type { CheckKind } from '../core/check.ts'
import type { CheckState } from '../core/incident/incident.ts'
import { lessonsOf, type Teaching, taughtAt } from '../core/teaching.ts'
import { isBad, type Judged, type Verdict } from '../core/verdict.ts'

/** A state whose memo was learned under other lessons, without what has to be learned anew. */
export function underLessons(state: CheckState, { relearn }: CheckKind<unknown>, teachings: readonly Teaching[]): CheckState {
  if (!relearn || state.memo === undefined || lessonsOf(teachings) === (state.lessons ?? '')) return state
  return { ...state, memo: relearn(state.memo) }
}

/** Code of verdicts that people decided. */
export const TAUGHT = 'taught'

/**
 * A bad verdict on what somebody called fine is a pass that says so. A table that is looked at again and again stays fine until it is usual
 * again or is farther out than it was. Where a new normal is still being learned, an incident about the old one is over. An incident
 * that ends because of a lesson says so.
 */
export function asTaught(
  verdict: Verdict,
  before: CheckState | undefined,
  teachings: readonly Teaching[],
  at: Instant,
  isInIncident: boolean,
): Verdict {
  if (teachings.length === 0) return verdict
  const lesson = taughtAt(teachings, momentOf(verdict) ?? at) ?? goesOn(verdict, before, teachings)
  if (lesson === undefined || lesson.verb === 'anomaly') return verdict
  const reason = `${spellLesson(lesson)}; ${verdict.reason}`
  if (isBad(verdict)) {
    const { since, fields, segments, ...rest } = verdict
    return { ...rest, state: 'pass', code: TAUGHT, reason, evidence: evidenceOf(verdict, lesson) }
  }
  if (!isInIncident) return verdict
  if (verdict.state === 'pass') return { ...verdict, reason }
  const isLearnedAnew = verdict.code === 'learning' && lesson.verb === 'new-normal'
  return isLearnedAnew ? { state: 'pass', code: TAUGHT, reason, evidence: evidenceOf(verdict, lesson) } : verdict
}

/** The delivery or period that is judged; undefined for a look at a table. */
function momentOf(verdict: Verdict): Instant | undefined {
  return verdict.state === 'unknown' ? undefined : verdict.bucket
}

/** `taught as expected by Ada: “the sale”`. */
export function spellLesson({ verb, by, note }: Teaching): string {
  const what = { expected: 'expected', 'new-normal': 'the new normal', anomaly: 'an anomaly' }[verb]
  return `taught as ${what} by ${by}${note === undefined ? '' : `: “${note}”`}`
}

function evidenceOf({ evidence }: Verdict, { from }: Teaching): NonNullable<Verdict['evidence']> {
  return { ...evidence, [TAUGHT]: from }
}

/** The lesson about the look before this one, where both belong to one run of looks. A delivery or a period is judged by itself. */
function goesOn(verdict: Verdict, before: CheckState | undefined, teachings: readonly Teaching[]): Teaching | undefined {
  if (!before || momentOf(verdict) !== undefined || (isBad(verdict) && isFurther(verdict, before.verdict))) return undefined
  const last = before.verdict
  if (last.code === TAUGHT) return teachings.find(({ verb, from }) => verb !== 'anomaly' && from === last.evidence?.[TAUGHT])
  return isBad(last) ? taughtAt(teachings, last.bucket ?? before.at) : undefined
}

/** By more than matters, and on the same side; what cannot be compared is something else. */
function isFurther(verdict: Judged, last: Verdict | undefined): boolean {
  if (!last || last.state === 'unknown' || last.value === undefined || verdict.value === undefined) return true
  const margin = Number(verdict.evidence?.leastChange ?? 0)
  const { low, high } = verdict.expected ?? {}
  if (low !== undefined && verdict.value < low) return verdict.value < last.value - margin
  return high === undefined || verdict.value <= high || verdict.value > last.value + margin
}
