import { describe, expect, test } from 'vitest'
import { volume } from '../../../src/checks/volume/index.ts'
import { DAY, HOUR } from '../../../src/core/calendar/time.ts'
import { startOfDay } from '../../../src/core/calendar/wall-time.ts'
import type { Metric } from '../../../src/core/metric.ts'
import type { VolumeParams } from '../../../src/core/questions.ts'
import { unknown } from '../../../src/core/verdict.ts'
import { at, codesOf, life, present } from './kit.ts'

const BERLIN = 'Europe/Berlin'
/** A Monday. */
const monday = at('2026-01-05', BERLIN)
const dayOf = (number: number) => startOfDay(monday, BERLIN, number)

function params(more: Partial<VolumeParams> = {}, per: 'day' | 'hour' = 'day', settle = 2 * HOUR): VolumeParams {
  return { measure: { of: 'period', field: 'placed_at', per, zone: BERLIN, settle }, ...more }
}

/** A source holds rows; it answers periods that have some, within the window it is asked for. */
function shop(given: VolumeParams = params()) {
  const rows = new Map<number, number>()
  const alive = life(volume, given)
  const per = given.measure.of === 'period' ? given.measure.per : 'day'
  const answer = ({ window }: Metric) =>
    [...rows]
      .filter(([start, value]) => value > 0 && window !== undefined && start >= window.from && start < window.to)
      .map(([start, value]) => ({ key: '', at: start, value }))
  const look = (now: number) => alive.look(now, { values: { [`rows(per ${per} of placed_at in ${BERLIN})`]: answer } })
  return {
    ...alive,
    rows,
    look,
    /** Rows of these days, from the first Monday on. */
    fill: (counts: readonly number[]) => {
      for (const [day, value] of counts.entries()) rows.set(dayOf(day), value)
    },
    /** Looks in the morning after `day`. */
    judgeDay: (day: number) => look(dayOf(day + 1) + 6 * HOUR),
  }
}

const week = (busy: number, weekend: number) => (_: unknown, day: number) => (day % 7 > 4 ? weekend : busy)
const weeks = (count: number, busy: number, weekend: number) => Array.from({ length: 7 * count }, week(busy, weekend))

describe('days', () => {
  test('are judged once they have settled, by the clocks of their zone', () => {
    const { fill, look } = shop(params({ limit: { test: 'greater', than: 0 } }))
    fill([10, 20, 30])
    expect(look(dayOf(2) + HOUR)).toMatchObject({ bucket: dayOf(0), reason: '10 rows on Mon 05 Jan; promised more than 0' })
    expect(look(dayOf(2) + 2 * HOUR)).toMatchObject({ bucket: dayOf(1), value: 20 })
  })

  test('the first look learns from sixty days at once', () => {
    const { fill, judgeDay } = shop()
    fill(weeks(4, 1_000, 1_000))
    expect(judgeDay(27)).toMatchObject({ state: 'pass', code: 'usual', evidence: { samples: 27 } })
  })

  test('without any row, now or ever, are unknown; without a row today they fail', () => {
    const empty = shop()
    expect(empty.judgeDay(3)).toMatchObject({ state: 'unknown', code: 'learning', reason: 'no closed day has a row with placed_at yet' })
    const { fill, judgeDay } = shop()
    fill(weeks(3, 1_000, 1_000))
    judgeDay(20)
    expect(judgeDay(21)).toMatchObject({ state: 'fail', code: 'below-band', value: 0 })
  })

  test('quiet weekends are quiet from the first one on that can be judged', () => {
    const { fill, judgeDay } = shop()
    fill(weeks(8, 1_000, 100))
    const verdicts = Array.from({ length: 56 }, (_, day) => judgeDay(day))
    expect(verdicts.filter(({ state }) => state === 'fail')).toEqual([])
    expect(verdicts.slice(8).every(({ state }) => state === 'pass')).toBe(true)
  })

  test('weekends without a row count as zero, and are as usual', () => {
    const { fill, judgeDay } = shop()
    fill(weeks(8, 1_000, 0))
    const verdicts = Array.from({ length: 56 }, (_, day) => judgeDay(day))
    expect(verdicts.filter(({ state }) => state === 'fail')).toEqual([])
    expect(verdicts.at(-1)).toMatchObject({
      code: 'usual',
      value: 0,
      evidence: { season: expect.stringContaining('weekday'), samples: 55 },
    })
  })

  test('after three weeks a weekday that looks like a weekend is found, and an empty Monday too', () => {
    const { fill, judgeDay, rows } = shop()
    fill([...weeks(5, 1_000, 100), 100])
    for (let day = 0; day < 35; day++) judgeDay(day)
    expect(judgeDay(35)).toMatchObject({ state: 'fail', code: 'below-band', evidence: { season: expect.stringContaining('weekday') } })
    rows.set(dayOf(35), 0)
    expect(judgeDay(35)).toMatchObject({ state: 'fail', value: 0 })
  })

  test('that were bad are not learned from, although they are counted again the days after', () => {
    const { fill, judgeDay } = shop()
    fill([...weeks(3, 1_000, 1_000), 200, 1_000, 1_000, 1_000])
    judgeDay(20)
    expect(judgeDay(21)).toMatchObject({ state: 'fail' })
    expect(judgeDay(22)).toMatchObject({ state: 'pass', evidence: { samples: 21 } })
    expect(judgeDay(24)).toMatchObject({ state: 'pass', evidence: { samples: 23 } })
  })

  test('that were missed while nobody looked are learned from, the empty ones as zero', () => {
    const { fill, judgeDay, rows } = shop()
    fill(weeks(3, 1_000, 0))
    judgeDay(20)
    for (let day = 21; day < 35; day++) rows.set(dayOf(day), week(1_000, 0)(0, day))
    expect(judgeDay(34)).toMatchObject({ code: 'usual', value: 0, evidence: { samples: 34 } })
  })

  test('a day that is filled later is judged anew', () => {
    const { fill, judgeDay, rows } = shop()
    fill([...weeks(3, 1_000, 1_000), 100])
    judgeDay(20)
    expect(judgeDay(21)).toMatchObject({ state: 'fail' })
    rows.set(dayOf(21), 1_000)
    expect(judgeDay(21)).toMatchObject({ state: 'pass' })
  })

  test('the day that has 23 hours is one day', () => {
    const { rows, look } = shop(params({ limit: { test: 'be', than: 5 } }))
    rows.set(at('2026-03-29', BERLIN), 5)
    expect(look(at('2026-03-30 03:00', BERLIN))).toMatchObject({
      state: 'pass',
      bucket: at('2026-03-29', BERLIN),
      reason: '5 rows on Sun 29 Mar; promised exactly 5',
    })
  })
})

