/**
 * Windows that people announced: what a learned check finds in one is no failure, whatever its kind, and the announcement is its reason.
 * Limits of a contract go on.
 */
import type { Instant } from '../core/calendar/time.ts'
import type { Check, CheckKind } from '../core/check.ts'
import type { DayCalendar } from '../core/series.ts'
import { isBad, type Verdict } from '../core/verdict.ts'

interface Learns {
  readonly check: Check
  readonly kind: Pick<CheckKind<unknown>, 'learns'>
}

/** Name of the window that a verdict of a learned check falls into: that of its day, or of the look where it is about no day. */
export function announcedWindow(
  { check, kind }: Learns,
  verdict: Verdict,
  calendar: DayCalendar | undefined,
  at: Instant,
): string | undefined {
  if (!calendar || !kind.learns || check.promise !== undefined) return undefined
  const day = verdict.state === 'unknown' ? at : (verdict.bucket ?? at)
  return calendar.isQuiet(day) ? (calendar.dayOf(day) ?? 'a quiet day') : undefined
}

export function asAnnounced(verdict: Verdict, window: string | undefined): Verdict {
  if (window === undefined || verdict.state === 'unknown') return verdict
  const { heldBack } = verdict.evidence ?? {}
  const wasHeldBack = Array.isArray(heldBack) && heldBack.includes('announced window')
  if (!isBad(verdict) && !wasHeldBack) return verdict
  return { ...verdict, state: 'pass', code: 'announced', reason: `announced: ${window}; ${verdict.reason}` }
}
