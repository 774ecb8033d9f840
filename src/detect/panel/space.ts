/**
 * The space in which the values of small and large segments have about even noise: linear below a unit of five grains, where counts
 * vary by chance, and logarithmic above, where they vary by a factor; the same for losses as for gains. A grain is what values come in:
 * one for counts, a common small amount for sums. Where values of both signs are usual the unit is the segment's own usual size, so
 * that a change of sign is not news.
 */
import { medianOf } from './order.ts'

const GRAINS = 5

export function toSpace(value: number, unit: number): number {
  return Math.asinh(value / unit)
}

export function fromSpace(inner: number, unit: number): number {
  return unit * Math.sinh(inner)
}

/** How much of a change by a factor is felt at `inner`: all of it for large values, little for small ones. */
export function slopeAt(inner: number): number {
  return Math.abs(Math.tanh(inner))
}

/** What chance alone does to counts of this size. */
export function chanceAt(inner: number): number {
  const grains = GRAINS * Math.abs(Math.sinh(inner))
  return Math.sqrt((grains + 1) / (grains ** 2 + GRAINS ** 2))
}

/** The unit of each segment. */
export function unitsOf(rows: readonly Float64Array[], isSigned: boolean, grain: number): Float64Array {
  const width = rows.at(-1)?.length ?? 0
  const units = new Float64Array(width).fill(GRAINS * grain)
  if (!isSigned) return units
  const sizes = new Float64Array(rows.length)
  return units.map((unit, segment) => {
    let count = 0
    for (const row of rows.slice(0, -1)) {
      const value = row[segment] ?? Number.NaN
      if (!Number.isNaN(value)) sizes[count++] = Math.abs(value)
    }
    return Math.max(unit, count === 0 ? 0 : medianOf(sizes, count))
  })
}

/** One where all are whole numbers, else the size of the smaller amounts. Zeros tell nothing. */
export function grainOf(rows: readonly Float64Array[]): number {
  const sizes: number[] = []
  let whole = true
  for (const row of rows) {
    for (const value of row) {
      if (value === 0 || Number.isNaN(value)) continue
      whole &&= Number.isInteger(value)
      if (sizes.length < MOST_SIZES) sizes.push(Math.abs(value))
    }
  }
  if (whole || sizes.length === 0) return 1
  sizes.sort((a, b) => a - b)
  return sizes[Math.floor(sizes.length / 20)] ?? 1
}

const MOST_SIZES = 20_000
