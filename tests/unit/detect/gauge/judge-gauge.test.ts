import { describe, expect, test } from 'vitest'
import type { Point, SeriesOptions } from '../../../../src/core/series.ts'
import { type GaugeMemo, isUnknownGauge, judgeGauge, replayGauge } from '../../../../src/detect/gauge/judge-gauge.ts'
import { judgeSeries, replaySeries } from '../../../../src/detect/judge-series.ts'

const BEGIN = Date.UTC(2026, 2, 2)
const MINUTES = 5 * 60_000
const DAY = 288
const OPTIONS: SeriesOptions = { kind: 'gauge', zone: 'UTC', polled: false }

/** Calm noise without a dice. */
function noise(index: number): number {
  return Math.sin(index * 12.9898) * Math.cos(index * 78.233)
}

function series(length: number, value: (index: number) => number): readonly Point[] {
  return Array.from({ length }, (_, index) => ({ at: BEGIN + index * MINUTES, value: value(index) }))
}

/** High by day, low by night. */
const daily = (index: number): number => 50 + (index % DAY > 100 && index % DAY < 220 ? 30 : 0) + 2 * noise(index)

function oddOnes(points: readonly Point[], options = OPTIONS): readonly number[] {
  return replayGauge(points, options).answers.flatMap(({ state }, index) => (state === 'unusual' ? [index] : []))
}

const since = (from: number, points: readonly number[]) => points.filter((index) => index >= from)

describe('an unknown gauge', () => {
  test('is quiet in its tenth day, and most of the time before', () => {
    const odd = oddOnes(series(10 * DAY, daily))
    expect(since(9 * DAY, odd)).toEqual([])
    expect(odd.length).toBeLessThan(10)
  })

  test('alarms for a value never seen, once, with a band that shows it', () => {
    const points = series(10 * DAY, (index) => (index >= 9 * DAY + 30 && index < 9 * DAY + 90 ? 140 : daily(index)))
    expect(since(9 * DAY, oddOnes(points))).toEqual([9 * DAY + 30])
    const found = replayGauge(points, OPTIONS).answers[9 * DAY + 30]
    expect(found).toMatchObject({ state: 'unusual', run: 1, grounds: { evidence: 'value', season: 'hour of day' } })
    const { expected = 0, band = {} } = found && found.state !== 'learning' ? found.grounds : {}
    expect(expected).toBeCloseTo(50, -1)
    expect(band.high).toBeGreaterThan(55)
    expect(band.high).toBeLessThan(140)
  })

  test('alarms for a busy night, though such values come every day', () => {
    const points = series(10 * DAY, (index) => (index >= 9 * DAY + 30 && index < 9 * DAY + 36 ? 78 : daily(index)))
    expect(since(9 * DAY, oddOnes(points))[0]).toBeLessThan(9 * DAY + 36)
  })

  test('alarms for a change of a few hours that no single value shows', () => {
    const points = series(
      10 * DAY,
      (index) => 50 + 10 * (index >= 9 * DAY && index < 9 * DAY + 100 ? Math.abs(noise(index)) : noise(index)),
    )
    const [first = 0] = since(9 * DAY, oddOnes(points))
    expect(first).toBeLessThan(9 * DAY + 100)
    expect(replayGauge(points, OPTIONS).answers[first]).toMatchObject({ grounds: { evidence: 'run' } })
  })

  test('alarms where a constant moves, but not for a trifle', () => {
    const jump = (to: number) => series(3 * DAY, (index) => (index === 2 * DAY ? to : 20))
    expect(oddOnes(jump(20.1))).toEqual([])
    expect(oddOnes(jump(68))).toEqual([2 * DAY])
    expect(oddOnes(jump(68), { ...OPTIONS, direction: 'down' })).toEqual([])
    expect(
      oddOnes(jump(68), { ...OPTIONS, calendar: { dayOf: () => undefined, isQuiet: (at) => at > BEGIN + 2 * DAY * MINUTES - 1 } }),
    ).toEqual([])
  })

  test('says that it learns, and until when', () => {
    const [first, ...rest] = replayGauge(series(101, daily), OPTIONS).answers
    expect(first).toMatchObject({ state: 'learning', learning: { have: 0, need: 100 } })
    expect(rest[49]).toMatchObject({ learning: { have: 50, readyWhen: BEGIN + 99 * MINUTES } })
    expect(rest.at(-1)).toMatchObject({ state: 'usual' })
  })

  test('is outside of its band exactly where it is unusual or held back', () => {
    const points = series(12 * DAY, (index) => daily(index) + (index % 997 === 500 ? 45 : 0) + (index > 3_000 ? (index - 3_000) / 20 : 0))
    const { answers } = replayGauge(points, OPTIONS)
    expect(answers.filter(({ state }) => state === 'unusual').length).toBeGreaterThan(3)
    for (const { point, ...answer } of answers) {
      if (answer.state === 'learning') continue
      const { band, heldBack, score } = answer.grounds
      const outside = point.value < (band.low ?? Number.NEGATIVE_INFINITY) || point.value > (band.high ?? Number.POSITIVE_INFINITY)
      if (heldBack.length === 0) expect(outside).toBe(answer.state === 'unusual')
      expect(score >= 2.9).toBe(answer.state === 'unusual')
    }
  })
})

