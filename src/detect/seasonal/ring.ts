/** The remembered points of a series, oldest first, in its inner space. Typed arrays: what is kept in memory is bit for bit what is stored. */
import type { Instant } from '../../core/calendar/time.ts'

/** What is known of a remembered point, as bits. */
export const MARK = {
  /** Judged as an anomaly: evidence, never learned from. */
  odd: 1,
  /** Nobody may learn from it. */
  excluded: 2,
  /** Taught as fine. */
  expected: 4,
  /** A new level begins here. */
  level: 8,
  /** On a special day of the calendar. */
  special: 16,
  /** Was odd, and turned out to be part of a weekly rhythm. */
  rhythm: 32,
} as const

export const LEFT_OUT = MARK.odd | MARK.excluded

export interface Ring {
  /** Points that are kept; up to an eighth more are held in between. */
  keep: number
  length: number
  at: Float64Array
  y: Float32Array
  mark: Uint8Array
}

export function newRing(keep: number, room = 64): Ring {
  return { keep, length: 0, at: new Float64Array(room), y: new Float32Array(room), mark: new Uint8Array(room) }
}

export function push(ring: Ring, at: Instant, y: number, mark: number): void {
  if (ring.length >= ring.keep + (ring.keep >> 3)) dropOldest(ring, ring.length - ring.keep)
  if (ring.length === ring.at.length) grow(ring)
  ring.at[ring.length] = at
  ring.y[ring.length] = y
  ring.mark[ring.length] = mark
  ring.length++
}

function dropOldest(ring: Ring, drop: number): void {
  ring.at.copyWithin(0, drop, ring.length)
  ring.y.copyWithin(0, drop, ring.length)
  ring.mark.copyWithin(0, drop, ring.length)
  ring.length -= drop
}

function grow(ring: Ring): void {
  const room = 2 * ring.at.length
  const { at, y, mark } = ring
  ring.at = new Float64Array(room)
  ring.y = new Float32Array(room)
  ring.mark = new Uint8Array(room)
  ring.at.set(at)
  ring.y.set(y)
  ring.mark.set(mark)
}

/** Index of the first point at or after `at`. */
export function indexFrom(ring: Ring, at: Instant): number {
  let low = 0
  let high = ring.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((ring.at[middle] as number) < at) low = middle + 1
    else high = middle
  }
  return low
}

/** A point that came late, before the one at `row`. */
export function insert(ring: Ring, row: number, at: Instant, y: number, mark: number): void {
  if (ring.length === ring.at.length) grow(ring)
  ring.at.copyWithin(row + 1, row, ring.length)
  ring.y.copyWithin(row + 1, row, ring.length)
  ring.mark.copyWithin(row + 1, row, ring.length)
  ring.at[row] = at
  ring.y[row] = y
  ring.mark[row] = mark
  ring.length++
}
