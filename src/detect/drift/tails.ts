/** How hard chance would find it to move the tails of a sample so far. Distances are from the middle, so that both sides are alike. */
import { shareScore } from './significance.ts'

/** Mean of the standard Gumbel distribution. */
const EULER = 0.5772156649
/** Fewer extremes say nothing of the next one. */
const FEWEST_EXTREMES = 5
/** What came so often, up to this factor, is a habit and as rare as it was, whatever the other days are like. */
const HABIT = 2
const ALIKE = 2

/**
 * That the outermost value of a day is so far out, by those of the days before. Whatever the values are like, the logarithm of their largest
 * has no heavier tail than the Gumbel distribution (Fisher & Tippett 1928: it is that of the heavy-tailed ones, and the others end sooner).
 * It is fitted by L-moments (Hosking 1990), and its scale widened by what so few extremes leave open.
 */
export function extremeScore(distance: number, before: readonly number[]): number {
  const past = before.flatMap((one) => (one > 0 ? [Math.log(one)] : [])).sort((a, b) => a - b)
  const count = past.length
  if (count < FEWEST_EXTREMES || !(distance > 0)) return 0
  const mean = past.reduce((sum, one) => sum + one, 0) / count
  const halfGap = past.reduce((sum, one, index) => sum + ((2 * index + 1 - count) / (count - 1)) * one, 0) / count
  const scale = halfGap / Math.LN2
  const alike = past.filter((one) => one > Math.log(distance / ALIKE)).length
  if (alike >= HABIT) return Math.log10(count / alike)
  const far = (Math.log(distance) - (mean - EULER * scale)) / Math.max(1e-12, scale * (1 + 1 / Math.sqrt(count)))
  return far > 30 ? far / Math.LN10 : -Math.log10(-Math.expm1(-Math.exp(-far)))
}

/** A share of the values, and how far out it begins. */
export interface TailMark {
  readonly share: number
  readonly distance: number
}

/**
 * That so many of `size` values are beyond `distance`, where `usual` is the share that should be. How many there are is read between the
 * marks of the sample, outermost last, where tails are nearly straight: in logarithms of both.
 */
export function beyondScore(marks: readonly TailMark[], distance: number, usual: number, size: number): number {
  return shareScore(shareBeyond(marks, distance), size, usual)
}

function shareBeyond(marks: readonly TailMark[], distance: number): number {
  const next = marks.findIndex((mark) => mark.distance >= distance)
  if (next < 0) return 0
  const [from, to] = [marks[next - 1], marks[next] as TailMark]
  if (!from) return to.share
  if (!(from.distance > 0)) return to.share
  const part = Math.log(distance / from.distance) / Math.log(to.distance / from.distance)
  return from.share * (to.share / from.share) ** part
}
