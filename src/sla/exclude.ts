/** What is not part of a promise: windows that were announced, and time outside of the hours that it is limited to. Pure. */
import { hoursBetween } from '../core/calendar/promised-hours.ts'
import type { Instant } from '../core/calendar/time.ts'
import type { PromisedHours } from '../core/questions.ts'
import type { DeadlineUnit } from './deadline.ts'
import { joined, laidOver, type Span } from './span.ts'

/** Cause of time outside of the promised hours. */
export const OUT_OF_HOURS = 'out-of-hours'

export function outOfHours(hours: PromisedHours, from: Instant, to: Instant): readonly Span[] {
  const out: Span[] = []
  let reached = from
  for (const [opens, closes] of hoursBetween(hours, from, to)) {
    out.push({ from: reached, to: opens, state: 'excluded', cause: OUT_OF_HOURS })
    reached = closes
  }
  out.push({ from: reached, to, state: 'excluded', cause: OUT_OF_HOURS })
  return joined(out)
}

/** A time that is excluded, with the window that does it. */
export interface Exclusion {
  readonly from: Instant
  readonly to: Instant
  readonly cause: string
}

/** Only time that is in the ledger is excluded: before the first look nothing was promised to anybody. */
export function withoutExcluded(spans: readonly Span[], exclusions: readonly Exclusion[]): readonly Span[] {
  return exclusions.reduce<readonly Span[]>(
    (current, { from, to, cause }) =>
      laidOver(
        current,
        current.map((span) => ({ from: Math.max(span.from, from), to: Math.min(span.to, to), state: 'excluded' as const, cause })),
      ),
    spans,
  )
}

/** A deadline inside a window is nobody's promise. */
export function unitsWithoutExcluded(units: readonly DeadlineUnit[], exclusions: readonly Exclusion[]): readonly DeadlineUnit[] {
  return units.map((unit) => (exclusions.some(({ from, to }) => unit.due >= from && unit.due < to) ? { ...unit, state: 'excluded' } : unit))
}
