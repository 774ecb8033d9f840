/**
 * What kind of numbers a measure has, from how its segments behaved at all looks so far: a running total, whose increments are judged; a
 * measure of both signs; or an amount. Remembered longer than values are, so that a stock that only grew for weeks is not taken for a
 * running total anew.
 */
import type { Panel } from './panel.ts'

/** Evidence of one look, or of many looks added up. */
export interface Manner {
  /** Looks at which something changed, and those of them at which hardly any segment fell. */
  readonly moved: number
  readonly rising: number
  /** Values below zero, and all that are not zero. */
  readonly negative: number
  readonly nonzero: number
}

export type Kind = 'total' | 'signed' | 'amount'

export const NO_MANNER: Manner = { moved: 0, rising: 0, negative: 0, nonzero: 0 }

/** At a look of running totals at most this share of what changed fell. */
const FALLING = 0.1
/** Looks that must have been so. */
const RISING = 0.9
const SIGNED = 0.02
const FEWEST_LOOKS = 3

export function mannerAt({ values, segments }: Panel, measure: number, look: number): Manner {
  const width = segments.length
  const now = values[look]?.subarray(measure * width, (measure + 1) * width) ?? []
  const before = values[look - 1]?.subarray(measure * width, (measure + 1) * width)
  let [ups, falls, negative, nonzero] = [0, 0, 0, 0]
  for (let segment = 0; segment < width; segment++) {
    const value = now[segment] ?? Number.NaN
    if (value < 0) negative++
    if (value < 0 || value > 0) nonzero++
    const change = value - (before?.[segment] ?? Number.NaN)
    if (change > 0) ups++
    if (change < 0) falls++
  }
  const moved = ups + falls
  return { moved: moved > 0 ? 1 : 0, rising: moved > 0 && falls <= FALLING * moved ? 1 : 0, negative, nonzero }
}

export function added(one: Manner, other: Manner, weight = 1): Manner {
  return {
    moved: weight * one.moved + other.moved,
    rising: weight * one.rising + other.rising,
    negative: weight * one.negative + other.negative,
    nonzero: weight * one.nonzero + other.nonzero,
  }
}

export function kindOf({ moved, rising, negative, nonzero }: Manner): Kind {
  if (moved >= FEWEST_LOOKS && rising >= RISING * moved) return 'total'
  return negative > SIGNED * nonzero ? 'signed' : 'amount'
}
