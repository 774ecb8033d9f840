/**
 * How far each segment of one measure is from what its own past and its neighbours lead to expect. A value is as expected when it
 * lies among several expectations: the recent level with and without today's common movement, the last value, the same weekday
 * before, and what catching up after a silence would bring. The distance beyond them is counted in the segment's own noise.
 */
import { DAY, type Instant } from '../../core/calendar/time.ts'
import { medianOf, scaleOf, weightedMedian } from './order.ts'
import { usualStep } from './panel.ts'
import { chanceAt, fromSpace, grainOf, slopeAt, toSpace, unitsOf } from './space.ts'

/** The newest row is the judged one. Each has a column per segment; NaN where there is nothing to learn from. */
export interface Deviations {
  /** Signed distance in units of the segment's noise; 0 among the expectations, NaN where nothing can be said. */
  readonly scores: Float64Array
  /** By the recent level and today's common movement, in the measure's own unit. */
  readonly expected: Float64Array
  /** Recent level in the space of even noise: what kind of segment it is. */
  readonly levels: Float64Array
  /** The common movement of the judged look, as a factor; 1 where there is none. */
  readonly common: number
  /** The value at which a segment would have this score: above what is expected, or below it with a negative one. */
  valueAt(segment: number, score: number): number
}

/** Looks that make a level. */
const LEVEL = 7
/** Fewer looks than these before say nothing. */
export const FEWEST_BEFORE = 5
/** The noise that segments of the same size have counts as much as this many looks of one's own. */
const PRIOR = 8
/** A segment's largest deviation so far counts as this many scales. */
const LARGEST = 4
const MOST_SILENT = 4

export function deviationsOf(
  rows: readonly Float64Array[],
  days: readonly Instant[],
  isSigned: boolean,
  grain = grainOf(rows),
): Deviations {
  const units = unitsOf(rows, isSigned, grain)
  const width = rows.at(-1)?.length ?? 0
  const inner = rows.map((row) => row.map((value, segment) => toSpace(value, units[segment] ?? 1)))
  const levels = levelsOf(inner)
  const commons = inner.map((row, look) => commonOf(row, levels[look] ?? row))
  const weekBefore = days.map((_, look) => lookBefore(days, look, 7))
  const above = noiseOf(inner, levels, commons, weekBefore, 1)
  const below = noiseOf(inner, levels, commons, weekBefore, -1)
  const last = rows.length - 1
  const level = levels[last] ?? new Float64Array(width)
  const today = rows[last] ?? new Float64Array(width)
  const common = commons[last] ?? 0
  const before = inner[last - 1]
  const lastWeek = inner[weekBefore[last] ?? -1]
  const twoWeeksBefore = inner[lookBefore(days, last, 14)]
  const skipped = Math.max(0, Math.round(((days[last] ?? 0) - (days[last - 1] ?? 0)) / usualStep(days)) - 1)
  const scores = new Float64Array(width).fill(Number.NaN)
  const expected = new Float64Array(width).fill(Number.NaN)
  const lows = new Float64Array(width).fill(Number.NaN)
  const highs = new Float64Array(width).fill(Number.NaN)
  for (let segment = 0; segment < width; segment++) {
    const usual = level[segment] ?? Number.NaN
    const value = today[segment] ?? Number.NaN
    const unit = units[segment] ?? 1
    if (Number.isNaN(usual)) continue
    const moved = usual + common * slopeAt(usual)
    expected[segment] = fromSpace(moved, unit)
    if (Number.isNaN(value)) continue
    const silent = skipped + silentBefore(inner, levels, last, segment)
    const others = [
      before?.[segment],
      lastWeek?.[segment],
      twoWeeksBefore?.[segment],
      silent > 0 ? toSpace(fromSpace(moved, unit) * (1 + silent), unit) : undefined,
    ]
    let low = Math.min(usual, moved)
    let high = Math.max(usual, moved)
    for (const other of others) {
      if (other === undefined || Number.isNaN(other)) continue
      low = Math.min(low, other)
      high = Math.max(high, other)
    }
    lows[segment] = low
    highs[segment] = high
    const at = toSpace(value, unit)
    scores[segment] = at < low ? (at - low) / (below[segment] ?? 1) : at > high ? (at - high) / (above[segment] ?? 1) : 0
  }
  const valueAt = (segment: number, score: number) => {
    const [edge, noise] = score < 0 ? [lows, below] : [highs, above]
    return fromSpace((edge[segment] ?? Number.NaN) + score * (noise[segment] ?? 1), units[segment] ?? 1)
  }
  return { scores, expected, levels: level, common: Math.exp(common), valueAt }
}

/** For each look the median of the looks before it. */
function levelsOf(inner: readonly Float64Array[]): readonly Float64Array[] {
  const some = new Float64Array(LEVEL)
  return inner.map((row, look) =>
    row.map((_, segment) => {
      let count = 0
      for (let before = look - 1; before >= 0 && count < LEVEL; before--) {
        const value = inner[before]?.[segment] ?? Number.NaN
        if (!Number.isNaN(value)) some[count++] = value
      }
      return count < FEWEST_BEFORE ? Number.NaN : medianOf(some, count)
    }),
  )
}

