/**
 * Evidence of several values together: means of the last few residuals against the slow reference, each on the scale that the same
 * mean has had in the past. What drifts in a benign way has a centre of its own, so that only a faster loss is news.
 */
import { medianOfFirst, quantileOfSorted, sortFirst } from '../../numbers/medians.ts'
import { studentScore } from '../../numbers/tails.ts'

export interface Window {
  readonly width: number
  readonly centre: number
  readonly scale: number
  /** Independent windows that were seen. */
  readonly degrees: number
}

export interface Recent {
  /** Residuals in scales of their hour, a ring. */
  readonly values: Float64Array
  pushed: number
}

export const LONGEST = 32
const BOUND = 5
const MAD_TO_SIGMA = 1.4826
const Q80_TO_SIGMA = 1 / 1.2816

export function newRecent(): Recent {
  return { values: new Float64Array(LONGEST), pushed: 0 }
}

export function pushRecent(recent: Recent, residual: number): void {
  recent.values[recent.pushed % LONGEST] = bounded(residual)
  recent.pushed++
}

/** `residuals` in scales; `whole[row]` counts the learned rows up to it without a break. */
export function windowOf(residuals: Float64Array, unbroken: Int32Array, width: number, inflate: number): Window {
  // Neighbouring windows overlap, so that a few of them say as much as all.
  const every = Math.max(1, width >> 2)
  const means = new Float64Array(residuals.length)
  let found = 0
  let sum = 0
  for (let row = 0; row < residuals.length; row++) {
    sum += bounded(residuals[row] as number)
    if (row >= width) sum -= bounded(residuals[row - width] as number)
    if (row % every === 0 && (unbroken[row] as number) >= width) means[found++] = sum / width
  }
  if (found * every < 2 * width) return { width, centre: 0, scale: Number.POSITIVE_INFINITY, degrees: 0 }
  const centre = medianOfFirst(means, found)
  for (let index = 0; index < found; index++) means[index] = Math.abs((means[index] as number) - centre)
  sortFirst(means, found)
  const spread = Math.max(
    quantileOfSorted(means, found, 0.5) * MAD_TO_SIGMA,
    quantileOfSorted(means, found, 0.8) * Q80_TO_SIGMA,
    1 / Math.sqrt(width),
  )
  return { width, centre, scale: spread * inflate, degrees: (found * every) / width }
}

export interface RunEvidence {
  readonly score: number
  readonly width: number
  /** Mean residual in scales. */
  readonly mean: number
}

/** Strongest evidence of a run that ends with `residual`. A value that came back ends its run, whatever was before. */
export function runEvidence(recent: Recent, residual: number, windows: readonly Window[]): RunEvidence {
  const last = bounded(residual)
  let best: RunEvidence = { score: 0, width: 0, mean: 0 }
  for (const { width, centre, scale, degrees } of windows) {
    if (width === 1 || recent.pushed < width - 1 || degrees < 2) continue
    let sum = last
    let same = 1
    for (let back = 1; back < width; back++) {
      const value = recent.values[(recent.pushed - back) % LONGEST] as number
      sum += value
      if (value * last > 0) same++
    }
    const mean = sum / width
    let newest = last
    const few = Math.max(1, Math.round(width / 6))
    for (let back = 1; back < few; back++) newest += recent.values[(recent.pushed - back) % LONGEST] as number
    if (mean * last <= 0 || Math.abs(last) < 0.5 * Math.abs(mean) || (newest / few) * Math.sign(mean) < 0.7 * Math.abs(mean)) continue
    if (width <= 8 && same < width) continue
    const score = studentScore(Math.abs(mean - centre) / scale, Math.min(60, degrees)) - Math.log10(Math.max(1, windows.length - 1))
    if ((mean - centre) * last > 0 && score > best.score) best = { score, width, mean }
  }
  return best
}

function bounded(residual: number): number {
  return Math.max(-BOUND, Math.min(BOUND, residual))
}
