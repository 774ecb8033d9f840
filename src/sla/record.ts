/**
 * How looks become a ledger, one at a time. Of each promise a small memo is kept: the last look that saw something, and up to where the
 * ledger is written. A look that sees nothing writes what is known by then; the next one that sees tells how that time really was, which
 * amends what was written. Pure.
 */
import type { Instant, Millis } from '../core/calendar/time.ts'
import { type AgePromise, betweenLooks, sinceLook, type WatermarkLook } from './freshness.ts'
import { heldUntil, type StateLook } from './held.ts'
import { clipped, type Span } from './span.ts'

/** A look that saw nothing, and why. */
export interface BlindLook {
  readonly at: Instant
  readonly why: string
}

export interface AgeMemo {
  readonly look: WatermarkLook
  /** The ledger is written up to here. */
  readonly written: Instant
}

export interface Recorded<M> {
  readonly memo: M | undefined
  /** To be laid over what is written. */
  readonly spans: readonly Span[]
  /** Up to where these spans replace what was written before: an amendment. */
  readonly amends?: Instant
}

/** `cause` is the incident that stands for the breach, if there is one. */
export function recordAge(
  memo: AgeMemo | undefined,
  look: WatermarkLook | BlindLook,
  promise: AgePromise,
  cause?: string,
): Recorded<AgeMemo> {
  if (memo === undefined) return 'why' in look ? { memo, spans: [] } : { memo: { look, written: look.at }, spans: [] }
  // A clock that was set back: the time is told already.
  if (look.at <= memo.written) return { memo, spans: [] }
  if ('why' in look) {
    const known = sinceLook(memo.look, look.at, promise, cause, look.why)
    return { memo: { ...memo, written: look.at }, spans: clipped(known, memo.written, look.at) }
  }
  const grown = { ...look, watermark: Math.max(look.watermark, memo.look.watermark) }
  return {
    memo: { look: grown, written: look.at },
    spans: betweenLooks(memo.look, grown, promise, cause),
    ...(memo.written > memo.look.at ? { amends: memo.written } : {}),
  }
}

/** The time after the last look, as far as it is known. */
export function ageTail({ look, written }: AgeMemo, now: Instant, promise: AgePromise, cause?: string): readonly Span[] {
  return clipped(sinceLook(look, now, promise, cause), written, now)
}

/** Of a promise that is known at looks only; its memo is the last look. */
export function recordHeld(memo: StateLook | undefined, look: StateLook, hold: Millis): Recorded<StateLook> {
  if (memo === undefined) return { memo: look, spans: [] }
  if (look.at <= memo.at) return { memo, spans: [] }
  return { memo: look, spans: heldUntil(memo, look.at, hold) }
}
