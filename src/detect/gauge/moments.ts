/** Mean and variance that forget: each value counts by how much time it stands for, so that steps may be uneven. */

export interface Moments {
  mean: number
  variance: number
  count: number
}

export function newMoments(): Moments {
  return { mean: 0, variance: 0, count: 0 }
}

/** `share` is the weight of this value against all before it; the first values count alike. */
export function learn(moments: Moments, value: number, share: number): void {
  moments.count++
  const weight = Math.max(share, 1 / moments.count)
  const change = value - moments.mean
  moments.mean += weight * change
  moments.variance = (1 - weight) * (moments.variance + weight * change * change)
}

/** What a gap of `length` takes from a memory of the length `memory`: nearly their ratio while it is small, at most 1. */
export function shareOf(length: number, memory: number): number {
  return -Math.expm1(-length / memory)
}
