/** What is alike for every kind that learns: the gates people set, and what the evidence of a verdict holds. */
import { isoTime } from '../core/calendar/time.ts'
import type { Check } from '../core/check.ts'
import type { Materiality } from '../core/gates.ts'
import type { Basis } from '../core/metric.ts'
import type { Grounds, Learning, SeriesOptions } from '../core/series.ts'
import { type Evidence, type Unknown, unknown } from '../core/verdict.ts'
import { spellLearning } from './words.ts'

/** The gates of a check as options of its series. What nobody set is left to the kind of series. */
export function gateOptions({ alarm, params }: Pick<Check<Materiality>, 'alarm' | 'params'>): Partial<SeriesOptions> {
  const { leastChange, leastRows } = params
  return {
    ...(alarm !== undefined && { alarm }),
    ...(leastChange !== undefined && { minRelative: leastChange }),
    ...(leastRows !== undefined && { minAbsolute: leastRows }),
  }
}

export function groundsEvidence(
  { samples, leftOut, season, score, evidence, expected, margin, heldBack }: Grounds,
  basis: Basis,
): Evidence {
  return { expected, score, samples, leftOut, season, evidence, leastChange: margin, heldBack, basis }
}

/** `what` is learned from, such as `days`; `hint` says what would make it ready sooner. What is missing is told in words as well. */
export function stillLearning(learning: Learning, what?: string, hint?: string): Unknown {
  const { have, need, readyWhen } = learning
  const missing = have < need ? `${need - have} more ${what ?? 'samples'}` : `${what ?? 'samples'} over a longer time`
  return {
    ...unknown('learning', `${spellLearning(learning, what)}${hint === undefined ? '' : `; ${hint}`}`),
    evidence: { have, need, missing, ...(readyWhen !== undefined && { readyWhen: isoTime(readyWhen) }) },
  }
}