/** What moved everywhere: the median over the segments that can feel it, as the logarithm of a factor. */
function commonOf(row: Float64Array, levels: Float64Array): number {
  const moves: number[] = []
  const weights: number[] = []
  for (const [segment, value] of row.entries()) {
    const level = levels[segment] ?? Number.NaN
    if (Number.isNaN(value) || Number.isNaN(level)) continue
    const slope = slopeAt(level)
    if (slope < 0.3) continue
    moves.push((value - level) / slope)
    weights.push(slope * slope)
  }
  return moves.length < FEWEST_FOR_COMMON ? 0 : weightedMedian(moves, weights)
}

const FEWEST_FOR_COMMON = 8

/** Noise to one side: own, drawn to that of segments of the same size, and never less than chance and the largest deviation so far. */
function noiseOf(
  inner: readonly Float64Array[],
  levels: readonly Float64Array[],
  commons: readonly number[],
  weekBefore: readonly number[],
  side: 1 | -1,
): Float64Array {
  const last = inner.length - 1
  const width = inner[last]?.length ?? 0
  const own = new Float64Array(width).fill(Number.NaN)
  const counts = new Float64Array(width)
  const largest = new Float64Array(width)
  const some = new Float64Array(inner.length)
  for (let segment = 0; segment < width; segment++) {
    let count = 0
    for (let look = 0; look < last; look++) {
      const value = inner[look]?.[segment] ?? Number.NaN
      const level = levels[look]?.[segment] ?? Number.NaN
      if (Number.isNaN(value) || Number.isNaN(level)) continue
      const plain = value - level
      const moved = plain - (commons[look] ?? 0) * slopeAt(level)
      let deviation = Math.abs(moved) < Math.abs(plain) ? moved : plain
      const sinceWeek = value - (inner[weekBefore[look] ?? -1]?.[segment] ?? Number.NaN)
      if (Math.abs(sinceWeek) < Math.abs(deviation)) deviation = sinceWeek
      if (deviation * side >= 0) some[count++] = deviation
    }
    counts[segment] = count
    if (count === 0) continue
    own[segment] = scaleOf(some, count)
    largest[segment] = some[count - 1] ?? 0
  }
  const prior = noiseBySize(own, levels[last] ?? own)
  return own.map((scale, segment) => {
    const usual = prior[segment] ?? Number.NaN
    const level = levels[last]?.[segment] ?? Number.NaN
    if (Number.isNaN(usual)) return Number.NaN
    const count = counts[segment] ?? 0
    const drawn = Math.sqrt((PRIOR * usual ** 2 + (count > 0 ? count * scale ** 2 : 0)) / (PRIOR + count))
    return Math.max(drawn, (largest[segment] ?? 0) / LARGEST, chanceAt(level))
  })
}

/** For each segment the median noise of those whose level is like its own. */
function noiseBySize(own: Float64Array, levels: Float64Array): Float64Array {
  const known = [...levels.keys()].filter((segment) => !Number.isNaN(levels[segment] ?? Number.NaN))
  known.sort((a, b) => Math.abs(levels[a] ?? 0) - Math.abs(levels[b] ?? 0))
  const size = Math.max(FEWEST_ALIKE, Math.ceil(known.length / MOST_SIZES))
  const prior = new Float64Array(own.length).fill(Number.NaN)
  const some = new Float64Array(size * 2)
  for (let from = 0; from < known.length; from += size) {
    const rest = known.length - from
    const group = known.slice(Math.max(0, rest < size ? known.length - size : from), from + size)
    let count = 0
    for (const segment of group) if (!Number.isNaN(own[segment] ?? Number.NaN)) some[count++] = own[segment] ?? 0
    const usual = count === 0 ? 0 : medianOf(some, count)
    for (const segment of group) prior[segment] = usual
  }
  return prior
}

const FEWEST_ALIKE = 12
const MOST_SIZES = 20

/** The look so many days before; -1 where there is none. */
function lookBefore(days: readonly Instant[], look: number, back: number): number {
  const wanted = (days[look] ?? 0) - back * DAY
  return days.findIndex((at, index) => index < look && Math.abs(at - wanted) < DAY / 2)
}

/** Looks in a row, up to the judged one, at which nothing, or hardly anything, came from a segment that has something to say. */
function silentBefore(inner: readonly Float64Array[], levels: readonly Float64Array[], last: number, segment: number): number {
  let silent = 0
  while (silent < MOST_SILENT) {
    const look = last - 1 - silent
    const value = inner[look]?.[segment] ?? Number.NaN
    const level = levels[look]?.[segment] ?? Number.NaN
    if (Number.isNaN(level) || level <= 0 || Math.sinh(value) > Math.sinh(level) / 2) break
    silent++
  }
  return silent
}
