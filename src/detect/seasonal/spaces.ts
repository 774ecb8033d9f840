/** The space in which the noise of a kind of series is about even, and what change in it matters to people. */
import type { SeriesKind } from '../../core/series.ts'

/**
 * `to` leads into the space, `from` back. Counts vary like their square root when small and by a factor when large; shares vary
 * least at their ends (arcsine square root, Anscombe 1948); lags vary by a factor.
 */
export interface Space {
  to(value: number): number
  from(inner: number): number
  /** Smallest scale of noise that is believed. */
  readonly floor: number
  /** What the scale of such series often is, until a series shows its own; 0 where nothing can be said. */
  readonly usualNoise: number
  readonly minRelative: number
  readonly minAbsolute: number
  /** How far an effect that was not seen yet (a weekday, a month edge, a special day) may lead: its standard deviation before the first look. */
  readonly unseen: number
}

/** Below this many rows the noise of a count is that of the square root, above it that of a factor. */
export const COUNT_KNEE = 20

const count: Space = {
  to: (value) => Math.sign(value) * 2 * Math.asinh(Math.sqrt(Math.abs(value) / COUNT_KNEE)),
  from: (inner) => Math.sign(inner) * COUNT_KNEE * Math.sinh(Math.min(1_000, Math.abs(inner)) / 2) ** 2,
  floor: 0.02,
  usualNoise: 0.1,
  minRelative: 0.1,
  minAbsolute: 1.5,
  unseen: 0.3,
}

const ratio: Space = {
  to: (value) => 2 * Math.asin(Math.sqrt(Math.min(1, Math.max(0, value)))),
  from: (inner) => Math.sin(Math.min(Math.PI, Math.max(0, inner)) / 2) ** 2,
  floor: 0.02,
  usualNoise: 0,
  minRelative: 0.1,
  minAbsolute: 0.02,
  unseen: 0.1,
}

const lag: Space = {
  to: (value) => Math.log1p(Math.max(0, value)),
  from: (inner) => Math.expm1(Math.max(0, inner)),
  floor: 0.02,
  usualNoise: 0,
  minRelative: 0.3,
  minAbsolute: 1,
  unseen: 0.3,
}

const same = (value: number) => value

/** Below this, values that are remembered in single precision cannot be told apart. */
const FINEST = 1e-9

/** A gauge has a scale of its own, so that only what was seen says how much it may vary. */
const gauge: Space = { to: same, from: same, floor: FINEST, usualNoise: 0, minRelative: 0.1, minAbsolute: FINEST, unseen: 0 }

export const SPACES: Readonly<Record<SeriesKind, Space>> = {
  count,
  total: { ...gauge, minRelative: 0.02, minAbsolute: 1.5 },
  ratio,
  lag,
  gauge,
}
