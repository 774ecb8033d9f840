/**
 * How far out a value lies among all values of the past: a sketch of their distribution in the manner of the t-digest (Dunning 2019),
 * exact at both ends and coarser towards the middle, that forgets.
 */

export interface Ranks {
  /** Ascending. */
  values: number[]
  weights: number[]
  /** Values taken in since it was compressed. */
  fresh: number
}

/** More of it keeps more of the ends exact: a quarter of it on each side. */
const FINENESS = 40
const LARGEST = 250
/** In values. */
const MEMORY = 8_000

export function newRanks(): Ranks {
  return { values: [], weights: [], fresh: 0 }
}

/** −log10 of the probability that a value is at least as far out, on either side. */
export function rankSurprise({ values, weights }: Ranks, value: number): number {
  let [below, equal, above] = [0, 0, 0]
  for (let index = 0; index < values.length; index++) {
    const other = values[index] as number
    const weight = weights[index] as number
    if (other < value) below += weight
    else if (other > value) above += weight
    else equal += weight
  }
  const share = (Math.min(below, above) + equal + 1) / (below + equal + above + 2)
  return -Math.log10(Math.min(1, 2 * share))
}

/** The values between which the surprise stays below this; infinite where no value could reach it. */
export function rankBounds({ values, weights }: Ranks, surprise: number): { readonly low: number; readonly high: number } {
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const share = (10 ** -surprise / 2) * (total + 2) - 1
  if (share < 0) return { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY }
  const last = values.length - 1
  let [low, high] = [0, last]
  for (let sum = weights[0] ?? 0; sum <= share && low < last; sum += weights[low] as number) low++
  for (let sum = weights[last] ?? 0; sum <= share && high > low; sum += weights[high] as number) high--
  return { low: values[low] ?? 0, high: values[high] ?? 0 }
}

export function rank(ranks: Ranks, value: number): void {
  const { values, weights } = ranks
  let [from, to] = [0, values.length]
  while (from < to) {
    const middle = (from + to) >> 1
    if ((values[middle] as number) < value) from = middle + 1
    else to = middle
  }
  if (values[from] === value) weights[from] = (weights[from] as number) + 1
  else {
    values.splice(from, 0, value)
    weights.splice(from, 0, 1)
  }
  ranks.fresh++
  if (values.length > LARGEST || ranks.fresh > LARGEST) compress(ranks)
}

function compress(ranks: Ranks): void {
  const kept = Math.exp(-ranks.fresh / MEMORY)
  const total = kept * ranks.weights.reduce((sum, weight) => sum + weight, 0)
  const values: number[] = []
  const weights: number[] = []
  let [value, weight, before] = [Number.NaN, 0, 0]
  for (let index = 0; index < ranks.values.length; index++) {
    const [next, more] = [ranks.values[index] as number, kept * (ranks.weights[index] as number)]
    const middle = (before + (weight + more) / 2) / total
    if (weight > 0 && weight + more > Math.max(1, (4 * total * middle * (1 - middle)) / FINENESS)) {
      values.push(value)
      weights.push(weight)
      before += weight
      weight = 0
    }
    value = weight > 0 ? value + ((next - value) * more) / (weight + more) : next
    weight += more
  }
  values.push(value)
  weights.push(weight)
  ranks.values = values
  ranks.weights = weights
  ranks.fresh = 0
}
