/**
 * An unknown gauge, such as a metric that is taken every few minutes and of which nobody said what it is: judged by the records of
 * three channels (`channels.ts`). The state holds a few kilobytes, however long the series is.
 */
import { HOUR, type Instant, type Millis } from '../../core/calendar/time.ts'
import type { Point, SeriesAnswer, SeriesOptions } from '../../core/series.ts'
import { answerOf, mannerOf } from './answer.ts'
import { newGauge } from './channels.ts'
import { follow, type GaugeMemo, memoOf, newFollowed, restored, take } from './follow.ts'

export type { GaugeMemo } from './follow.ts'

const LONGEST_STEP: Millis = HOUR
/** The first values decide, and what they decided stays. */
const DECIDE = 8

/** Whether a series is followed here: a gauge whose values come at least about every hour. Slower ones have a season to be learned. */
export function isUnknownGauge(points: readonly Point[], { kind, polled, step }: SeriesOptions): boolean {
  if (kind !== 'gauge' || polled) return false
  if (step !== undefined) return step <= LONGEST_STEP
  let balance = 0
  for (let index = 1; index < Math.min(DECIDE, points.length); index++) {
    const gap = (points[index] as Point).at - (points[index - 1] as Point).at
    balance += gap <= LONGEST_STEP ? 1 : -1
    if (balance > 0) return true
  }
  return false
}

/** As `judgeSeries`: `past` holds nothing from `judged.at` on, and may be empty once there is a memo. */
export function judgeGauge(
  judged: Point,
  past: readonly Point[],
  options: SeriesOptions,
  memo?: GaugeMemo,
): SeriesAnswer & { readonly memo: GaugeMemo } {
  const manner = mannerOf(options)
  const points = past.filter(({ at }) => at < judged.at)
  const before = memo ? restored(memo) : newFollowed()
  if (memo && judged.at <= before.newest) {
    const then = follow(newFollowed(), points, manner)
    return { ...answerOf(then.state, judged, then.leftOut, manner), memo }
  }
  const { pending } = memo ?? {}
  const isKnown = !pending || pending.at >= judged.at || points.some(({ at }) => at === pending.at)
  const now = follow(before, isKnown ? points : [...points, pending], manner)
  if (!Number.isFinite(judged.value)) return { ...answerOf(newGauge(), judged, 0, manner), memo: memoOf(now) }
  return { ...answerOf(now.state, judged, now.leftOut, manner), memo: memoOf(now, judged) }
}

/** The whole series judged point after point, each seeing only what was before it. */
export function replayGauge(
  points: readonly Point[],
  options: SeriesOptions,
): { readonly answers: readonly (SeriesAnswer & { readonly point: Point })[]; readonly memo: GaugeMemo } {
  const manner = mannerOf(options)
  const followed = newFollowed()
  let pending: Point | undefined
  const judge = (point: Point, index: number): SeriesAnswer => {
    if (!Number.isFinite(point.value)) return answerOf(newGauge(), point, 0, manner)
    if (pending && pending.at < point.at) {
      take(followed, pending, manner)
      pending = undefined
    }
    if (point.at > followed.newest) {
      pending = point
      return answerOf(followed.state, point, followed.leftOut, manner)
    }
    const then = follow(newFollowed(), earlier(points.slice(0, index), point.at), manner)
    return answerOf(then.state, point, then.leftOut, manner)
  }
  const answers = points.map((point, index) => ({ ...judge(point, index), point }))
  return { answers, memo: memoOf(followed, pending) }
}

function earlier(points: readonly Point[], at: Instant): readonly Point[] {
  return points.filter((point) => point.at < at)
}
