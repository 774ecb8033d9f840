/** Medians over short stretches of typed arrays, without making new ones. */

const scratch = new Float64Array(16_384)

/** Median of the first `count` numbers of `from`, which are put in order; NaN where there are none. */
export function medianOf(from: Float64Array, count: number): number {
  if (count === 0) return Number.NaN
  sortFirst(from, count)
  const middle = count >> 1
  return count % 2 === 1 ? (from[middle] ?? 0) : ((from[middle - 1] ?? 0) + (from[middle] ?? 0)) / 2
}

/** Robust scale of deviations around zero: as the standard deviation of normal noise, and never below what its larger fifth shows. */
export function scaleOf(deviations: Float64Array, count: number): number {
  for (let index = 0; index < count; index++) deviations[index] = Math.abs(deviations[index] ?? 0)
  const middle = medianOf(deviations, count)
  const outer = deviations[Math.min(count - 1, Math.floor(0.8 * count))] ?? 0
  return Math.max(1.4826 * middle, outer / 1.2816)
}

function sortFirst(from: Float64Array, count: number): void {
  if (count > 40) {
    from.subarray(0, count).sort()
    return
  }
  for (let index = 1; index < count; index++) {
    const value = from[index] ?? 0
    let place = index
    while (place > 0 && (from[place - 1] ?? 0) > value) {
      from[place] = from[place - 1] ?? 0
      place--
    }
    from[place] = value
  }
}

/** Median of `values` weighted by `weights`; NaN where all weights are zero. */
export function weightedMedian(values: readonly number[], weights: readonly number[]): number {
  const order = values.map((_, index) => index).sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0))
  const half = weights.reduce((sum, weight) => sum + weight, 0) / 2
  let sum = 0
  for (const index of order) {
    sum += weights[index] ?? 0
    if (sum >= half && sum > 0) return values[index] ?? Number.NaN
  }
  return Number.NaN
}

export { scratch }
