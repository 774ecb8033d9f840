/** What people and the daemon say of points, what is measured anew, and what all of it weighs. */
import { describe, expect, test } from 'vitest'
import { DAY, HOUR } from '../../../src/core/calendar/time.ts'
import type { Point, SeriesOptions } from '../../../src/core/series.ts'
import { judgeSeries, replaySeries } from '../../../src/detect/judge-series.ts'
import { noise, points, START, times } from './series.ts'

const COUNT: SeriesOptions = { kind: 'count', zone: 'UTC', polled: false }
const calm = (days: number, seed = 1) => {
  const random = noise(seed)
  return points(times(days, () => Math.round(1_000 * (1 + 0.05 * random()))))
}
const marked = (past: readonly Point[], place: number, value: number, mark?: Point['mark']) =>
  past.map((point, day) => (day === place ? { at: point.at, value, ...(mark && { mark }) } : point))
const judge = (past: readonly Point[], value: number, memo?: unknown) =>
  judgeSeries({ at: START + past.length * DAY, value }, past, COUNT, memo)

describe('a mark', () => {
  test('of exclusion keeps a point out of what is learned, and it may be taken back', () => {
    const past = calm(30)
    const excluded = judge(marked(past, 20, 1_010, 'excluded'), 1_000)
    expect(excluded).toMatchObject({ grounds: { samples: 29, leftOut: 1 } })
    const again = judgeSeries({ at: START + 31 * DAY, value: 1_000 }, marked(past, 20, 1_010), COUNT, excluded.memo)
    expect(again).toMatchObject({ grounds: { samples: 31, leftOut: 0 } })
  })

  test('that a point was expected makes it a sample', () => {
    const past = calm(40)
    expect(judge(marked(past, 30, 3_000), 1_000)).toMatchObject({ grounds: { leftOut: 1 } })
    expect(judge(marked(past, 30, 3_000, 'expected'), 1_000)).toMatchObject({ grounds: { leftOut: 0 } })
  })

  test('of a new level moves what is expected at once', () => {
    const past = marked(calm(41), 40, 1_500, 'new-level')
    expect(judge(past, 1_480)).toMatchObject({ state: 'usual' })
    expect(judge(marked(calm(41), 40, 1_500), 1_480)).toMatchObject({ state: 'unusual' })
  })

  test('of an anomaly keeps it from becoming a new level', () => {
    const low = (never: boolean) =>
      calm(46).map((point, day) => (day < 40 ? point : { at: point.at, value: 500, mark: 'excluded' as const, ...(never && { never }) }))
    const states = (given: readonly Point[]) => replaySeries(given, COUNT).answers.map(({ state }) => state)
    expect(states(low(false))).toContain('accepted')
    expect(states(low(true))).not.toContain('accepted')
  })
})

describe('what was measured anew', () => {
  test('replaces what was remembered, as if it had always been so', () => {
    const right = calm(40)
    const first = judge(marked(right, 38, 100), 1_000)
    expect(first).toMatchObject({ grounds: { leftOut: 1 } })
    const { memo: _, ...corrected } = judgeSeries(
      { at: START + 41 * DAY, value: 1_000 },
      [...right, { at: START + 40 * DAY, value: 1_000 }],
      COUNT,
      first.memo,
    )
    expect(corrected).toMatchObject({ state: 'usual', grounds: { leftOut: 0, samples: 41 } })
  })

  test('long before the memo began makes everything be learned anew', () => {
    const young = judgeSeries({ at: START + 30 * DAY, value: 1_000 }, calm(30).slice(20), COUNT)
    expect(young).toMatchObject({ grounds: { samples: 10 } })
    const { memo: _, ...old } = judge(calm(30), 1_000, young.memo)
    const { memo: __, ...fresh } = judge(calm(30), 1_000)
    expect(old).toEqual(fresh)
  })

  test('of a moment before the newest one is judged by what came before it', () => {
    const past = calm(40)
    const { memo } = judge(past, 1_000)
    const late = judgeSeries({ at: START + 30 * DAY, value: 100 }, past.slice(0, 30), COUNT, memo)
    expect(late).toMatchObject({ state: 'unusual', grounds: { samples: 30 }, memo })
  })
})

describe('a point that is no number', () => {
  test.each([Number.NaN, Number.POSITIVE_INFINITY])('(%d) is not judged and leaves no trace', (value) => {
    const past = calm(30)
    const { memo } = judge(past, value)
    const { memo: _, ...answer } = judgeSeries({ at: START + 31 * DAY, value: 1_000 }, past, COUNT, memo)
    const { memo: __, ...expected } = judgeSeries({ at: START + 31 * DAY, value: 1_000 }, past, COUNT)
    expect(answer).toEqual(expected)
  })
})

describe('what is remembered', () => {
  const random = noise(9)
  const hours = points(
    times(24 * 60, (hour) => Math.round(2_000 * (1.2 + Math.sin((hour / 12) * Math.PI)) * (1 + 0.1 * random()))),
    HOUR,
  )

  test('of two months of hours takes less than 12 kB', () => {
    const { memo } = replaySeries(hours, COUNT)
    expect(JSON.stringify(memo).length).toBeLessThan(12_000)
  })

  test('of ten years of days is what the last months left', () => {
    const { memo, answers } = replaySeries(calm(3_650), COUNT)
    expect(JSON.stringify(memo).length).toBeLessThan(4_000)
    expect(answers.filter(({ state }) => state === 'unusual').length).toBeLessThanOrEqual(3_650 * 0.002)
  })

  test('of another version is forgotten', () => {
    const past = calm(30)
    const { memo: _, ...expected } = judge(past, 1_000)
    for (const memo of [{ v: 2, run: [] }, null, 'text', []]) expect(judge(past, 1_000, memo)).toMatchObject(expected)
  })
})

test('looks at a table that did not change are one look a day', () => {
  const looks = points(
    times(24 * 40, (hour) => 0.2 + 0.01 * (Math.floor(hour / 24) % 3)),
    HOUR,
  )
  const ratio: SeriesOptions = { kind: 'ratio', zone: 'UTC', polled: true }
  const { answers } = replaySeries(looks, ratio)
  expect(answers.at(-1)).toMatchObject({ state: 'usual', grounds: { samples: 40 } })
})
