/** What is thought of one value. */
import type { Grounds } from '../../core/series.ts'
import type { Run } from './track.ts'

export interface Assessment {
  /** In the inner space: the value, what the season adds, the level without it, and the scale at this moment. */
  readonly y: number
  readonly season: number
  readonly level: number
  readonly scale: number
  /** Distance from the slow reference, in scales. */
  readonly off: number
  readonly score: number
  /** An anomaly, and evidence that nobody learns from. */
  readonly odd: boolean
  readonly evidence: Grounds['evidence']
  readonly heldBack: readonly string[]
  readonly expected: number
  readonly margin: number
  /** Whether it makes a new level of the run that it ends. */
  readonly accepts: boolean
  /** Whether the series is back where it stood before it went astray. */
  readonly returns: boolean
  /** Places of the anomalies of earlier weeks that it turns out to repeat. */
  readonly rhythm?: readonly number[]
  /** The run with this value. */
  readonly run: Run
}

/** A score and the gates it has to pass; what is held back stays just below the alarm, so that it is seen how near it was. */
export interface Gated {
  score: number
  readonly heldBack: string[]
}

const JUST_BELOW = 0.99

export function holdBack(gated: Gated, alarm: number, why: string): void {
  if (gated.score < alarm) return
  gated.heldBack.push(why)
  gated.score = alarm * JUST_BELOW
}
