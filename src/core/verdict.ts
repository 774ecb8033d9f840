/** The judgement of a check at a time. Three-valued: "we could not look" is neither good data nor bad data. */

import type { Instant } from './calendar/time.ts'
import type { Basis, Scalar } from './metric.ts'

export type VerdictState = 'pass' | 'warn' | 'fail' | 'unknown'

/**
 * Why nothing could be said. `learning` is normal life; the others concern whoever runs the source. `unreachable` is said of a
 * source as a whole, `unreadable` of one dataset in it: damaged, cut short, or not what its format promises.
 */
export type UnknownCause =
  | 'learning'
  | 'no-data'
  | 'no-permission'
  | 'unreachable'
  | 'unreadable'
  | 'timeout'
  | 'locked'
  | 'missing'
  | 'unsupported'
  | 'invalid-query'
  | 'stale-artefact'

export interface Band {
  readonly low?: number
  readonly high?: number
}

export type Unit = 'rows' | 'ratio' | 'percent' | 'milliseconds' | 'instant' | 'number'

/** What the judgement rests on: samples used and left out, gates, season. Words and numbers only, no values of rows. */
export type Evidence = Readonly<Record<string, Scalar | readonly Scalar[]>>

export interface Judged {
  readonly state: 'pass' | 'warn' | 'fail'
  /** Machine word for what was found, such as `late`, `below-band`, `column-removed`. */
  readonly code: string
  /** One sentence for a person: what was seen, what was expected. */
  readonly reason: string
  readonly value?: number
  readonly unit?: Unit
  readonly expected?: Band
  readonly basis?: Basis
  /** When the breach began by the data itself, which may be before anyone looked. */
  readonly since?: Instant
  /** Fields and segments that are wrong. */
  readonly fields?: readonly string[]
  readonly segments?: readonly string[]
  /** The delivery or period the verdict is about, where there is one. */
  readonly bucket?: Instant
  readonly evidence?: Evidence
}

export interface Unknown {
  readonly state: 'unknown'
  readonly code: UnknownCause
  readonly reason: string
  readonly fields?: readonly string[]
  readonly evidence?: Evidence
}

export type Verdict = Judged | Unknown

export function isBad(verdict: Verdict): verdict is Judged & { state: 'warn' | 'fail' } {
  return verdict.state === 'fail' || verdict.state === 'warn'
}

export function unknown(code: UnknownCause, reason: string, fields?: readonly string[]): Unknown {
  return { state: 'unknown', code, reason, ...(fields ? { fields } : {}) }
}
