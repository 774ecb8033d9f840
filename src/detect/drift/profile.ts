/**
 * A profile is what is known of the values of one delivery, day or look: their number and quantiles, or how often each category is
 * there. Profiles of numbers are pooled as t-digests (Dunning & Ertl, "Computing extremely accurate quantiles using t-digests", 2019).
 */
import { TDigest } from 'tdigest'
import { PROFILE_QUANTILES } from '../../core/profile.ts'

export interface NumberProfile {
  /** Values that were looked at. */
  readonly size: number
  /** In the order of `PROFILE_QUANTILES`. */
  readonly quantiles: readonly number[]
}

export interface CategoryProfile {
  /** All rows, those of no or of an unlisted category among them. */
  readonly size: number
  readonly counts: Readonly<Record<string, number>>
}

/** Share of the values that each quantile stands in the middle of. */
const WEIGHTS: readonly number[] = weightsOf(PROFILE_QUANTILES)

function weightsOf(middles: readonly number[]): readonly number[] {
  let before = 0
  return middles.map((middle) => {
    const weight = 2 * (middle - before)
    before += weight
    return weight
  })
}

/** The values of several profiles as one, each profile by its size. */
export function pooledNumbers(profiles: readonly NumberProfile[]): TDigest {
  const digest = new TDigest()
  for (const { size, quantiles } of profiles) {
    digest.push_centroid(quantiles.map((mean, index) => ({ mean, n: size * (WEIGHTS[index] ?? 0) })))
  }
  return digest
}

export function pooledCategories(profiles: readonly CategoryProfile[]): CategoryProfile {
  const counts: Record<string, number> = {}
  for (const profile of profiles) {
    for (const [key, count] of Object.entries(profile.counts)) counts[key] = (counts[key] ?? 0) + count
  }
  return { size: sizeOf(profiles), counts }
}

export function sizeOf(profiles: readonly { readonly size: number }[]): number {
  return profiles.reduce((sum, { size }) => sum + size, 0)
}