describe('what is remembered of it', () => {
  const points = series(4 * DAY, (index) => daily(index) + (index === 900 ? 70 : 0))

  test('is JSON of a few kilobytes, and a restart changes nothing', () => {
    let memo: GaugeMemo | undefined
    const answers = points.map((point, index) => {
      const { memo: next, ...answer } = judgeGauge(point, points.slice(Math.max(0, index - 3), index), OPTIONS, memo)
      memo = JSON.parse(JSON.stringify(next))
      return { ...answer, point }
    })
    const replayed = replayGauge(points, OPTIONS)
    expect(answers).toEqual(replayed.answers)
    expect(memo).toEqual(JSON.parse(JSON.stringify(replayed.memo)))
    expect(JSON.stringify(replayGauge(series(60 * DAY, daily), OPTIONS).memo).length).toBeLessThan(12_000)
  })

  test('never holds what was left out, so that an incident goes on being one', () => {
    const from = 3 * DAY
    const past = points.map((point, index) => (index >= from ? { ...point, value: 140, mark: 'excluded' as const } : point))
    const judged = { at: BEGIN + 4 * DAY * MINUTES, value: 140 }
    expect(judgeGauge(judged, past, OPTIONS)).toMatchObject({ state: 'unusual', grounds: { leftOut: DAY } })
    const taught = past.map(({ at, value }) => ({ at, value }))
    expect(judgeGauge(judged, taught, OPTIONS).state).toBe('usual')
  })

  test('is learned anew where a past value was measured anew or left out since', () => {
    const judged = { at: BEGIN + 4 * DAY * MINUTES, value: 52 }
    const { memo } = judgeGauge(judged, points, OPTIONS)
    const corrected = points.map((point, index) => (index === 900 ? { ...point, mark: 'excluded' as const } : point))
    expect(judgeGauge(judged, corrected, OPTIONS, memo)).toEqual(judgeGauge(judged, corrected, OPTIONS))
    expect(judgeGauge(judged, corrected, OPTIONS, memo)).not.toEqual(judgeGauge(judged, points, OPTIONS, memo))
  })

  test('an earlier moment, and one that comes twice, are judged by what was before them', () => {
    const twice = [...points.slice(0, 700), ...points.slice(690, 700), ...points.slice(700)]
    const answers = replayGauge(twice, OPTIONS).answers
    expect(answers).toHaveLength(twice.length)
    expect(answers.slice(700, 710)).toEqual(answers.slice(690, 700))
    expect(answers.slice(710)).toEqual(replayGauge(points, OPTIONS).answers.slice(700))
  })
})

describe('the one door', () => {
  test('sends a gauge that is taken at least every hour here, from its first values on', () => {
    const hourly = series(9, daily).map(({ value }, index) => ({ at: BEGIN + index * 12 * MINUTES, value }))
    const sixHourly = hourly.map(({ value }, index) => ({ at: BEGIN + index * 72 * MINUTES, value }))
    expect([series(9, daily), hourly, sixHourly].map((points) => isUnknownGauge(points, OPTIONS))).toEqual([true, true, false])
    expect(isUnknownGauge(hourly, { ...OPTIONS, polled: true })).toBe(false)
    expect(isUnknownGauge(hourly, { ...OPTIONS, kind: 'count' })).toBe(false)
    expect(isUnknownGauge([], { ...OPTIONS, step: MINUTES })).toBe(true)
  })

  test('answers alike from memo to memo and in one go', () => {
    const points = series(DAY, daily)
    let memo: unknown
    const states = points.map((point, index) => {
      const answer = judgeSeries(point, points.slice(0, index), OPTIONS, memo)
      memo = answer.memo
      return answer.state
    })
    const replayed = replaySeries(points, OPTIONS)
    expect(states).toEqual(replayed.answers.map(({ state }) => state))
    expect(memo).toEqual(replayed.memo)
  })
})
