/** Series for the tests of what is learned: seeded noise, and a check that judges one point after the other. */

import { DAY } from '../../../src/core/calendar/time.ts'
import type { Point, SeriesKind, SeriesOptions } from '../../../src/core/series.ts'
import { judgeSeries, type SeriesJudgement, type SeriesMemo } from '../../../src/detect/judge-series.ts'

/** A Monday. */
export const START = Date.UTC(2026, 0, 5)

export function options(kind: SeriesKind, polled = false): SeriesOptions {
  return { kind, zone: 'UTC', polled }
}

export function points(values: readonly number[], step: number = DAY): readonly Point[] {
  return values.map((value, index) => ({ at: START + index * step, value }))
}

export function times(count: number, of: number | ((index: number) => number)): readonly number[] {
  return Array.from({ length: count }, (_, index) => (typeof of === 'number' ? of : of(index)))
}

/** Judges each value with what was learned from the ones before; bad ones are left out, as in the engine. */
export function play(values: readonly number[], given: SeriesOptions, step: number = DAY): readonly SeriesJudgement[] {
  const past: Point[] = []
  let memo: SeriesMemo | undefined
  return points(values, step).map((point) => {
    const judgement = judgeSeries(point, past, given, memo)
    memo = JSON.parse(JSON.stringify(judgement.memo)) as SeriesMemo
    if (judgement.state !== 'unusual') past.push(point)
    return judgement
  })
}

export function states(judgements: readonly SeriesJudgement[]): readonly SeriesJudgement['state'][] {
  return judgements.map(({ state }) => state)
}

export function alarms(judgements: readonly SeriesJudgement[]): number {
  return judgements.filter(({ state }) => state === 'unusual').length
}

/** Normal noise, the same in every run. */
export function noise(seed: number): () => number {
  let state = seed * 2_654_435_761
  const uniform = () => {
    state = (Math.imul(state ^ (state >>> 15), 2_246_822_519) + 0x9e3779b9) >>> 0
    const mixed = Math.imul(state ^ (state >>> 13), 3_266_489_917) >>> 0
    return (((mixed ^ (mixed >>> 16)) >>> 0) + 0.5) / 4_294_967_296
  }
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform())
}
