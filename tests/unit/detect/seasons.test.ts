/** Hours, weekdays, month edges and special days, on the clocks of a zone. */
import { describe, expect, test } from 'vitest'
import { DAY, HOUR } from '../../../src/core/calendar/time.ts'
import { startOfDay, wallTime, weekday } from '../../../src/core/calendar/wall-time.ts'
import type { Point, SeriesOptions } from '../../../src/core/series.ts'
import { replaySeries } from '../../../src/detect/judge-series.ts'
import { noise, times } from './series.ts'

const BERLIN: SeriesOptions = { kind: 'count', zone: 'Europe/Berlin', polled: false }

function alarmsOf(points: readonly Point[], options: SeriesOptions): readonly Point[] {
  return replaySeries(points, options).answers.flatMap(({ state, point }) => (state === 'unusual' ? [point] : []))
}

describe('a shop that opens at nine by the clocks of its zone', () => {
  const random = noise(7)
  const open = (at: number) => wallTime(at, 'Europe/Berlin').hour >= 9 && wallTime(at, 'Europe/Berlin').hour < 18
  const rows = (at: number) => Math.round((open(at) ? 2_000 : 100) * (1 + 0.05 * random()))

  test.each([
    ['spring', Date.UTC(2026, 1, 15), Date.UTC(2026, 2, 29)],
    ['autumn', Date.UTC(2026, 8, 13), Date.UTC(2026, 9, 25)],
  ])('opens at nine after the clocks change in %s, too', (_, from, change) => {
    const hours = times(24 * 49, (hour) => from + hour * HOUR).map((at) => ({ at, value: rows(at) }))
    const alarmsAfter = (options: SeriesOptions) => alarmsOf(hours, options).filter(({ at }) => at >= change && at < change + 5 * DAY)
    expect(alarmsAfter(BERLIN).length).toBeLessThanOrEqual(1)
    expect(alarmsAfter({ ...BERLIN, zone: 'UTC' }).length).toBeGreaterThan(2)
  })

  test('has days of 23 and 25 hours without being alarmed by them', () => {
    const days = times(150, (day) => startOfDay(Date.UTC(2026, 0, 5, 12), 'Europe/Berlin', day))
    const points = days.map((at) => ({ at, value: Math.round((weekday(at, 'Europe/Berlin') > 5 ? 300 : 1_000) * (1 + 0.04 * random())) }))
    expect(alarmsOf(points, BERLIN)).toEqual([])
    expect(replaySeries(points, BERLIN).answers.at(-1)).toMatchObject({ grounds: { season: 'weekday' } })
  })
})

describe('days', () => {
  const from = Date.UTC(2026, 0, 5)
  const UTC: SeriesOptions = { kind: 'count', zone: 'UTC', polled: false }
  const days = (count: number, rows: (at: number, random: () => number) => number) => {
    const random = noise(13)
    return times(count, (day) => from + day * DAY).map((at) => ({ at, value: Math.round(rows(at, random)) }))
  }

  test('at the edges of months may be twice as busy once that was seen', () => {
    const edge = (at: number) => new Date(at).getUTCDate() === 1 || new Date(at + DAY).getUTCDate() === 1
    const points = days(240, (at, random) => (edge(at) ? 2_000 : 1_000) * (1 + 0.06 * random()))
    const known = Date.UTC(2026, 3, 15)
    expect(alarmsOf(points, UTC).filter(({ at }) => at >= known)).toEqual([])
    const quiet = points.map((point) => (point.at === Date.UTC(2026, 6, 31) ? { ...point, value: 1_000 } : point))
    expect(alarmsOf(quiet, UTC).map(({ at }) => at)).toContain(Date.UTC(2026, 6, 31))
  })

  test('at the edges of months may be as ever after one of them was a fault', () => {
    const fault = Date.UTC(2026, 0, 31)
    const points = days(150, (at, random) => (at === fault ? 700 : 1_000 * (1 + 0.005 * random())))
    expect(alarmsOf(points, UTC).filter(({ at }) => at > fault)).toEqual([])
  })

  test('that are holidays may be like Sundays, and do not spoil the weekday they fall on', () => {
    const holidays = [20, 41, 62, 83, 97].map((day) => from + day * DAY + 2 * DAY)
    const calendar = { dayOf: (at: number) => (holidays.includes(at) ? 'a holiday' : undefined), isQuiet: () => false }
    const sunday = (at: number) => new Date(at).getUTCDay() === 0 || holidays.includes(at)
    const points = days(120, (at, random) => (sunday(at) ? 200 : 1_000) * (1 + 0.06 * random()))
    expect(alarmsOf(points, UTC).map(({ at }) => at)).toEqual(expect.arrayContaining(holidays.slice(1)))
    expect(alarmsOf(points, { ...UTC, calendar })).toEqual([])
    const last = replaySeries(points, { ...UTC, calendar }).answers.find(({ point }) => point.at === holidays[4])
    expect(last).toMatchObject({ grounds: { season: 'weekday and a holiday' } })
  })

  test('in an announced window neither alarm nor teach', () => {
    const window = { from: from + 50 * DAY, to: from + 53 * DAY }
    const calendar = { dayOf: () => undefined, isQuiet: (at: number) => at >= window.from && at < window.to }
    const points = days(60, (at, random) => (calendar.isQuiet(at) ? 0 : 1_000) * (1 + 0.06 * random()))
    const { answers } = replaySeries(points, { ...UTC, calendar })
    expect(answers.filter(({ state }) => state === 'unusual' || state === 'accepted')).toEqual([])
    expect(answers[51]).toMatchObject({ grounds: { heldBack: ['announced window'] } })
    expect(answers.at(-1)).toMatchObject({ grounds: { samples: 56, leftOut: 3 } })
  })
})

test.each([
  ['a quarter of an hour', HOUR / 4, 24 * 4 * 25],
  ['six hours', 6 * HOUR, 400],
  ['a week', 7 * DAY, 120],
  ['thirty days', 30 * DAY, 60],
])('a series at steps of %s is followed as quietly', (_, step, count) => {
  const random = noise(17)
  const shape = (at: number) => (step < DAY ? 1 + 0.6 * Math.sin(((at % DAY) / DAY) * 2 * Math.PI) : 1)
  const points = times(count, (index) => Date.UTC(2020, 0, 6) + index * step).map((at) => ({
    at,
    value: Math.round(1_000 * shape(at) * (1 + 0.08 * random())),
  }))
  const { answers } = replaySeries(points, { kind: 'count', zone: 'UTC', polled: false })
  expect(answers.filter(({ state }) => state === 'unusual').length).toBeLessThanOrEqual(1 + 0.002 * count)
  expect(answers.at(-1)?.state).toBe('usual')
})
