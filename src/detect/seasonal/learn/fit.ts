/**
 * Everything that is learned from the remembered points at one moment: season, level, scale, tails and the usual size of runs. It is a
 * function of the points alone: replaying them through the new profile gives the level of today and the errors to be calibrated by.
 */

import { medianOfFirst } from '../../numbers/medians.ts'
import type { Course } from '../course.ts'
import { MARK, type Ring } from '../ring.ts'
import { type Level, learnLevel, levelAt, moveLevel, nextLevel } from './level.ts'
import { profileOf } from './profile.ts'
import { type Rows, rowsOf } from './rows.ts'
import { newRecent, pushRecent, type Recent, type Window, windowOf } from './runs.ts'
import { crowding, type Scale, scaleOf } from './scale.ts'
import { type Season, seasonalValue } from './season.ts'

export interface Fit {
  readonly season: Season
  readonly scale: Scale
  readonly windows: readonly Window[]
  /** Where the level stood in the last weeks, most of the time. */
  readonly base: number
}

/** Anomalies that the new season explains to within this many rough scales were none. */
const PARDON = 3

export interface Fitted {
  readonly fit: Fit
  readonly level: Level
  readonly recent: Recent
}

export function fitOf(ring: Ring, course: Course): Fitted {
  const { space, options, daily, perDay, pace } = course
  const isCount = options.kind === 'count'
  const rows = rowsOf(ring, course.clock)
  const { season, level: smooth } = profileOf(rows, { daily, unseen: space.unseen })
  const { length } = rows
  const plain = new Float64Array(length)
  for (let row = 0; row < length; row++) {
    plain[row] =
      (rows.y[row] as number) -
      seasonalValue(season, rows.hour[row] as number, rows.weekday[row] as number, rows.edge[row] as number, rows.special[row] as number)
  }
  const rough = roughNoise(plain, rows)
  for (let row = 0; row < length; row++) {
    if (rows.learn[row] || !rows.shape[row] || Math.abs((plain[row] as number) - (smooth[row] as number)) > PARDON * rough) continue
    rows.learn[row] = 1
    ring.mark[row] = (ring.mark[row] as number) & ~MARK.odd
  }
  const level = levelAt(medianOfStart(plain, rows, 0, daily ? 4 : perDay), rough, pace)
  const errors = new Float64Array(length)
  const off = new Float64Array(length)
  const expected = new Float64Array(length)
  const usable = new Uint8Array(length)
  const early = daily ? EARLY_DAYS : 2 * perDay
  for (let row = 0; row < length; row++) {
    if (row > 0 && rows.level[row] !== rows.level[row - 1]) moveLevel(level, medianOfStart(plain, rows, row, daily ? 4 : perDay))
    const value = plain[row] as number
    const next = nextLevel(level)
    errors[row] = row < early ? (value - (smooth[row] as number)) * IN_SAMPLE : value - next
    off[row] = value - level.slow
    expected[row] = isCount ? Math.max(0, space.from((rows.y[row] as number) - value + next)) : 0
    if (!rows.learn[row]) continue
    usable[row] = 1
    learnLevel(level, value, rough, pace)
  }
  const inflate = inflation(rows, season.parameters)
  const scale = scaleOf(
    errors.filter((_, row) => usable[row]),
    daily ? undefined : new Int32Array(rows.hour).filter((_, row) => usable[row]),
    isCount ? expected.filter((_, row) => usable[row]) : undefined,
    perDay,
    inflate,
    space,
  )
  const ofDays = rows.days > 14 ? Math.sqrt((rows.days + 7) / (rows.days - 7)) : Math.sqrt(3)
  // Before a week is known, a weekend is a long run of low values.
  const widths = daily || rows.days > WEEK_DAYS ? course.widths : course.widths.slice(0, 1)
  const recent = newRecent()
  const unbroken = new Int32Array(length)
  for (let row = 0; row < length; row++) {
    const unit = (scale.hour[rows.hour[row] as number] as number) * crowding(scale.crowd, expected[row] as number) * scale.sigma
    off[row] = (off[row] as number) / unit
    unbroken[row] = usable[row] ? (row > 0 ? (unbroken[row - 1] as number) : 0) + 1 : 0
    pushRecent(recent, off[row] as number)
  }
  return {
    fit: {
      season,
      scale,
      base: baseOf(smooth, rows),
      windows: widths.map((width) => windowOf(off, unbroken, width, width >= perDay ? Math.max(inflate, ofDays) : inflate)),
    },
    level,
    recent,
  }
}

/** At the start the smoothers still look for the level; there the smoothed one stands in, which follows the points a little too well. */
const EARLY_DAYS = 14
const IN_SAMPLE = 1.05

const WEEK_DAYS = 7
/** Days over which the level is remembered as normal. */
const BASE_DAYS = 21

function baseOf(smooth: Float64Array, rows: Rows): number {
  const newest = rows.level[rows.length - 1]
  const levels = new Float64Array(rows.length)
  let found = 0
  for (let row = rows.length - 1; row >= 0 && rows.level[row] === newest && (rows.day[row] as number) > rows.days - BASE_DAYS; row--) {
    if (rows.learn[row]) levels[found++] = smooth[row] as number
  }
  return found > 0 ? medianOfFirst(levels, found) : (smooth[rows.length - 1] ?? 0)
}

/** Final prediction error (Akaike 1969): errors on new points are larger than on those that were fitted. */
function inflation(rows: Rows, parameters: number): number {
  let learned = 0
  for (const one of rows.learn) learned += one
  return learned > 2 * parameters ? Math.sqrt((learned + parameters) / (learned - parameters)) : Math.sqrt(3)
}

function medianOfStart(plain: Float64Array, rows: Rows, from: number, count: number): number {
  const start = new Float64Array(count)
  let found = 0
  for (let row = from; row < rows.length && found < count; row++) start[found++] = plain[row] as number
  return medianOfFirst(start, found)
}

/** Typical distance of neighbours, which no level can spoil. */
function roughNoise(plain: Float64Array, rows: Rows): number {
  const steps = new Float64Array(rows.length)
  let found = 0
  for (let row = 1; row < rows.length; row++)
    if (rows.learn[row] && rows.learn[row - 1]) steps[found++] = Math.abs((plain[row] as number) - (plain[row - 1] as number))
  return medianOfFirst(steps, found) / Math.SQRT2 + 1e-9
}
