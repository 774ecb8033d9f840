/**
 * Weak evidence in parallel series. A load of which 30 % is missing hides in the noise of each table; that the tables beside it are low
 * at the same hour by as much is hardly chance. Scores of the peers are combined by Stouffer's method (1949).
 */
import { medianAbsoluteDeviation, probit } from 'simple-statistics'
import { WEEK } from '../core/calendar/time.ts'
import type { Point } from '../core/series.ts'

/** Scores tell probabilities well down to about one in a thousand; a single broken peer must not speak for all. */
const MOST_Z = 3
/** About one usual value in twenty. */
const LEAST_SCORE = 1.3
const FEWEST_PEERS = 2
/** One-sided tail of a thousandth. */
const PEERS_Z = -probit(0.001)

/** A score (−log10 of a two-sided tail) as usual deviations with a sign. */
export function signedZ(score: number, sign: number): number {
  const tail = 10 ** -Math.max(0, score) / 2
  const z = tail < 1e-12 ? MOST_Z : Math.min(MOST_Z, -probit(tail))
  return Math.sign(sign) * Math.max(0, z)
}

/** Combined deviation of peers, each capped. */
export function combinedZ(peers: readonly number[]): number {
  if (peers.length === 0) return 0
  const sum = peers.reduce((total, z) => total + Math.max(-MOST_Z, Math.min(MOST_Z, z)), 0)
  return sum / Math.sqrt(peers.length)
}

/**
 * Whether a value that is odd, but not odd enough, is an anomaly because its peers are off the same way at the same time. `usual` is the
 * usual deviation of the combination: 1 for series that are independent of each other, more for those that breathe together.
 */
export function backedByPeers(own: { readonly score: number; readonly z: number }, peers: readonly number[], usual = 1): boolean {
  if (own.score < LEAST_SCORE || own.z === 0 || peers.length < FEWEST_PEERS) return false
  return (combinedZ(peers) * Math.sign(own.z)) / Math.max(1, usual) > PEERS_Z
}

/** Below this many common moments the usual combination is not known. */
const FEWEST_MOMENTS = 14
/** From the median absolute deviation to the standard deviation of a normal law. */
const MAD_TO_SD = 1.4826

/**
 * The usual deviation of the combination, from the past of the peers: sales of all shops go up with the weather. Each series is compared
 * with itself a week before, in logarithms and on its own scale. Undefined when too little is known. About 1 where nothing is shared.
 */
export function usualCombination(series: readonly (readonly Point[])[]): number | undefined {
  const moments = new Map<number, number[]>()
  for (const points of series) {
    const values = new Map(points.filter(({ mark }) => mark !== 'excluded').map(({ at, value }) => [at, Math.log1p(Math.max(0, value))]))
    const changes = [...values].flatMap(([at, value]) => {
      const before = values.get(at - WEEK)
      return before === undefined ? [] : [{ at, change: value - before }]
    })
    const scale = changes.length < FEWEST_MOMENTS ? 0 : MAD_TO_SD * medianAbsoluteDeviation(changes.map(({ change }) => change))
    if (scale === 0) continue
    for (const { at, change } of changes) moments.set(at, [...(moments.get(at) ?? []), change / scale])
  }
  const combined = [...moments.values()].filter((z) => z.length * 2 > series.length).map(combinedZ)
  return combined.length < FEWEST_MOMENTS ? undefined : MAD_TO_SD * medianAbsoluteDeviation(combined)
}

/** Whether the peers of a moment are off together, so that it matters how usual that is. */
export function areOff(peers: readonly number[]): boolean {
  return peers.length > FEWEST_PEERS && Math.abs(combinedZ(peers)) > PEERS_Z - MOST_Z / Math.sqrt(peers.length)
}
