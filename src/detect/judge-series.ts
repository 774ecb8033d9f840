/** The one door to what is learned from history: a value, its past and what was remembered in; a judgement out. */
import type { Point } from '../core/check.ts'
import type { Band } from '../core/verdict.ts'
import { isLearning, type Learned, type Learning, learnBand } from './learn-band.ts'
import { accept, lengthen, NOTHING_REMEMBERED, newLevel, onNewestLevel, type SeriesMemo } from './level-shift.ts'
import { acceptRhythm, rhythmOf, withOdd } from './rhythm.ts'
import { type SeriesOptions, SPACES } from './series.ts'

export type { SeriesMemo } from './level-shift.ts'
export type { SeriesKind, SeriesOptions } from './series.ts'

/** What a band rests on, for people and for the record. */
export interface Grounds {
  readonly band: Band
  readonly expected: number
  readonly samples: number
  readonly leftOut: number
  readonly season: string
  /** First gate: distance from the expected value, in scales of this series' own noise. */
  readonly surprise: number
  /** Second gate: the change that the band grants at least. */
  readonly margin: number
}

export type SeriesJudgement =
  | { readonly state: 'learning'; readonly learning: Learning['learning']; readonly memo: SeriesMemo }
  | {
      /** `accepted`: off the band, and by now the new normal. */
      readonly state: 'usual' | 'unusual' | 'accepted'
      readonly grounds: Grounds
      /** Points in a row off the band, or those that make what is accepted, this one included. */
      readonly run: readonly Point[]
      /** Usual or accepted because the same weekday or hour of the week was like this before, whatever the season that was learned. */
      readonly rhythm: boolean
      readonly memo: SeriesMemo
    }

/** Judging a moment again replaces what was remembered of it. `points` may not hold anything from `judged.at` on. */
export function judgeSeries(
  judged: Point,
  points: readonly Point[],
  options: SeriesOptions,
  memo: SeriesMemo = NOTHING_REMEMBERED,
): SeriesJudgement {
  const past = onNewestLevel(points, memo, judged.at, options)
  const learned = learnBand(past, judged.at, options)
  if (isLearning(learned)) return { state: 'learning', learning: learned.learning, memo: { ...memo, run: [] } }
  const grounds = groundsOf(judged, learned, options, memo)
  if (inside(learned.band, judged.value))
    return { state: 'usual', grounds, run: [], rhythm: false, memo: { ...withOdd(memo, judged, false), run: [] } }
  const rhythm = rhythmOf(judged, past, learned.expected, learned.step, memo, options)
  if (rhythm) {
    const run = [...rhythm, judged]
    const next = acceptRhythm(memo, judged, rhythm)
    if (next.rhythm !== memo.rhythm) return { state: 'accepted', grounds, run, rhythm: true, memo: next }
    return { state: 'usual', grounds: { ...grounds, band: covering(learned.band, run) }, run: [], rhythm: true, memo: next }
  }
  const run = lengthen(memo.run, judged, options.polled)
  const level = newLevel(run, learned.expected, options)
  if (level) return { state: 'accepted', grounds, run: level, rhythm: false, memo: accept(memo, level) }
  return { state: 'unusual', grounds, run, rhythm: false, memo: { ...withOdd(memo, judged, true), run } }
}

function inside({ low, high }: Band, value: number): boolean {
  return (low === undefined || value >= low) && (high === undefined || value <= high)
}

function covering({ low, high }: Band, points: readonly Point[]): Band {
  const values = points.map(({ value }) => value)
  return {
    ...(low === undefined ? {} : { low: Math.min(low, ...values) }),
    ...(high === undefined ? {} : { high: Math.max(high, ...values) }),
  }
}

function groundsOf(judged: Point, learned: Learned, { kind }: SeriesOptions, memo: SeriesMemo): Grounds {
  const { to } = SPACES[kind]
  const { band, expected, samples, season, scale, margin } = learned
  const surprise = Math.abs(to(judged.value) - to(expected)) / scale
  return { band, expected, samples, leftOut: memo.run.length, season, surprise: Math.round(surprise * 10) / 10, margin }
}
