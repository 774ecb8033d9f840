/** The one door to what is learned from history: a value, its past and what was remembered in; a judgement out. */
import type { Instant } from '../core/calendar/time.ts'
import type { Point, SeriesAnswer, SeriesOptions } from '../core/series.ts'
import { type GaugeMemo, isUnknownGauge, judgeGauge, replayGauge } from './gauge/judge-gauge.ts'
import { absorb } from './seasonal/absorb.ts'
import { answerTo } from './seasonal/answer.ts'
import { restoredTrack, type StoredTrack, storedTrack } from './seasonal/codec.ts'
import { foldIn, until } from './seasonal/past.ts'
import { newTrack, type Track } from './seasonal/track.ts'

/** JSON, opaque to callers. A memo of another version is forgotten, and what it held is learned again from the past. */
export type SeriesMemo = SeasonalMemo | { readonly v: typeof VERSION; readonly gauge: GaugeMemo }

interface SeasonalMemo {
  readonly v: typeof VERSION
  readonly state: StoredTrack
  /** Judged last, and not learned from before a later point comes: it may be judged again, or measured anew. */
  readonly pending?: Point
}

export type SeriesJudgement = SeriesAnswer & { readonly memo: SeriesMemo }

const VERSION = 3
/** Values after which it is settled how a series is followed. */
const YOUNG = 8

/**
 * Judging a moment again replaces what was remembered of it. `past` may not hold anything from `judged.at` on; the part of it that is
 * older than what is remembered changes nothing, and an empty one is fine once there is a memo.
 */
export function judgeSeries(judged: Point, past: readonly Point[], options: SeriesOptions, memo?: unknown): SeriesJudgement {
  const known = isMemo(memo) ? memo : undefined
  if ((known && 'gauge' in known) || (isYoung(known, past) && isUnknownGauge(past, options))) {
    const { memo: gauge, ...answer } = judgeGauge(judged, past, options, known && 'gauge' in known ? known.gauge : undefined)
    return { ...answer, memo: { v: VERSION, gauge } }
  }
  const remembered = known
  const track = remembered ? restoredTrack(remembered.state, options) : newTrack(options)
  const { pending } = remembered ?? {}
  const newest = track.ring.length > 0 ? (track.ring.at[track.ring.length - 1] as number) : Number.NEGATIVE_INFINITY
  if (remembered && judged.at <= newest) return { ...answerTo(until(track, judged.at), judged), memo: remembered }
  const folded = foldIn(track, before(judged.at, pending ? withPending(past, pending) : past))
  if (!Number.isFinite(judged.value)) return { ...answerTo(newTrack(options), judged), memo: memoOf(folded, undefined) }
  return { ...answerTo(folded, judged), memo: memoOf(folded, judged) }
}

/** A series with a season that has come of age stays one, whatever part of its past is handed in. */
function isYoung(memo: SeriesMemo | undefined, past: readonly Point[]): boolean {
  return memo === undefined || past.length <= YOUNG
}

function memoOf(track: Track, pending: Point | undefined): SeasonalMemo {
  if (!pending) return { v: VERSION, state: storedTrack(track) }
  const { at, value, mark, never } = pending
  return { v: VERSION, state: storedTrack(track), pending: { at, value, ...(mark && { mark }), ...(never && { never }) } }
}

/** Whether what is remembered can be read; if not, it is learned again from the whole past. */
export function isMemo(memo: unknown): memo is SeriesMemo {
  return typeof memo === 'object' && memo !== null && (memo as Partial<SeriesMemo>).v === VERSION
}

/** What is now known of the moment that was judged last goes before what was judged then. */
function withPending(past: readonly Point[], pending: Point): readonly Point[] {
  return past.some(({ at }) => at === pending.at) ? past : [...past, pending]
}

function before(at: Instant, points: readonly Point[]): readonly Point[] {
  return points.filter((point) => point.at < at)
}

/** The whole series judged point after point, each seeing only what was before it. */
export function replaySeries(
  points: readonly Point[],
  options: SeriesOptions,
): { readonly answers: readonly (SeriesAnswer & { readonly point: Point })[]; readonly memo: SeriesMemo } {
  if (isUnknownGauge(points, options)) {
    const { answers, memo: gauge } = replayGauge(points, options)
    return { answers, memo: { v: VERSION, gauge } }
  }
  const track = newTrack(options)
  let newest = Number.NEGATIVE_INFINITY
  let pending: Point | undefined
  const answers = points.map((point) => {
    if (pending && pending.at < point.at) {
      absorb(track, pending)
      newest = pending.at
      pending = undefined
    }
    if (!Number.isFinite(point.value)) return { ...answerTo(newTrack(options), point), point }
    if (point.at <= newest) return { ...answerTo(until(track, point.at), point), point }
    pending = point
    return { ...answerTo(track, point), point }
  })
  return { answers, memo: memoOf(track, pending) }
}
