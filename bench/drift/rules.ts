/**
 * Rules that peers ship, from their documented behaviour, over two samples in ascending order: Evidently's Kolmogorov-Smirnov test at p below
 * .05, its Wasserstein distance over the standard deviation and its Jensen-Shannon distance over equal bins (numpy's `sturges`) at .1, and the
 * population stability index over the deciles of the reference at .1. https://docs.evidentlyai.com/metrics/customize_data_drift
 */
import { mean, standardDeviation } from 'simple-statistics'

type Sample = Float64Array

export const RULES: Readonly<Record<string, (now: Sample, reference: Sample) => boolean>> = {
  'KS p<.05': (now, reference) => kolmogorov(now, reference) < 0.05,
  'PSI>.1': (now, reference) => stability(now, reference) > 0.1,
  'JS>.1': (now, reference) => jensenShannon(now, reference) > 0.1,
  'Wasserstein/sd>.1': (now, reference) => wasserstein(now, reference) / standardDeviation(Array.from(reference)) > 0.1,
}

/** Share of the values that are at most `edge`. */
function rank(sorted: Sample, edge: number): number {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sorted[middle] as number) <= edge) low = middle + 1
    else high = middle
  }
  return low / sorted.length
}

/** By the limiting distribution. */
function kolmogorov(now: Sample, reference: Sample): number {
  let [gap, i, j] = [0, 0, 0]
  while (i < now.length && j < reference.length) {
    const edge = Math.min(now[i] as number, reference[j] as number)
    while (i < now.length && (now[i] as number) <= edge) i++
    while (j < reference.length && (reference[j] as number) <= edge) j++
    gap = Math.max(gap, Math.abs(i / now.length - j / reference.length))
  }
  const lambda = gap * Math.sqrt((now.length * reference.length) / (now.length + reference.length))
  if (lambda < 0.3) return 1
  let p = 0
  for (let k = 1; k <= 50; k++) p += 2 * (-1) ** (k - 1) * Math.exp(-2 * k * k * lambda * lambda)
  return Math.min(1, Math.max(0, p))
}

function stability(now: Sample, reference: Sample): number {
  const edges = Array.from({ length: 9 }, (_, index) => reference[Math.floor(((index + 1) * reference.length) / 10)] ?? 0)
  const [a, b] = [shares(now, edges), shares(reference, edges)]
  return a.reduce((sum, share, bin) => {
    const [p, q] = [Math.max(share, 1e-4), Math.max(b[bin] ?? 0, 1e-4)]
    return sum + (p - q) * Math.log(p / q)
  }, 0)
}

function jensenShannon(now: Sample, reference: Sample): number {
  const low = Math.min(now[0] as number, reference[0] as number)
  const high = Math.max(now.at(-1) as number, reference.at(-1) as number)
  const bins = Math.ceil(Math.log2(now.length + reference.length) + 1)
  const edges = Array.from({ length: bins - 1 }, (_, index) => low + ((index + 1) * (high - low)) / bins)
  const [a, b] = [shares(now, edges), shares(reference, edges)]
  const part = (p: number, middle: number) => (p > 0 ? (p / 2) * Math.log(p / middle) : 0)
  return Math.sqrt(a.reduce((sum, p, bin) => sum + part(p, (p + (b[bin] ?? 0)) / 2) + part(b[bin] ?? 0, (p + (b[bin] ?? 0)) / 2), 0))
}

function shares(sorted: Sample, edges: readonly number[]): readonly number[] {
  const ranks = [...edges.map((edge) => rank(sorted, edge)), 1]
  return ranks.map((one, index) => one - (ranks[index - 1] ?? 0))
}

/** Of samples of one size. */
function wasserstein(now: Sample, reference: Sample): number {
  return mean(Array.from(now, (value, index) => Math.abs(value - (reference[index] as number))))
}
