/** What the evidence of a learned verdict holds, alike for every kind that learns. */
import type { Basis } from '../core/metric.ts'
import type { Grounds, Learning } from '../core/series.ts'
import { type Evidence, type Unknown, unknown } from '../core/verdict.ts'
import { spellLearning } from './words.ts'

export function groundsEvidence(
  { samples, leftOut, season, score, evidence, expected, margin, heldBack }: Grounds,
  basis: Basis,
): Evidence {
  return { expected, score, samples, leftOut, season, evidence, leastChange: margin, heldBack, basis }
}

export function stillLearning(learning: Learning): Unknown {
  return { ...unknown('learning', spellLearning(learning)), evidence: { ...learning } }
}
