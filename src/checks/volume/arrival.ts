/**
 * Arrival curves: what share of a period's rows has usually landed by when. A period is divided into 24 slots; each look notes how many
 * rows are there, and when the period is closed the notes become shares of what it came to. At first sight, before any such notes, the
 * shares of past days are guessed from the times in the data themselves, as if rows landed when they happened; a guess counts only after
 * looks of several hours have agreed with it, because a load at night lands nothing all day.
 */
import { mad, median } from 'simple-statistics'
import { movedPeriod, startOfPeriod } from '../../core/calendar/period.ts'
import { HOUR, type Instant } from '../../core/calendar/time.ts'
import { wallTime } from '../../core/calendar/wall-time.ts'
import type { Group, Per } from '../../core/metric.ts'
import type { Point } from '../../core/series.ts'

/** JSON. Shares and counts stand by slot; null where nobody looked. */
export interface Arrival {
  /** Start of the period under way, and its rows at the last look in each slot. */
  readonly of: Instant
  readonly seen: readonly (number | null)[]
  readonly past: readonly Landed[]
  /** Slots in a row whose looks agreed with what was guessed. */
  readonly proof: number
}

interface Landed {
  readonly of: Instant
  readonly shares: readonly (number | null)[]
  readonly guessed?: true
}

/** Of the rows that a period comes to, what has landed by the beginning of a slot. */
export interface UsualShare {
  /** Even a slow period has this much. */
  readonly low: number
  /** The least and the most of the last periods. */
  readonly least: number
  readonly most: number
  readonly periods: number
  /** Whether it rests on looks, or on guesses that looks have proven. */
  readonly isTrusted: boolean
}

const SLOTS = 24
const KEPT_PERIODS = 14
/** A week has every weekday. */
const LEAST_PERIODS = 7
const PROOF = 6
const LEAST_SPREAD = 0.02
const MAD_TO_SIGMA = 1.4826
/** A slot without a look borrows from one shortly before, which is never more. */
const BORROWED_SLOTS = 2

/** How far back days are guessed from. */
export const GUESSED_DAYS = KEPT_PERIODS

/** Hours by the clock, so that 14:00 is the same slot on every day; the last slot is the time between the end and the judgement. */
export function slotOf(per: Per, start: Instant, at: Instant): number {
  if (at >= movedPeriod(per, start, 1)) return SLOTS
  return per.unit === 'day' ? wallTime(at, per.zone).hour : Math.floor(((at - start) / HOUR) * SLOTS)
}

/** Guesses for closed days. What happened in the last hour is not counted on to be there. */
export function guessed(per: Per, hours: readonly Group[]): readonly Landed[] {
  const days = Map.groupBy(hours, ({ at = 0 }) => startOfPeriod(per, at))
  return [...days].map(([of, groups]) => {
    const total = groups.reduce((sum, { value }) => sum + value, 0)
    const slots = groups.map(({ at = 0, value }) => ({ slot: slotOf(per, of, at), value }))
    const landedBefore = (end: number) => slots.reduce((sum, { slot, value }) => (slot < end ? sum + value : sum), 0)
    return { of, shares: Array.from({ length: SLOTS + 1 }, (_, slot) => rounded(landedBefore(slot) / total)), guessed: true }
  })
}

/** Notes a look. `known` are the closed periods; those that are bad are marked, and teach nothing. */
export function noted(
  before: Arrival | undefined,
  look: { readonly of: Instant; readonly slot: number; readonly rows: number },
  known: readonly Point[],
  guesses: readonly Landed[],
): Arrival {
  const closed = before && before.of !== look.of ? landed(before, known) : undefined
  const all = [...(before?.past ?? guesses), ...(closed ? [closed] : [])]
  const own = all.filter((period) => period.guessed === undefined)
  const seen = before?.of === look.of ? [...before.seen] : Array.from({ length: SLOTS + 1 }, () => null)
  seen[look.slot] = look.rows
  return { of: look.of, seen, past: (own.length >= LEAST_PERIODS ? own : all).slice(-KEPT_PERIODS), proof: before?.proof ?? 0 }
}

function landed({ of, seen }: Arrival, known: readonly Point[]): Landed | undefined {
  const total = known.find(({ at, mark }) => at === of && mark !== 'excluded')?.value ?? 0
  return total > 0 ? { of, shares: seen.map((rows) => (rows === null ? null : rounded(Math.min(1, rows / total)))) } : undefined
}

/** Undefined while too few periods tell. */
export function usualShare({ past, proof }: Arrival, slot: number): UsualShare | undefined {
  const told = past.flatMap(({ shares, guessed: isGuess }) => {
    const near = shares.slice(Math.max(0, slot - 1 - BORROWED_SLOTS), slot).findLast((share) => share !== null)
    return near === undefined || near === null ? [] : [{ share: near, isGuess }]
  })
  if (told.length < LEAST_PERIODS) return undefined
  const shares = told.map(({ share }) => share)
  const spread = Math.max(LEAST_SPREAD, MAD_TO_SIGMA * mad(shares))
  const [least, most] = [Math.min(...shares), Math.max(...shares)]
  const low = Math.max(0, Math.min(least, median(shares) - 3 * spread))
  const isTrusted = proof >= PROOF || told.every(({ isGuess }) => isGuess === undefined)
  return { low, least, most, periods: told.length, isTrusted }
}

/** One more slot has agreed with what was guessed, or one has not and all begins again. */
export function proven(arrival: Arrival, agrees: boolean): Arrival {
  return { ...arrival, proof: agrees ? arrival.proof + 1 : 0 }
}

function rounded(share: number): number {
  return Number(share.toFixed(3))
}
