import { describe, expect, test } from 'vitest'
import { seeded } from '../../../../bench/drift/generate.ts'
import { beyondScore, extremeScore } from '../../../../src/detect/drift/tails.ts'

/** Largest of a day of values whose tail falls like a power: a few are huge by nature. */
const heavyDays = (days: number, seed: number) => {
  const random = seeded(seed)
  return Array.from({ length: days }, () => (-Math.log(random()) / 1_000) ** (-1 / 1.5))
}

describe('the outermost value', () => {
  test('of heavy-tailed days is about as often rare as the score says', () => {
    const days = heavyDays(20_060, 3)
    const scores = days.slice(60).map((distance, index) => extremeScore(distance, days.slice(index, index + 60)))
    const rare = scores.filter((score) => score >= 2).length / scores.length
    expect(rare).toBeGreaterThan(0.002)
    expect(rare).toBeLessThan(0.012)
  })

  test('a hundred times as large as ever is beyond doubt where days are alike, and none where such days come again and again', () => {
    const alike = Array.from({ length: 60 }, (_, day) => 50 + (day % 9))
    expect(extremeScore(5_000, alike)).toBeGreaterThan(10)
    const restless = alike.map((distance, day) => (day % 20 === 7 ? 100 * distance : distance))
    expect(extremeScore(5_000, restless)).toBeLessThan(2.9)
  })

  test('says nothing where few days are known or there is none', () => {
    expect(extremeScore(5_000, [50, 51, 52])).toBe(0)
    expect(extremeScore(Number.NaN, heavyDays(60, 1))).toBe(0)
    expect(extremeScore(0, heavyDays(60, 1))).toBe(0)
  })
})

describe('the outermost hundredth', () => {
  const marks = (last: number) => [
    { share: 0.5, distance: 0 },
    { share: 0.05, distance: 5 },
    { share: 0.01, distance: last },
    { share: 0.001, distance: 2 * last },
  ]
  test('is where it was, or a little further by chance', () => {
    expect(beyondScore(marks(10), 10, 0.01, 1_000)).toBe(0)
    expect(beyondScore(marks(11.5), 10, 0.01, 1_000)).toBeLessThan(2.9)
  })

  test('is far out, or far in, where enough rows say so', () => {
    expect(beyondScore(marks(500), 10, 0.01, 500)).toBeGreaterThan(2.9)
    expect(beyondScore(marks(6), 10, 0.01, 10_000)).toBeGreaterThan(2.9)
    expect(beyondScore(marks(6), 10, 0.01, 100)).toBeLessThan(2.9)
  })
})
