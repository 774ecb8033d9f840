/** Losses that are slow, steps that stay, and series that come back. */
import { describe, expect, test } from 'vitest'
import { DAY, HOUR } from '../../../src/core/calendar/time.ts'
import type { SeriesOptions } from '../../../src/core/series.ts'
import { replaySeries } from '../../../src/detect/judge-series.ts'
import { noise, points, times } from './series.ts'

const COUNT: SeriesOptions = { kind: 'count', zone: 'UTC', polled: false }
const SEEDS = times(10, (seed) => seed + 1)

/** Rows with a daily and a weekly shape; `factor` says what a fault makes of them. */
function hourly(days: number, seed: number, factor: (hour: number) => number): readonly number[] {
  const random = noise(seed)
  const shape = (hour: number) => 1 + 0.6 * Math.sin((hour / 12) * Math.PI)
  const weekend = (hour: number) => (Math.floor(hour / 24) % 7 > 4 ? 0.6 : 1)
  return times(24 * days, (hour) => Math.round(3_000 * shape(hour) * weekend(hour) * factor(hour) * Math.exp(0.08 * random())))
}

function daily(days: number, seed: number, factor: (day: number) => number): readonly number[] {
  const random = noise(seed)
  return times(days, (day) => Math.round(5_000 * (day % 7 > 4 ? 0.6 : 1) * factor(day) * Math.exp(0.07 * random())))
}

const statesOf = (values: readonly number[], step: number) => replaySeries(points(values, step), COUNT).answers.map(({ state }) => state)
const unusual = (states: readonly string[], from: number, to = states.length) =>
  states.slice(from, to).filter((state) => state === 'unusual').length

describe('a slow loss', () => {
  test('of six rows in ten over five days is found before it is over, by the hour', () => {
    const start = 24 * 35
    const found = SEEDS.filter((seed) => {
      const states = statesOf(
        hourly(40, seed, (hour) => 1 - (0.6 * Math.max(0, hour - start)) / 120),
        HOUR,
      )
      return unusual(states, start) > 0
    })
    expect(found.length).toBeGreaterThanOrEqual(9)
  })

  test('of six rows in ten over two weeks is found before it is over, by the day', () => {
    const found = SEEDS.filter((seed) => {
      const states = statesOf(
        daily(94, seed, (day) => 1 - (0.6 * Math.max(0, day - 79)) / 14),
        DAY,
      )
      return unusual(states, 80) > 0
    })
    expect(found.length).toBeGreaterThanOrEqual(9)
  })

  test('of one row in a hundred a day is how the series always was', () => {
    const found = SEEDS.flatMap((seed) => [
      unusual(
        statesOf(
          daily(150, seed, (day) => 0.99 ** day),
          DAY,
        ),
        28,
      ),
      unusual(
        statesOf(
          daily(150, seed, (day) => 1.012 ** day),
          DAY,
        ),
        28,
      ),
    ])
    expect(found.reduce((sum, one) => sum + one)).toBeLessThanOrEqual(0.003 * found.length * 122)
  })

  test('that is mended is news no longer', () => {
    const [start, end] = [24 * 35, 24 * 40]
    const after = SEEDS.map((seed) => {
      const bleeding = (hour: number) => (hour < start || hour >= end ? 1 : 1 - (0.6 * (hour - start)) / 120)
      return unusual(statesOf(hourly(50, seed, bleeding), HOUR), end + 24)
    })
    expect(after.reduce((sum, one) => sum + one)).toBeLessThanOrEqual(0.005 * SEEDS.length * 24 * 9)
  })
})

describe('a step that stays', () => {
  test('is told, accepted and then silent, by the hour', () => {
    const states = statesOf(
      hourly(60, 3, (hour) => (hour < 24 * 40 ? 1 : 0.6)),
      HOUR,
    )
    expect(states.indexOf('unusual', 24 * 40)).toBeLessThan(24 * 40 + 6)
    expect(states.indexOf('accepted')).toBeLessThanOrEqual(24 * 40 + 48)
    expect(unusual(states, 24 * 42)).toBeLessThanOrEqual(3)
  })

  test('turns out to have been an incident when the series goes back', () => {
    const states = statesOf(
      daily(90, 5, (day) => (day >= 60 && day < 65 ? 0.5 : 1)),
      DAY,
    )
    expect(states.slice(60, 66)).toEqual(['unusual', 'unusual', 'accepted', 'usual', 'usual', 'unusual'])
    expect(states.slice(66, 75)).toEqual(times(9, 0).map(() => 'usual'))
  })
})

test('half of the rows for a few hours is found although each of them might be chance', () => {
  const found = SEEDS.filter((seed) => {
    const random = noise(seed)
    const values = times(24 * 35, (hour) => Math.round(200 * (hour >= 24 * 34 && hour < 24 * 34 + 8 ? 0.5 : 1) * Math.exp(0.25 * random())))
    return unusual(statesOf(values, HOUR), 24 * 34) > 0
  })
  expect(found.length).toBeGreaterThanOrEqual(8)
})

test('no rows at all are found at once, even in a noisy series', () => {
  const found = SEEDS.filter((seed) => {
    const random = noise(seed)
    const values = times(60, (day) => (day === 59 ? 0 : Math.round(300 * Math.exp(0.5 * random()))))
    return statesOf(values, DAY).at(-1) === 'unusual'
  })
  expect(found).toEqual(SEEDS)
})
