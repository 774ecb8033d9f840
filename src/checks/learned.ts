/** What the evidence of a learned verdict holds, alike for every kind that learns. */
import type { Basis } from '../core/metric.ts'
import { type Evidence, type Unknown, unknown } from '../core/verdict.ts'
import type { Grounds } from '../detect/judge-series.ts'
import { spellLearning } from './words.ts'

export function groundsEvidence({ samples, leftOut, season, surprise, expected, margin }: Grounds, basis: Basis): Evidence {
  return { expected, samples, leftOut, season, surprise, leastChange: margin, basis }
}

export function stillLearning(learning: { have: number; need: number; readyWhen?: number }): Unknown {
  return { ...unknown('learning', spellLearning(learning)), evidence: { ...learning } }
}
