/**
 * The two gates that a learned value has to pass to be an anomaly, as people set them: it must be rare (its score reaches the alarm), and
 * the change must matter.
 */
import { USUAL_ALARM } from './series.ts'

/** A change below either of these is no news. The kind of series has its own where they are left out. */
export interface Materiality {
  /** Share of what is expected: 0.1 is ten percent. */
  readonly leastChange?: number
  /** Rows, where rows are counted. */
  readonly leastRows?: number
}

export interface Gates extends Materiality {
  /** −log10 of the probability that a usual value is as far out. */
  readonly alarm: number
}

export const USUAL_GATES: Gates = { alarm: USUAL_ALARM }

/** The gates of the innermost place that names each of them. */
export function gatesOf(outer: Gates, ...inner: readonly Partial<Gates>[]): Gates {
  const { alarm, leastChange, leastRows } = Object.assign({}, outer, ...inner) as Gates
  return { alarm, ...(leastChange !== undefined && { leastChange }), ...(leastRows !== undefined && { leastRows }) }
}

/** One usual value in ten would be an anomaly below, and hardly anything could be one above. */
export const ALARMS = { from: 1, to: 30 }

export const ALARM_HINT = `a score from ${ALARMS.from} to ${ALARMS.to}: 2 for 1 usual value in 100, ${USUAL_ALARM} for 1 in 800, 4 for 1 in 10,000`

export const SHARE_HINT = 'write it with a percent sign, such as 10% or 2.5%; 0% lets every change count'

/** `10%` → 0.1. Undefined when the text is no share. */
export function parseShare(text: string): number | undefined {
  const [, percent] = /^(\d+(?:\.\d+)?)\s*%$/.exec(text.trim()) ?? []
  return percent === undefined ? undefined : Number(percent) / 100
}
