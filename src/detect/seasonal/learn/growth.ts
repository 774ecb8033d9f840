/** How the total of a table moves from look to look: mostly up, by about as much each time. Standing still is never news, shrinking is. */
import type { Millis } from '../../../core/calendar/time.ts'
import { medianOfFirst, quantileOfSorted, sortFirst } from '../../numbers/medians.ts'
import { studentScore } from '../../numbers/tails.ts'
import { LEFT_OUT, type Ring } from '../ring.ts'

/** All per usual gap between two looks that found a change. */
export interface Growth {
  readonly step: number
  readonly scale: number
  readonly least: number
  readonly most: number
  readonly samples: number
  /** The second largest rise and fall between two looks: what came twice, such as a load once a week, may come again. */
  readonly rise: number
  readonly fall: number
}

/** Longest gap that growth is carried over, in steps. */
const MOST_STEPS = 10
/** Scale that even a steady growth is granted, as a share of the total. */
const FLOOR = 0.001
/** Before this many changes were seen, what was seen once is usual. */
const KNOWN = 21
/** A move that has come twice may be so much larger the next time. */
const AGAIN = 1.25

export function growthOf(ring: Ring, gap: Millis): Growth {
  const moves = new Float64Array(ring.length)
  const rises = [0, 0]
  const falls = [0, 0]
  let found = 0
  let before = -1
  for (let row = 0; row < ring.length; row++) {
    if ((ring.mark[row] as number) & LEFT_OUT) continue
    if (before >= 0) {
      const move = (ring.y[row] as number) - (ring.y[before] as number)
      moves[found++] = move / stepsBetween(ring, before, ring.at[row] as number, gap)
      keepLargest(rises, move)
      keepLargest(falls, -move)
    }
    before = row
  }
  const known = moves.slice(0, found).sort()
  const step = medianOfFirst(known, found)
  const sizes = known.map((move) => Math.abs(move - step))
  sortFirst(sizes, found)
  const middle = medianOfFirst(sizes, found)
  return {
    step,
    scale: Math.max(1.4826 * middle, quantileOfSorted(sizes, found, 0.8) / 1.2816),
    least: found > 0 ? (known[0] as number) : 0,
    most: found > 0 ? (known[found - 1] as number) : 0,
    samples: found,
    rise: rises[1] as number,
    fall: falls[1] as number,
  }
}

/** Keeps the two largest, the largest first. */
function keepLargest(largest: number[], value: number): void {
  const [first = 0, second = 0] = largest
  if (value > first) largest.splice(0, 2, value, first)
  else if (value > second) largest[1] = value
}

export interface Grown {
  readonly last: number
  readonly expected: number
  readonly scale: number
  readonly samples: number
  /** Between these nothing is news. */
  readonly low: number
  readonly high: number
}

/** What the total may be at `at`, from the last look that is trusted. */
export function grown(ring: Ring, growth: Growth, at: number, gap: Millis): Grown {
  let row = ring.length - 1
  while (row > 0 && (ring.mark[row] as number) & LEFT_OUT) row--
  const last = ring.y[row] as number
  const steps = stepsBetween(ring, row, at, gap)
  const expected = last + steps * growth.step
  const scale = Math.max(growth.scale, FLOOR * Math.abs(expected), 1e-9) * Math.sqrt(steps)
  const seen = growth.samples < KNOWN ? [last + steps * growth.least, last + steps * growth.most] : []
  const low = Math.min(last - AGAIN * growth.fall, expected, ...seen)
  return { last, expected, scale, samples: growth.samples, low, high: Math.max(last + AGAIN * growth.rise, expected, ...seen) }
}

export function grownScore(value: number, { low, high, scale, samples }: Grown): number {
  const far = value < low ? low - value : value > high ? value - high : 0
  return studentScore(far / scale, Math.max(2, samples / 2))
}

function stepsBetween(ring: Ring, row: number, at: number, gap: Millis): number {
  return Math.min(MOST_STEPS, Math.max(1, Math.round((at - (ring.at[row] as number)) / gap)))
}
