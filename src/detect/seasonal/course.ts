/** What the options of a series and its step say about how it is followed. */
import { DAY, HOUR, type Millis } from '../../core/calendar/time.ts'
import type { SeriesOptions } from '../../core/series.ts'
import { clockOf, type LocalClock } from '../numbers/local-clock.ts'
import type { Pace } from './learn/level.ts'
import { SPACES, type Space } from './spaces.ts'

export const ALARM = 2.9

export interface Course {
  readonly options: SeriesOptions
  readonly space: Space
  readonly clock: LocalClock
  readonly step: Millis
  /** Points lie about a day or more apart. */
  readonly daily: boolean
  /** Points in a day; 1 where they lie further apart. */
  readonly perDay: number
  readonly pace: Pace
  /** Lengths of the runs that are looked for, in points. */
  readonly widths: readonly number[]
  /** Points that are remembered. */
  readonly keep: number
  /** Points before anything is said. */
  readonly need: number
  readonly alarm: number
  readonly up: boolean
  readonly down: boolean
  readonly minRelative: number
  readonly minAbsolute: number
}

/** Daily points, or points within two days, before anything is said; lags have no season to be learned first. */
const NEED_DAYS = 7
const NEED_LEAST = 12
const NEED_LAGS = 48
const ALPHAS = [0.04, 0.15, 0.45, 0.9]
/** Shares wander little, and their noise is not worth following. */
const ALPHAS_OF_SHARES = [0.02, 0.1]

export function courseOf(options: SeriesOptions, step: Millis): Course {
  const { kind } = options
  const space = SPACES[kind]
  const daily = step >= 20 * HOUR
  const perDay = Math.max(1, Math.round(DAY / step))
  const alphas = kind === 'ratio' ? ALPHAS_OF_SHARES : ALPHAS
  const oneSided = kind === 'ratio' || kind === 'lag'
  const direction = options.direction ?? (oneSided ? 'up' : 'both')
  return {
    options,
    space,
    clock: clockOf(options.zone),
    step,
    daily,
    perDay,
    pace: { alphas, lossRate: daily ? 0.04 : 0.015, slow: daily ? 1 / 14 : 1 / (5 * perDay) },
    widths: daily ? [1, 2, 4, 7] : [1, 3, 8, 24],
    keep: daily ? 220 : Math.max(250, Math.min(2_016, 42 * perDay)),
    need: daily ? NEED_DAYS : Math.max(NEED_LEAST, kind === 'lag' ? Math.min(NEED_LAGS, 2 * perDay) : 2 * perDay),
    alarm: options.alarm ?? ALARM,
    up: direction !== 'down',
    down: direction !== 'up',
    minRelative: options.minRelative ?? space.minRelative,
    minAbsolute: options.minAbsolute ?? space.minAbsolute,
  }
}

/** Largest number in single precision that sums of a ring still fit beside. */
const FARTHEST = 1e35

/** The value in the inner space, as it is remembered: in single precision. */
export function remembered({ space }: Course, value: number): number {
  return Math.fround(Math.max(-FARTHEST, Math.min(FARTHEST, space.to(value))))
}
