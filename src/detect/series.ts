/** What a learned series is made of, and the space in which its noise is even. */
import type { Point, SeriesKind } from '../core/series.ts'

/**
 * Values are compared where their noise is about even: counts vary like their square root when small and by a factor when large,
 * shares vary least at their ends. `from` leads back. `floor` is the scale that even a constant series is granted.
 */
export interface Space {
  to(value: number): number
  from(inner: number): number
  floor(centre: number): number
  readonly minRelative: number
  readonly minAbsolute: number
  readonly whole: boolean
}

export const SPACES: Readonly<Record<SeriesKind, Space>> = {
  count: {
    to: (value) => 2 * Math.asinh(Math.sqrt(Math.max(0, value) / 20)),
    from: (inner) => 20 * Math.sinh(Math.max(0, inner) / 2) ** 2,
    floor: () => 0.01,
    minRelative: 0.1,
    minAbsolute: 1.5,
    whole: true,
  },
  total: { to: same, from: same, floor: (centre) => 0.001 * Math.abs(centre) + 1e-9, minRelative: 0.02, minAbsolute: 1.5, whole: true },
  ratio: {
    to: (value) => 2 * Math.asin(Math.sqrt(Math.min(1, Math.max(0, value)))),
    from: (inner) => Math.sin(Math.min(Math.PI, Math.max(0, inner)) / 2) ** 2,
    floor: () => 0.01,
    minRelative: 0.1,
    minAbsolute: 0.02,
    whole: false,
  },
  lag: { to: same, from: same, floor: (centre) => 0.05 * Math.abs(centre) + 1e-9, minRelative: 0.3, minAbsolute: 1, whole: false },
  gauge: { to: same, from: same, floor: (centre) => 0.005 * Math.abs(centre) + 1e-9, minRelative: 0.1, minAbsolute: 0, whole: false },
}

function same(value: number): number {
  return value
}

/** Oldest first, one point per moment: the later of two in the list counts. */
export function inOrder(points: readonly Point[]): readonly Point[] {
  return [...new Map(points.map((point) => [point.at, point])).values()].sort((a, b) => a.at - b.at)
}
