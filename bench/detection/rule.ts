/** What is compared: a rule that gives each point a score by the points before it, and alarms from its own default threshold on. */

export interface Series {
  readonly ts: readonly number[]
  readonly v: Float64Array
  /** Milliseconds between two points. */
  readonly step: number
}

export interface Rule {
  readonly name: string
  readonly threshold: number
  /** One for each point; 0 where the rule cannot say anything yet. */
  score(series: Series): Float64Array
  /** Numbers that it has to remember of a series from one point to the next. */
  remembers(series: Series): number
}

export const HOUR = 3_600_000
export const DAY = 24 * HOUR

/** Points in this time, at least one. */
export function pointsIn(length: number, { step }: Series): number {
  return Math.max(1, Math.round(length / step))
}

/** Scores for all points, each from its index and value. */
export function scoresOf({ v }: Series, score: (value: number, index: number) => number): Float64Array {
  return Float64Array.from(v, (value, index) => {
    const found = score(value, index)
    return Number.isNaN(found) ? 0 : found
  })
}

/** Change against a value, in parts of it. */
export function relativeChange(value: number, before: number): number {
  return before === value ? 0 : Math.abs(value / before - 1)
}
