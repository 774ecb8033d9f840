/** Whether a promise was kept over a period, with how much of the period is known. Pure. */
import type { DeadlineUnit } from './deadline.ts'
import { type Amounts, NOTHING } from './span.ts'

/** Below this share of known time nothing is called met. */
export const COVERAGE_FLOOR = 0.95

export interface Attainment {
  /** Milliseconds, or due units, of each state. */
  readonly amounts: Amounts
  /** good / (good + bad); undefined where nothing is known. */
  readonly ratio?: number
  /** (good + bad) / (good + bad + unknown); undefined where nothing was promised. */
  readonly coverage?: number
  readonly verdict: 'met' | 'missed' | 'insufficient data' | 'nothing promised'
}

export interface AttainmentRule {
  /** Share that is promised, from 0 to 1. */
  readonly objective: number
  /** Strict contracts count what nobody could look at as broken. */
  readonly unknownIsBad?: boolean
  readonly floor?: number
}

/**
 * A promise is called missed with little coverage only where no unknown time could mend it; that much is certain. In between there is too
 * little data to say.
 */
export function attainmentOf(seen: Amounts, { objective, unknownIsBad = false, floor = COVERAGE_FLOOR }: AttainmentRule): Attainment {
  const amounts = unknownIsBad ? { ...seen, bad: seen.bad + seen.unknown, unknown: 0 } : seen
  const { good, bad, unknown } = amounts
  const known = good + bad
  const eligible = known + unknown
  if (eligible === 0) return { amounts, verdict: 'nothing promised' }
  const coverage = known / eligible
  if (known === 0) return { amounts, coverage, verdict: 'insufficient data' }
  const ratio = good / known
  const isMet = ratio >= objective
  if (coverage >= floor) return { amounts, ratio, coverage, verdict: isMet ? 'met' : 'missed' }
  return { amounts, ratio, coverage, verdict: (good + unknown) / eligible < objective ? 'missed' : 'insufficient data' }
}

/** Deadlines count whole: late and missing are bad alike. */
export function unitAmounts(units: readonly DeadlineUnit[]): Amounts {
  const amounts = { ...NOTHING }
  for (const { state } of units) amounts[UNIT_STATES[state]]++
  return amounts
}

const UNIT_STATES = { 'on-time': 'good', late: 'bad', missing: 'bad', unknown: 'unknown', excluded: 'excluded' } as const
