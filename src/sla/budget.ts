/**
 * Error budgets and how fast they burn, after the SRE workbook (Google, 2018, chapter "Alerting on SLOs"), with what a product that is
 * looked at every few minutes needs: a window too short for its looks says nothing. Pure.
 */
import { DAY, HOUR, type Instant, MINUTE, type Millis, spell } from '../core/calendar/time.ts'
import type { Period } from './period.ts'
import type { Amounts } from './span.ts'

export interface Budget {
  /** Milliseconds, or units, that may be bad in the whole period. */
  readonly allowed: number
  readonly spent: number
  /** 1: untouched; 0: used up; below 0: overdrawn. */
  readonly left: number
}

/** `eligible` is all promised time of the whole period, the part to come included. An objective of 1 allows nothing. */
export function budgetOf({ bad }: Amounts, eligible: number, objective: number): Budget {
  const allowed = Math.max(0, eligible * (1 - objective))
  if (allowed === 0) return { allowed, spent: bad, left: bad === 0 ? 1 : 0 }
  return { allowed, spent: bad, left: 1 - bad / allowed }
}

/** How many times as fast as allowed the budget was spent; undefined where nothing is known of that time. */
export function burnRate({ good, bad }: Amounts, objective: number): number | undefined {
  const known = good + bad
  if (known === 0) return undefined
  if (objective >= 1) return bad === 0 ? 0 : Number.POSITIVE_INFINITY
  return bad / known / (1 - objective)
}

/** Both windows have to burn that fast: the long one says that it matters, the short one that it still goes on. */
export interface WindowPair {
  readonly long: Millis
  readonly short: Millis
  readonly rate: number
  readonly severity: 'page' | 'ticket'
}

/** Looks that a window needs before its share means anything. */
const LOOKS = 3

/** Why a pair cannot be used; undefined where it can. */
export function pairProblem({ long, short, rate }: WindowPair, interval: Millis, period: Millis): string | undefined {
  if (short < LOOKS * interval)
    return `a window of ${spell(short)} holds fewer than ${LOOKS} looks at one in ${spell(interval)}: make it at least ${spell(LOOKS * interval)}`
  if (long <= short) return `the long window (${spell(long)}) has to be longer than the short one (${spell(short)})`
  if (long > period) return `a window of ${spell(long)} is longer than the period of ${spell(period)}`
  if (!(rate > 0)) return 'the rate has to be above 0'
  return undefined
}

/** After Sloth (slok/sloth): the windows for periods of about a month, and of about a week. */
const MONTHLY: readonly WindowPair[] = [
  { long: HOUR, short: 5 * MINUTE, rate: 14.4, severity: 'page' },
  { long: 6 * HOUR, short: 30 * MINUTE, rate: 6, severity: 'page' },
  { long: DAY, short: 2 * HOUR, rate: 3, severity: 'ticket' },
  { long: 3 * DAY, short: 6 * HOUR, rate: 1, severity: 'ticket' },
]
const WEEKLY_RATES = [13.4, 3.5, 1.4, 0.98]
const LONGEST_WEEKLY = 10 * DAY

/** The usual pairs for a period. Windows that hold too few looks are made longer, in proportion; pairs that then make no sense are left out. */
export function usualPairs(interval: Millis, period: Millis): readonly WindowPair[] {
  return MONTHLY.map((pair, index) => {
    const short = Math.max(pair.short, LOOKS * interval)
    const rate = period > LONGEST_WEEKLY ? pair.rate : (WEEKLY_RATES[index] ?? pair.rate)
    return { ...pair, short, long: (pair.long * short) / pair.short, rate }
  }).filter((pair) => pairProblem(pair, interval, period) === undefined)
}

export interface Projection {
  /** Share at the end of the period if the rest of it goes as the period went so far. */
  readonly ratio?: number
  /** `will miss`: even if all that is left were good; `at risk`: if it goes on like this. */
  readonly outlook: 'will miss' | 'at risk' | 'on course' | 'unknown'
  /** When the budget is used up at the present rate, where that is within the period. */
  readonly emptyAt?: Instant
}

/** `recent` is what the last stretch was like; `remaining` the promised time that is left of the period. */
export function projected(seen: Amounts, recent: Amounts, remaining: number, objective: number, now: Instant, { to }: Period): Projection {
  const known = seen.good + seen.bad
  if (known === 0) return { outlook: 'unknown' }
  const allowed = (known + remaining) * (1 - objective)
  const recentKnown = recent.good + recent.bad
  const badShare = recentKnown === 0 ? seen.bad / known : recent.bad / recentKnown
  const ratio = 1 - (seen.bad + badShare * remaining) / (known + remaining)
  if (seen.bad > allowed) return { ratio, outlook: 'will miss' }
  if (ratio >= objective) return { ratio, outlook: 'on course' }
  const emptyAt = now + ((allowed - seen.bad) / (badShare * remaining)) * (to - now)
  return { ratio, outlook: 'at risk', emptyAt }
}
