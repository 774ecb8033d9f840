import { describe, expect, test } from 'vitest'
import { discoveries } from '../../../../src/detect/drift/discoveries.ts'
import { chiSquareScore, gapScore, shareScore } from '../../../../src/detect/drift/significance.ts'

describe('tails', () => {
  // Closed forms: with two degrees the tail is e^(−x/2), with four e^(−x/2)(1 + x/2); 3.841 and 10.828 are the 5 % and .1 % points with one.
  test.each([
    [3.841, 1, -Math.log10(0.05)],
    [10.828, 1, 3],
    [2, 2, 1 / Math.LN10],
    [100, 2, 50 / Math.LN10],
    [1_000, 2, 500 / Math.LN10],
    [20, 4, (10 - Math.log(11)) / Math.LN10],
    [0.5, 4, (0.25 - Math.log(1.25)) / Math.LN10],
    [9.342, 10, -Math.log10(0.5)],
  ])('of chi-square %d with %d degrees', (statistic, degrees, score) => {
    expect(chiSquareScore(statistic, degrees)).toBeCloseTo(score, 3)
  })

  test('are finite and rise, however far out', () => {
    const scores = [0, 1, 10, 100, 1_000, 1e4, 1e9].map((statistic) => chiSquareScore(statistic, 9))
    expect(scores).toEqual(scores.toSorted((a, b) => a - b))
    expect(scores.every(Number.isFinite)).toBe(true)
    expect([chiSquareScore(Number.NaN, 3), chiSquareScore(5, 0)]).toEqual([0, 0])
  })

  test('of a gap between two distribution functions need many values', () => {
    expect(gapScore(0.1, 100, 100)).toBeLessThan(1)
    expect(gapScore(0.1, 10_000, 10_000)).toBeGreaterThan(20)
  })

  test('of a share depend on the rows on both sides', () => {
    expect(shareScore(0.1, 50, 0.05)).toBeLessThan(2)
    expect(shareScore(0.1, 5_000, 0.05)).toBeGreaterThan(20)
    expect(shareScore(0.1, 5_000, 0.05, 30)).toBeLessThan(2)
    expect(shareScore(0.1, 0, 0.05)).toBe(0)
  })
})

describe('discoveries among many', () => {
  test('are what the procedure of Benjamini and Hochberg believes: its own example', () => {
    const chances = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528, 0.759, 1]
    expect(discoveries(chances.toReversed(), 0.05).toReversed().filter(Boolean)).toHaveLength(4)
    expect(discoveries(chances, 0.05).slice(0, 5)).toEqual([true, true, true, true, false])
  })

  test('are none among none', () => expect(discoveries([], 0.05)).toEqual([]))
})
