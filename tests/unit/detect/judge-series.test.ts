import { describe, expect, test } from 'vitest'
import { HOUR } from '../../../src/core/calendar/time.ts'
import { judgeSeries } from '../../../src/detect/judge-series.ts'
import { alarms, noise, options, play, points, START, states, times } from './series.ts'

const DAILY = 86_400_000

describe('a constant count', () => {
  test.each([
    [21, 22, 'usual'],
    [1, 2, 'usual'],
    [1, 0, 'unusual'],
    [128, 129, 'usual'],
    [128, 100, 'unusual'],
    [1_000, 500, 'unusual'],
    [1_000, 930, 'usual'],
    [1_000, 2_000, 'unusual'],
    [0, 1, 'usual'],
    [0, 4, 'usual'],
    [2, 6, 'usual'],
    [2, 9, 'unusual'],
    [0, 500, 'unusual'],
  ])('of %i that becomes %i is %s', (before, now, state) => {
    expect(play([...times(20, before), now], options('count')).at(-1)?.state).toBe(state)
  })

  test('is judged after a week, and says how long that takes', () => {
    const judged = play(times(8, 5), options('count'))
    expect(states(judged)).toEqual([...times(7, 0).map(() => 'learning'), 'usual'])
    expect(judged[3]).toMatchObject({ learning: { have: 3, need: 7, readyWhen: START + 6 * DAILY } })
  })
})

test('a constant gauge that jumps once is unusual once, by a score that is a number', () => {
  for (const [before, now] of [
    [500, 370],
    [0, 7],
    [0.1, 0.3],
  ] as const) {
    const judged = play([...times(40, before), now, ...times(20, before)], options('gauge'))
    expect(judged[40]).toMatchObject({ state: 'unusual', grounds: { score: expect.closeTo(35, -1) } })
    expect(alarms(judged)).toBe(1)
  }
})

describe('a step that stays', () => {
  test('is news twice, then it is the new level', () => {
    expect(states(play([...times(20, 128), ...times(4, 149)], options('count'))).slice(-4)).toEqual([
      'unusual',
      'unusual',
      'accepted',
      'usual',
    ])
  })

  test('is not accepted while its points disagree, nor ever at zero', () => {
    expect(states(play([...times(20, 1_000), 400, 100, 700, 50], options('count'))).slice(-4)).not.toContain('accepted')
    expect(states(play([...times(20, 1_000), ...times(9, 0)], options('count'))).slice(-9)).toEqual(times(9, 0).map(() => 'unusual'))
  })

  test('keeps what was known of the noise', () => {
    const random = noise(3)
    const noisy = (level: number) => (_: number) => Math.round(level + 0.05 * level * random())
    const values = [...times(40, noisy(1_000)), ...times(40, noisy(2_000))]
    const judged = play(values, options('count'))
    expect(states(judged).slice(40, 43)).toEqual(['unusual', 'unusual', 'accepted'])
    expect(alarms(judged.slice(43))).toBe(0)
    expect(play([...values, 1_000], options('count')).at(-1)?.state).toBe('unusual')
  })
})

describe('a week', () => {
  const week = (busy: number, weekend: number) => times(70, (day) => (day % 7 > 4 ? weekend : busy))

  test.each([
    [1_000, 100],
    [1_000, 0],
    [1_000, 600],
    [100, 1_000],
  ])('of %i and a weekend of %i is quiet from its beginning', (busy, weekend) => {
    expect(alarms(play(week(busy, weekend), options('count')))).toBe(0)
  })

  test('is known after three of them', () => {
    expect(play([...week(1_000, 100), 500], options('count')).at(-1)).toMatchObject({ state: 'unusual', grounds: { season: 'weekday' } })
    expect(play([...week(1_000, 100).slice(0, 21), 100], options('count')).at(-1)).toMatchObject({ state: 'unusual' })
  })

  test('with noise is quiet, too', () => {
    const seeds = times(20, (seed) => seed + 1)
    const found = seeds.map((seed) => {
      const random = noise(seed)
      return alarms(
        play(
          week(1_000, 200).map((value) => Math.round(value * (1 + 0.06 * random()))),
          options('count'),
        ),
      )
    })
    expect(found.reduce((sum, alarm) => sum + alarm)).toBeLessThanOrEqual(0.003 * 70 * seeds.length)
  })
})