describe('hours', () => {
  test('of the night are quiet, and a lost hour of the day is found', () => {
    const { rows, look } = shop(params({}, 'hour', 10 * 60_000))
    const busy = (index: number) => (index % 24 < 7 ? 0 : 500)
    for (let index = 0; index < 24 * 24; index++) rows.set(monday + index * HOUR, busy(index))
    const verdicts = Array.from({ length: 24 * 24 }, (_, index) => look(monday + (index + 1) * HOUR + 15 * 60_000))
    expect(verdicts.filter(({ state }) => state === 'fail')).toEqual([])
    expect(codesOf(verdicts.slice(-24))).toEqual(Array.from({ length: 24 }, () => 'usual'))
    const next = 24 * 24
    for (let index = next; index < next + 12; index++) rows.set(monday + index * HOUR, index === next + 10 ? 40 : busy(index))
    const found = Array.from({ length: 12 }, (_, index) => look(monday + (next + index + 1) * HOUR + 15 * 60_000))
    expect(found.filter(({ state }) => state === 'fail')).toMatchObject([
      { code: 'below-band', value: 40, reason: expect.stringMatching(/^40 rows from 10:00 to 11:00 on Thu 29 Jan; usual is /) },
    ])
  })
})

test.each([['text'], [7], [null], [{ judged: 'x' }], [{ v: 99, bad: 3 }]])('a memo of another kind, %j, is forgotten', (memo) => {
  const { fill, judgeDay, remember } = shop()
  fill(weeks(3, 1_000, 1_000))
  remember(memo)
  expect(judgeDay(20)).toMatchObject({ state: 'pass', evidence: { samples: 20 } })
})

test('a first look that takes too long is shorter the next time, down to two weeks', () => {
  const { look, check, memo } = life(volume, params())
  const now = dayOf(70) + 6 * HOUR
  const spans = Array.from({ length: 4 }, () => {
    const needs = volume.needs(check, present(), { memo: memo() }, now)
    look(now, { values: { [`rows(per day of placed_at in ${BERLIN})`]: unknown('timeout', 'it took too long') } })
    return [needs.length, Math.round((now - (needs[0]?.window?.from ?? 0)) / DAY)]
  })
  expect(spans).toEqual([
    [2, 61],
    [1, 31],
    [1, 16],
    [1, 16],
  ])
})

test('a day is asked for again while its rows may still come, and not the whole past', () => {
  const given = params()
  const { fill, judgeDay, check, memo } = shop(given)
  fill(weeks(3, 1_000, 1_000))
  judgeDay(20)
  const [metric] = volume.needs(check, { state: 'present', relation: 't', fields: [] }, { memo: memo() }, dayOf(22) + 6 * HOUR)
  expect(metric?.window).toEqual({ from: dayOf(18), to: dayOf(22) + 6 * HOUR })
})
