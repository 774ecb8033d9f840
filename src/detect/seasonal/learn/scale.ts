/**
 * How much a usual value may be off: a robust scale of the one-step errors, what hour and size of the count do to it, and how heavy its
 * tails are. All from errors that were made while replaying the remembered points.
 */

import { groupMedians, medianOfFirst, quantileOfSorted, sortFirst } from '../../numbers/medians.ts'
import type { Tail } from '../../numbers/tails.ts'
import { COUNT_KNEE, type Space } from '../spaces.ts'

export interface Scale {
  readonly sigma: number
  /** By hour of the day, relative to sigma. */
  readonly hour: Float32Array
  /** Variance of a count beyond that of Poisson, relative to its square; NaN where the space needs no such correction. */
  readonly crowd: number
  readonly up: Tail
  readonly down: Tail
  /** Errors it rests on. */
  readonly samples: number
}

const MAD_TO_SIGMA = 1.4826
const Q80_TO_SIGMA = 1 / 1.2816
const HOURS_BLUR = 5
/** Looks that the usual noise of a kind counts for, until there are enough of the series' own. */
const PRIOR_LOOKS = 6
const KNEE_SHARE = 0.9
const USUAL_SLOPE = 0.4
const SLOPE_PRIOR = 25
const CROWDS = [0, 0.003, 0.01, 0.03, 0.1, 0.3, 1]

/** What the expected count does to the noise in the space of counts, up to a factor. */
export function crowding(crowd: number, expected: number): number {
  return Number.isNaN(crowd) ? 1 : Math.sqrt((1 + crowd * expected) / (expected + COUNT_KNEE))
}

/** `errors` with the hour of the day and the expected value of each; `inflate` makes up for having been fitted to them. */
export function scaleOf(
  errors: Float64Array,
  hours: Int32Array | undefined,
  expected: Float64Array | undefined,
  perDay: number,
  inflate: number,
  { floor, usualNoise }: Space,
): Scale {
  const { length } = errors
  const sizes = new Float64Array(length)
  const crowd = expected ? crowdOf(errors, expected) : Number.NaN
  for (let row = 0; row < length; row++)
    sizes[row] = Math.abs(errors[row] as number) / crowding(crowd, expected ? (expected[row] as number) : 0)
  const hour = new Float32Array(24).fill(1)
  const sorted = sizes.slice()
  const overall = medianOfFirst(sorted, length)
  if (hours && overall > 0) {
    const { median, count } = groupMedians(sizes, hours, 24)
    for (let slot = 0; slot < 24; slot++) {
      const looks = (count[slot] as number) / Math.max(1, perDay / 24)
      const factor = ((median[slot] as number) / overall) * looks
      hour[slot] = Math.min(4, Math.max(0.6, (factor + HOURS_BLUR) / (looks + HOURS_BLUR)))
    }
    for (let row = 0; row < length; row++) sizes[row] = (sizes[row] as number) / (hour[hours[row] as number] as number)
  }
  sorted.set(sizes)
  sortFirst(sorted, length)
  const spread = Math.max(quantileOfSorted(sorted, length, 0.5) * MAD_TO_SIGMA, quantileOfSorted(sorted, length, 0.8) * Q80_TO_SIGMA * 0.95)
  const typical = expected ? crowding(crowd, medianOfFirst(expected.slice(), length)) : 1
  const seen = length / (length + PRIOR_LOOKS)
  const believed = usualNoise > 0 ? Math.max(spread, 1e-9) ** seen * (usualNoise / typical) ** (1 - seen) : spread
  const sigma = Math.max(believed * inflate, floor)
  const all = tailOf(sorted, length, sigma / inflate, USUAL_SLOPE, SLOPE_PRIOR)
  const side = (sign: number) => {
    const own = sizes.filter((_, row) => (errors[row] as number) * sign > 0)
    sortFirst(own, own.length)
    return tailOf(own, own.length, sigma / inflate, all.slope, SLOPE_PRIOR)
  }
  return { sigma, hour, crowd, up: side(1), down: side(-1), samples: length }
}

/** The median exceedance rather than the mean, which past incidents would ruin. */
function tailOf(sorted: Float64Array, length: number, sigma: number, usual: number, prior: number): Tail {
  if (length === 0) return { knee: 1.645, slope: usual }
  const at = Math.min(length - 1, Math.floor(KNEE_SHARE * length))
  const knee = Math.max(1.645, Math.min(2.4, (sorted[at] as number) / sigma))
  const beyond = length - at - 1
  const exceedance = (share: number) =>
    Math.max(0, (sorted[at + Math.round(share * (beyond + 1))] as number) / sigma - knee) / -Math.log(1 - share)
  const typical = beyond >= 3 ? (beyond >= 12 ? Math.max(exceedance(0.5), exceedance(0.75)) : exceedance(0.5)) : usual
  return { knee, slope: Math.max(0.3, Math.min(2.5, (typical * beyond + usual * prior) / (beyond + prior))) }
}

/** The crowding that makes the errors most even (Laplace likelihood over a grid). */
function crowdOf(errors: Float64Array, expected: Float64Array): number {
  // An odd stride, so that every hour of the day takes part.
  const every = 2 * Math.floor(errors.length / 512) + 1
  let best = 0.03
  let least = Number.POSITIVE_INFINITY
  for (const crowd of CROWDS) {
    let logs = 0
    let sum = 0
    for (let row = 0; row < errors.length; row += every) {
      const shape = crowding(crowd, expected[row] as number)
      logs += Math.log(shape)
      sum += Math.min(Math.abs(errors[row] as number) / shape, 1e6)
    }
    const cost = logs + Math.ceil(errors.length / every) * Math.log(sum + 1e-9)
    if (cost < least) {
      least = cost
      best = crowd
    }
  }
  return best
}
