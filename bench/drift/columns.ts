/**
 * Columns of different nature, as quantile functions, and the summaries of their days. The quantiles of a day are drawn as order
 * statistics of uniform numbers, whose gaps are gamma (Devroye, Non-Uniform Random Variate Generation, 1986, V.2.2), so that a day of a
 * hundred thousand rows costs as little as one of five hundred.
 */
import { probit } from 'simple-statistics'
import { PROFILE_QUANTILES } from '../../src/core/profile.ts'
import { normal, type Random, type Summary, type Trouble } from './generate.ts'

/** Values of a day by their rank from 0 to 1; moved and spread by so many of its standard deviations. */
type Quantile = (rank: number) => number

export interface Nature {
  readonly name: string
  /** Standard deviation of the daily shift that is nobody's fault, in standard deviations of the values. */
  readonly wobble: number
  quantile(moved: number, spread: number): Quantile
  /** What the calendar does to the column, in standard deviations. */
  shiftOn?(day: number): number
  /** Share of the days on which one value is far beyond all others, and how far. */
  readonly spikes?: readonly [share: number, factor: number]
}

const inner = (rank: number) => probit(Math.min(1 - 1e-12, Math.max(1e-12, rank)))

/** A column whose values are moved and stretched around the middle. */
function scaled(quantile: Quantile): Nature['quantile'] {
  const [low, middle, high] = [quantile(0.1), quantile(0.5), quantile(0.9)]
  const unit = (high - low) / 2.563
  return (moved, spread) => (rank) => middle + spread * (quantile(rank) - middle) + moved * unit
}

const lognormal = scaled((rank) => Math.exp(inner(rank)))
const bell = scaled((rank) => 100 + 10 * inner(rank))

/** Counts of mean 4, drawn from a negative binomial where they spread more than chance (Poisson) would. */
const counts: Nature['quantile'] = (moved, spread) => {
  const mean = Math.max(0.1, 4 + 2 * moved)
  const variance = mean * spread ** 2
  const ladder: number[] = []
  const failures = variance > mean * 1.001 ? mean ** 2 / (variance - mean) : Number.POSITIVE_INFINITY
  let chance = Number.isFinite(failures) ? (failures / (failures + mean)) ** failures : Math.exp(-mean)
  for (let count = 0, sum = 0; sum < 1 - 1e-9 && count < 200; count++) {
    sum += chance
    ladder.push(sum)
    chance *= Number.isFinite(failures) ? ((count + failures) / (count + 1)) * (mean / (failures + mean)) : mean / (count + 1)
  }
  return (rank) => {
    const count = ladder.findIndex((sum) => rank <= sum)
    return count < 0 ? ladder.length : count
  }
}

const mostlyNothing: Nature['quantile'] = (moved, spread) => {
  const value = lognormal(moved, spread)
  return (rank) => (rank < 0.4 ? 0 : value((rank - 0.4) / 0.6))
}

const bounded: Nature['quantile'] = (moved, spread) => (rank) => 1 / (1 + Math.exp(1.5 - spread * inner(rank) - moved))

/** Of an interface: nearly all of it is fine. Codes do not move, so trouble is that more of them are bad. */
const codes: Nature['quantile'] = (moved, spread) => {
  const bad = 0.045 * spread + Math.max(0, moved) / 10
  return (rank) => (rank < 1 - bad ? 200 : rank < 1 - bad / 10 ? 429 : 503)
}

export const NATURES: readonly Nature[] = [
  { name: 'lognormal', wobble: 0.05, quantile: lognormal },
  { name: 'normal', wobble: 0.05, quantile: bell },
  { name: 'heavy tail', wobble: 0.05, quantile: scaled((rank) => (1 - rank) ** (-1 / 1.5)) },
  { name: 'counts', wobble: 0.05, quantile: counts },
  { name: '40 % zeros', wobble: 0.05, quantile: mostlyNothing },
  { name: 'ratio from 0 to 1', wobble: 0.05, quantile: bounded },
  { name: 'other on weekends', wobble: 0.05, quantile: bell, shiftOn: (day) => (day % 7 > 4 ? 1 : 0) },
  { name: 'drifts by 1 sd in 200 days', wobble: 0.05, quantile: bell, shiftOn: (day) => day / 200 },
  { name: 'one day in 20 has a value ten times the largest', wobble: 0.05, quantile: lognormal, spikes: [0.05, 10] },
  { name: 'does not wobble at all', wobble: 0, quantile: bell },
  { name: 'status codes', wobble: 0, quantile: codes },
  { name: 'wobbles by .2 sd', wobble: 0.2, quantile: bell },
]

/** A day of about so many rows of a column. */
export function dayOf(
  { quantile, wobble, shiftOn, spikes }: Nature,
  day: number,
  usualSize: number,
  random: Random,
  trouble: Trouble = {},
): Summary {
  const size = Math.round(usualSize * Math.exp(0.1 * normal(random)))
  const sound = quantile(wobble * normal(random) + (shiftOn?.(day) ?? 0) + (trouble.shift ?? 0), trouble.spread ?? 1)
  const summary = drawn(trouble.wrongUnit ? mixture(sound, (rank) => 100 * sound(rank), trouble.wrongUnit) : sound, size, random)
  return spikes && random() < spikes[0] ? { ...summary, most: summary.most * spikes[1] } : summary
}

/** Points that stand for a mixture of two columns. */
const STEPS = 5_000

function mixture(one: Quantile, other: Quantile, share: number): Quantile {
  const most = Math.round(STEPS * share)
  const points = Float64Array.from({ length: STEPS }, (_, index) =>
    index < most ? other((index + 0.5) / most) : one((index - most + 0.5) / (STEPS - most)),
  ).sort()
  return (rank) => points[Math.min(STEPS - 1, Math.floor(rank * STEPS))] as number
}

function drawn(quantile: Quantile, size: number, random: Random): Summary {
  const places = PROFILE_QUANTILES.map((p) => p * (size - 1))
  const ranks = [...new Set([0, ...places.flatMap((place) => [Math.floor(place), Math.ceil(place)]), size - 1])].sort((a, b) => a - b)
  const reached = new Map<number, number>()
  let [sum, last] = [0, -1]
  for (const rank of ranks) {
    sum += gamma(rank - last, random)
    reached.set(rank, sum)
    last = rank
  }
  sum += gamma(size - last, random)
  const at = (rank: number) => quantile((reached.get(rank) ?? 0) / sum)
  const quantiles = places.map((place) => {
    const [low, high] = [at(Math.floor(place)), at(Math.ceil(place))]
    return low + (place - Math.floor(place)) * (high - low)
  })
  return { size, least: at(0), most: at(size - 1), quantiles }
}

/** Of a shape of at least 1, by Marsaglia and Tsang (2000). */
function gamma(shape: number, random: Random): number {
  const d = shape - 1 / 3
  const c = 1 / Math.sqrt(9 * d)
  for (;;) {
    const x = normal(random)
    const v = (1 + c * x) ** 3
    if (v > 0 && Math.log(1 - random()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v
  }
}
