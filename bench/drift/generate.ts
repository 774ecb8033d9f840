/** Seeded days of a column with heavy-tailed values, and what can go wrong with them. */
import { PROFILE_QUANTILES } from '../../src/core/profile.ts'

export type Random = () => number

/** Mulberry32 (public domain, T. Ettinger): numbers from 0 to 1. */
export function seeded(seed: number): Random {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

export function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}

/** Mean and standard deviation of the standard lognormal. */
const MEAN = Math.exp(0.5)
export const SD = Math.sqrt((Math.E - 1) * Math.E)

export interface Trouble {
  /** Added, in standard deviations. */
  readonly shift?: number
  /** Factor around the mean. */
  readonly spread?: number
  /** Share of the rows that are a hundred times too large. */
  readonly wrongUnit?: number
}

/** Ascending. */
export function sample(size: number, random: Random, { shift = 0, spread = 1, wrongUnit = 0 }: Trouble = {}): Float64Array {
  const values = new Float64Array(size)
  for (let index = 0; index < size; index++) {
    const value = MEAN + spread * (Math.exp(normal(random)) - MEAN) + shift * SD
    values[index] = random() < wrongUnit ? 100 * value : value
  }
  return values.sort()
}

export interface Summary {
  readonly size: number
  readonly least: number
  readonly most: number
  readonly quantiles: readonly number[]
}

/** As `percentile_cont` does it. */
export function summaryOf(sorted: Float64Array): Summary {
  const at = (rank: number) => sorted[Math.min(sorted.length - 1, Math.max(0, rank))] ?? Number.NaN
  const quantiles = PROFILE_QUANTILES.map((p) => {
    const place = p * (sorted.length - 1)
    return at(Math.floor(place)) + (place - Math.floor(place)) * (at(Math.ceil(place)) - at(Math.floor(place)))
  })
  return { size: sorted.length, least: at(0), most: at(sorted.length - 1), quantiles }
}
