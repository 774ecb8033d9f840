/**
 * How far the values of a profile are from those of the profiles before, in two measures: the population stability index over the deciles
 * of the past, which sees where values are, and the Wasserstein distance in units of their spread, which sees how far they moved. Both are
 * above zero even where nothing changed, the more the fewer values there are; what is expected of chance is subtracted, so that days of
 * different sizes make one series.
 */
import type { TDigest } from 'tdigest'
import { PROFILE_QUANTILES } from '../../core/profile.ts'
import { type NumberProfile, pooledNumbers, sizeOf } from './profile.ts'
import { chiSquareScore, gapScore } from './significance.ts'

export interface NumberDrift {
  /** Root of the index, which grows evenly with what moved. */
  readonly stability: number
  readonly distance: number
  /** How hard chance would find it: the higher of what chi-square and the largest gap of the distribution functions say. */
  readonly significance: number
}

/** Smallest share that profiles can tell from none: what their outer quantiles leave. */
const RESOLVED = 0.01
/** Fewer different values among the quantiles are levels, and chance alone moves a quantile that is at the edge of one to the next. */
const FEWEST_VALUES = 6
const DECILES = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]

/** Undefined where the past has no spread to measure by. */
export function driftOfNumbers(profile: NumberProfile, before: readonly NumberProfile[]): NumberDrift | undefined {
  const [now, past] = [pooledNumbers([profile]), pooledNumbers(before)]
  const sizes = { now: profile.size, past: sizeOf(before) }
  const usual = past.percentile(PROFILE_QUANTILES)
  const spread = spreadOf(past)
  if (!(spread > 0) || !(sizes.now > 0)) return undefined
  if (isOnLevels(profile, before)) return { stability: 0, distance: 0, significance: 0 }
  const noise = 1 / sizes.now + 1 / sizes.past
  const { index, bins, score } = stability(now, past, sizes)
  const ranks = past.p_rank(usual)
  const gap = Math.max(...now.p_rank(usual).map((rank, place) => Math.abs(rank - (ranks[place] ?? rank))))
  return {
    stability: Math.sqrt(Math.max(0, index - (bins - 1) * noise)),
    distance: distanceOf(now.percentile(PROFILE_QUANTILES), usual, noise) / spread,
    significance: Math.max(score, gapScore(gap, sizes.now, sizes.past)),
  }
}

/** Of a field with few values: whether no more than a quantile of each value has moved to another one. */
function isOnLevels(profile: NumberProfile, before: readonly NumberProfile[]): boolean {
  if (before.some(({ quantiles }) => new Set(quantiles).size >= FEWEST_VALUES)) return false
  const rankIn = (one: NumberProfile, level: number) => one.quantiles.filter((value) => value <= level).length
  const levels = new Set([profile, ...before].flatMap(({ quantiles }) => quantiles))
  return [...levels].every((level) => {
    const usual = before.reduce((sum, one) => sum + rankIn(one, level), 0) / before.length
    return Math.abs(rankIn(profile, level) - usual) <= 1
  })
}

/** As the standard deviation of normal values, from quantiles that a tenth of wrong values at either end does not move. */
export function spreadOf(digest: TDigest): number {
  const [first = 0, low = 0, high = 0, last = 0] = digest.percentile([0.01, 0.1, 0.9, 0.99])
  return high > low ? (high - low) / 2.563 : (last - first) / 4.653
}

interface Sizes {
  readonly now: number
  readonly past: number
}

/** Deciles that fall together, as those of a field with few values do, are one. */
function stability(now: TDigest, past: TDigest, sizes: Sizes) {
  const edges = [...new Set(past.percentile(DECILES))]
  const [shares, usual] = [sharesBetween(now, edges), sharesBetween(past, edges)]
  let [index, statistic] = [0, 0]
  for (const [bin, share] of shares.entries()) {
    const other = usual[bin] ?? 0
    const pooled = (share * sizes.now + other * sizes.past) / (sizes.now + sizes.past)
    if (pooled === 0) continue
    const [a, b] = [Math.max(share, RESOLVED), Math.max(other, RESOLVED)]
    index += (a - b) * Math.log(a / b)
    statistic += (share - other) ** 2 / pooled
  }
  const noise = 1 / sizes.now + 1 / sizes.past
  return { index, bins: shares.length, score: chiSquareScore(statistic / noise, shares.length - 1) }
}

function sharesBetween(digest: TDigest, edges: readonly number[]): readonly number[] {
  const ranks = [...digest.p_rank(edges), 1]
  return ranks.map((rank, index) => Math.max(0, rank - (ranks[index - 1] ?? 0)))
}

/**
 * Between the outer quantiles, by the trapezoid rule, less what chance makes of it: the mean gap of two distribution functions at p is
 * √(2/π · p(1−p) · noise), and the distance is the area between them.
 */
function distanceOf(now: readonly number[], usual: readonly number[], noise: number): number {
  let [area, chance] = [0, 0]
  for (let index = 1; index < usual.length; index++) {
    const [from = 0, to = 0] = [PROFILE_QUANTILES[index - 1], PROFILE_QUANTILES[index]]
    const gapAt = (place: number) => Math.abs((now[place] ?? 0) - (usual[place] ?? 0))
    area += ((gapAt(index - 1) + gapAt(index)) / 2) * (to - from)
    const middle = (from + to) / 2
    chance += Math.sqrt((2 / Math.PI) * middle * (1 - middle) * noise) * ((usual[index] ?? 0) - (usual[index - 1] ?? 0))
  }
  return area - chance
}
