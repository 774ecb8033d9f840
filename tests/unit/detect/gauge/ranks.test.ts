import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { newRanks, rank, rankBounds, rankSurprise } from '../../../../src/detect/gauge/ranks.ts'

function ranksOf(values: readonly number[]) {
  const ranks = newRanks()
  for (const value of values) rank(ranks, value)
  return ranks
}

describe('the rank of a value among those of the past', () => {
  test('is known closely at both ends, from a small sketch', () => {
    const ranks = ranksOf(Array.from({ length: 1_000 }, (_, index) => (index * 399) % 1_000))
    expect(ranks.values.length).toBeLessThan(300)
    const shares = [
      [1_000, 2 / 1_002],
      [-1, 2 / 1_002],
      [989.5, 22 / 1_002],
      [49.5, 102 / 1_002],
    ] as const
    for (const [value, share] of shares) expect(Math.abs(rankSurprise(ranks, value) + Math.log10(share))).toBeLessThan(0.06)
    expect(rankSurprise(ranks, 500)).toBeLessThan(0.05)
  })

  test('has bounds between which no value surprises as much', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 30, maxLength: 600 }),
        fc.double({ min: 0.3, max: 2.5, noNaN: true }),
        (values, surprise) => {
          const ranks = ranksOf(values)
          const { low, high } = rankBounds(ranks, surprise)
          for (const value of [low, high])
            if (Number.isFinite(value)) expect(rankSurprise(ranks, value)).toBeLessThanOrEqual(surprise + 1e-9)
          if (Number.isFinite(high)) expect(rankSurprise(ranks, high + 1e-6)).toBeGreaterThan(surprise - 1e-9)
        },
      ),
    )
  })

  test('forgets what has not come for long', () => {
    const ranks = ranksOf([...Array.from({ length: 100 }, () => 9), ...Array.from({ length: 60_000 }, (_, index) => index % 7)])
    expect(rankSurprise(ranks, 9)).toBeGreaterThan(3)
  })
})