describe('nights and days', () => {
  const clock = (random: () => number) => times(24 * 21, (hour) => (hour % 24 < 7 ? 0 : Math.round(500 * (1 + 0.08 * random()))))

  test('by the hour are quiet, and a lost hour is found', () => {
    const values = clock(noise(5))
    const judged = play(values, options('count'), HOUR)
    expect(alarms(judged)).toBeLessThanOrEqual(Math.ceil(0.01 * values.length))
    const past = points(values, HOUR)
    const noon = START + (24 * 21 + 12) * HOUR
    expect(judgeSeries({ at: noon, value: 40 }, past, options('count'))).toMatchObject({ state: 'unusual' })
    expect(judgeSeries({ at: noon, value: 480 }, past, options('count'))).toMatchObject({ state: 'usual' })
    expect(judgeSeries({ at: noon - 10 * HOUR, value: 0 }, past, options('count'))).toMatchObject({ state: 'usual' })
  })
})

describe('a table that grows', () => {
  const grown = times(60, (day) => 1_000_000 + 10_000 * day)

  test('is expected to, may stall, and must not shrink', () => {
    expect(alarms(play([...grown, ...times(5, grown.at(-1) ?? 0)], options('total')))).toBe(0)
    expect(play([...grown, 500_000], options('total')).at(-1)).toMatchObject({ state: 'unusual', grounds: { season: 'trend' } })
    expect(play([...grown, 3_000_000], options('total')).at(-1)?.state).toBe('unusual')
  })

  test('by a load a week is known after two of them', () => {
    const weekly = times(120, (day) => 30_000 + 1_800 * Math.floor(day / 7))
    const judged = play(weekly, options('total'))
    expect(alarms(judged.slice(35))).toBe(0)
    expect(play([...weekly, 2 * (weekly.at(-1) ?? 0)], options('total')).at(-1)?.state).toBe('unusual')
  })
})

describe('a share', () => {
  test.each([
    [0, 0.015, 'usual'],
    [0, 0.06, 'unusual'],
    [0.0005, 0.05, 'unusual'],
    [0.5, 0.55, 'usual'],
    [0.3, 1, 'unusual'],
  ])('of %d that becomes %d is %s', (before, now, state) => {
    expect(play([...times(20, before), now], options('ratio')).at(-1)?.state).toBe(state)
  })

  test('of 1 that becomes 0.85 is unusual where less is bad, too', () => {
    const ended = (direction: 'up' | 'both') => play([...times(20, 1), 0.85], { ...options('ratio'), direction }).at(-1)
    expect(ended('both')).toMatchObject({ state: 'unusual' })
    expect(ended('up')).toMatchObject({ state: 'usual', grounds: { heldBack: ['wrong direction'] } })
  })
})

describe('noise', () => {
  const RUNS = 300
  /** Share of judgements that are alarms, of the value that `next` makes after `samples` clean ones. */
  function share(samples: number, next: (random: () => number) => number): number {
    let found = 0
    for (let run = 0; run < RUNS; run++) {
      const random = noise(run + 1)
      const past = points(times(samples, () => 1_000 + 150 * random()))
      if (judgeSeries({ at: START + samples * DAILY, value: next(random) }, past, options('count')).state === 'unusual') found++
    }
    return found / RUNS
  }

  test.each([7, 10, 14, 21, 30, 60])('with %i samples alarms once in a hundred at most', (samples) => {
    expect(share(samples, (random) => 1_000 + 150 * random())).toBeLessThanOrEqual(0.01)
  })

  test.each([
    [10, 0.75],
    [14, 0.9],
    [21, 0.95],
    [30, 0.99],
    [60, 0.99],
  ])('with %i samples a drop to a third is found, mostly (%d)', (samples, recall) => {
    expect(share(samples, () => 300)).toBeGreaterThan(recall)
  })

  test('a drop to a tenth, or three times as much, does not escape', () => {
    expect(share(14, () => 100)).toBeGreaterThan(0.98)
    expect(share(30, () => 3_000)).toBeGreaterThan(0.99)
  })
})
