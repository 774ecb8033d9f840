/** From times and values to places in the picture. */
import { DAY, type Instant } from '../../core/calendar/time.ts'
import type { ChartPoint } from './chart.ts'

export const PLOT = { left: 76, top: 66, right: 936, bottom: 310 }

export interface Scales {
  readonly x: (at: Instant) => number
  readonly y: (value: number) => number
  readonly from: Instant
  readonly to: Instant
}

/** Bands may be much wider than what was ever seen; they are shown for twice the height of the values at most. */
export function extent(points: readonly ChartPoint[]): readonly [number, number] {
  const values = points.map(({ value }) => value)
  const [lowest, highest] = [least(values), -least(values.map((value) => -value))]
  const room = Math.max(highest - lowest, Math.abs(highest) * 0.05, Number.EPSILON) / 2
  const bands = points.flatMap(({ band, expected }) => [band?.low, band?.high, expected].filter((one) => one !== undefined))
  const within = bands.map((one) => Math.min(highest + room, Math.max(lowest - room, one)))
  const low = Math.min(lowest, least(within))
  const high = Math.max(highest, -least(within.map((one) => -one)))
  return [lowest >= 0 && low < high / 2 ? 0 : low, high > low ? high : low + Math.max(1, Math.abs(low) / 10)]
}

function least(values: readonly number[]): number {
  return values.reduce((best, value) => Math.min(best, value), Number.POSITIVE_INFINITY)
}

export function scalesOf(points: readonly ChartPoint[], ticks: readonly number[]): Scales {
  const [first, last] = [points[0]?.at ?? 0, points.at(-1)?.at ?? 0]
  const edge = last > first ? (last - first) * 0.015 : DAY / 2
  const [from, to] = [first - edge, last + edge]
  const [low = 0, high = 1] = [ticks[0], ticks.at(-1)]
  return {
    from,
    to,
    x: (at) => PLOT.left + ((at - from) / (to - from)) * (PLOT.right - PLOT.left),
    y: (value) => PLOT.bottom - ((value - low) / (high - low)) * (PLOT.bottom - PLOT.top),
  }
}

export function clamped(y: number): number {
  return Math.min(PLOT.bottom, Math.max(PLOT.top, y))
}
