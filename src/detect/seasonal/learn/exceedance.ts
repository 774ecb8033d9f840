/** Lags rise and fall like a saw: what matters is how far one lies over what was usual at worst. The tail over the 95 % quantile is exponential. */
import { quantileOfSorted, sortFirst } from '../../numbers/medians.ts'
import { LEFT_OUT, type Ring } from '../ring.ts'

export interface Exceedance {
  readonly high: number
  readonly slope: number
  readonly middle: number
  readonly samples: number
}

const HIGH = 0.95
const USUAL_SLOPE = 0.15
const LEAST_SLOPE = 0.12
const SLOPE_PRIOR = 8
const AT_HIGH = -Math.log10(1 - HIGH)

export function exceedanceOf(ring: Ring, most: number): Exceedance {
  const values = new Float64Array(ring.length)
  let found = 0
  for (let row = ring.length - 1; row >= 0 && found < most; row--)
    if (!((ring.mark[row] as number) & LEFT_OUT)) values[found++] = ring.y[row] as number
  sortFirst(values, found)
  const place = Math.min(found - 1, Math.floor(HIGH * found))
  const high = quantileOfSorted(values, found, HIGH)
  const beyond = found - place - 1
  const typical = beyond >= 2 ? ((values[place + ((beyond + 1) >> 1)] as number) - high) / Math.LN2 : USUAL_SLOPE
  const slope = Math.max(LEAST_SLOPE, (typical * beyond + USUAL_SLOPE * SLOPE_PRIOR) / (beyond + SLOPE_PRIOR))
  return { high, slope: found < 60 ? Math.max(slope, 0.3) : slope, middle: quantileOfSorted(values, found, 0.5), samples: found }
}

export function exceedanceScore(y: number, { high, slope }: Exceedance): number {
  return y <= high ? 0 : Math.min(12, AT_HIGH + (y - high) / slope / Math.LN10)
}

/** Value at which the score is reached. */
export function exceedanceAt(score: number, { high, slope }: Exceedance): number {
  return high + Math.max(0, score - AT_HIGH) * slope * Math.LN10
}
