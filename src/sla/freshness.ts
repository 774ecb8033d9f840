/**
 * Freshness by time, exact: the age of data is a known function of its newest moment (the watermark), so a breach begins at the moment the
 * promise ran out, not at the look that noticed it; and a later look tells how a stretch was in which nobody could look. Pure.
 */
import type { Instant, Millis } from '../core/calendar/time.ts'
import { joined, type Span } from './span.ts'

/** That the newest data at `at` was of `watermark`; `arrived` where the source tells when it came (a commit, a file). */
export interface WatermarkLook {
  readonly at: Instant
  readonly watermark: Instant
  readonly arrived?: Instant
}

export interface AgePromise {
  /** When data of this watermark is too old; undefined where that takes longer than anybody waits. */
  due(watermark: Instant): Instant | undefined
  /** What was seen stands for so long without another look. */
  readonly hold: Millis
}

/** Why a stretch is unknown of which no look tells. */
export const NOT_LOOKED = 'not-looked'

/**
 * How it was from one look to the next. A watermark only grows: data is good for sure until what was there at first is too old, and bad for
 * sure once even what is there now would have been. In between it is bad until the new data came: at the time the source tells, else at the
 * look that found it, but only as long as the first look stands; the rest is unknown.
 */
export function betweenLooks(before: WatermarkLook, after: WatermarkLook, promise: AgePromise, cause?: string): readonly Span[] {
  const { from, to, clamp, due } = stretch(before.at, after.at, promise)
  const goodUntil = clamp(due(before.watermark))
  const badFrom = Math.max(goodUntil, clamp(due(Math.max(before.watermark, after.watermark))))
  const bad = { state: 'bad', ...(cause === undefined ? {} : { cause }) } as const
  const came = after.watermark > before.watermark ? after.arrived : undefined
  const seenUntil = came === undefined ? Math.min(badFrom, clamp(from + promise.hold)) : Math.min(badFrom, clamp(came))
  const late = Math.max(goodUntil, seenUntil)
  const between = came === undefined ? ({ state: 'unknown', cause: NOT_LOOKED } as const) : ({ state: 'good' } as const)
  return joined([
    { from, to: goodUntil, state: 'good' },
    { from: goodUntil, to: late, ...bad },
    { from: late, to: badFrom, ...between },
    { from: badFrom, to, ...bad },
  ])
}

/**
 * How it is since the last look, for as long as no other tells: good until what was there is too old, bad as long as that look stands, then
 * unknown. `why` says what hinders looking.
 */
export function sinceLook(last: WatermarkLook, now: Instant, promise: AgePromise, cause?: string, why = NOT_LOOKED): readonly Span[] {
  const { from, to, clamp, due } = stretch(last.at, now, promise)
  const goodUntil = clamp(due(last.watermark))
  const badUntil = Math.max(goodUntil, clamp(last.at + promise.hold))
  return joined([
    { from, to: goodUntil, state: 'good' },
    { from: goodUntil, to: badUntil, state: 'bad', ...(cause === undefined ? {} : { cause }) },
    { from: badUntil, to, state: 'unknown', cause: why },
  ])
}

function stretch(from: Instant, end: Instant, promise: AgePromise) {
  const to = Math.max(from, end)
  const clamp = (at: Instant) => Math.min(to, Math.max(from, at))
  return { from, to, clamp, due: (watermark: Instant) => promise.due(watermark) ?? Number.POSITIVE_INFINITY }
}
