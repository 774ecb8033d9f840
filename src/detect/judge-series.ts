/** The one door to what is learned from history: a value, its past and what was remembered in; a judgement out. */
import type { Grounds, Point, SeriesAnswer, SeriesOptions } from '../core/series.ts'
import type { Band } from '../core/verdict.ts'
import { isLearning, type Learned, learnBand } from './learn-band.ts'
import { accept, lengthen, NOTHING_REMEMBERED, newLevel, onNewestLevel, type SeriesMemo } from './level-shift.ts'
import { acceptRhythm, rhythmOf, withOdd } from './rhythm.ts'
import { SPACES } from './series.ts'

export type { SeriesMemo } from './level-shift.ts'

export type SeriesJudgement = SeriesAnswer & { readonly memo: SeriesMemo }

/** Judging a moment again replaces what was remembered of it. `points` may not hold anything from `judged.at` on. */
export function judgeSeries(
  judged: Point,
  points: readonly Point[],
  options: SeriesOptions,
  memo: SeriesMemo = NOTHING_REMEMBERED,
): SeriesJudgement {
  const past = onNewestLevel(
    points.filter(({ mark }) => mark !== 'excluded'),
    memo,
    judged.at,
    options,
  )
  const learned = learnBand(past, judged.at, options)
  if (isLearning(learned)) return { state: 'learning', learning: learned.learning, memo: { ...memo, run: [] } }
  const grounds = groundsOf(judged, learned, options, memo)
  if (inside(learned.band, judged.value))
    return { state: 'usual', grounds, since: judged.at, run: 0, memo: { ...withOdd(memo, judged, false), run: [] } }
  const rhythm = rhythmOf(judged, past, learned.expected, learned.step, memo, options)
  if (rhythm) {
    const run = [...rhythm, judged]
    const next = acceptRhythm(memo, judged, rhythm)
    if (next.rhythm !== memo.rhythm)
      return { state: 'accepted', as: 'weekly rhythm', grounds, since: rhythm[0]?.at ?? judged.at, run: run.length, memo: next }
    return { state: 'usual', grounds: { ...grounds, band: covering(learned.band, run) }, since: judged.at, run: 0, memo: next }
  }
  const run = lengthen(memo.run, judged, options.polled)
  const level = newLevel(run, learned.expected, options)
  const since = run[0]?.at ?? judged.at
  if (level) return { state: 'accepted', as: 'new level', grounds, since, run: level.length, memo: accept(memo, level) }
  return { state: 'unusual', grounds, since, run: run.length, memo: { ...withOdd(memo, judged, true), run } }
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
  const score = Math.min(300, surprise ** 2 / 2 / Math.LN10)
  return { band, expected, score, samples, leftOut: memo.run.length, season, evidence: 'value', margin, heldBack: [] }
}

/** The whole series judged point after point, each seeing only what was before it. */
export function replaySeries(
  points: readonly Point[],
  options: SeriesOptions,
): { readonly answers: readonly (SeriesAnswer & { readonly point: Point })[]; readonly memo: SeriesMemo } {
  let memo = NOTHING_REMEMBERED
  const answers = points.map((point, index) => {
    const { memo: next, ...answer } = judgeSeries(point, points.slice(0, index), options, memo)
    memo = next
    return { ...answer, point }
  })
  return { answers, memo }
}
