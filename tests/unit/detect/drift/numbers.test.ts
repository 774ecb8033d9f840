import { describe, expect, test } from 'vitest'
import { sample, seeded, summaryOf, type Trouble } from '../../../../bench/drift/generate.ts'
import { PROFILE_QUANTILES } from '../../../../src/core/profile.ts'
import { driftOfNumbers } from '../../../../src/detect/drift/numbers.ts'
import { pooledNumbers } from '../../../../src/detect/drift/profile.ts'

const profile = (size: number, seed: number, trouble: Trouble = {}) => summaryOf(sample(size, seeded(seed), trouble))
const week = (size: number) => Array.from({ length: 7 }, (_, day) => profile(size, 100 + day))

describe('pooled profiles', () => {
  test('give back the quantiles of a profile that stands alone', () => {
    const one = profile(1_000, 1)
    for (const [index, value] of pooledNumbers([one]).percentile(PROFILE_QUANTILES).entries()) {
      expect(value).toBeCloseTo(one.quantiles[index] ?? Number.NaN, 9)
    }
  })

  test('of days of unlike sizes are close to the quantiles of all their values', () => {
    const [small, large] = [sample(500, seeded(1)), sample(2_000, seeded(2), { shift: 1 })]
    const all = summaryOf(Float64Array.from([...small, ...large]).sort())
    const pooled = pooledNumbers([summaryOf(small), summaryOf(large)])
    const ranks = pooled.p_rank(all.quantiles.slice(1, -1))
    for (const [index, rank] of ranks.entries()) expect(Math.abs(rank - (PROFILE_QUANTILES[index + 1] ?? 0))).toBeLessThan(0.02)
  })
})

describe('drift of numbers', () => {
  test.each([50, 500, 20_000])('is about none where nothing changed, with %d values as with many', (size) => {
    const drifts = Array.from({ length: 30 }, (_, run) => driftOfNumbers(profile(size, 1_000 + run), week(size)))
    const mean = (key: 'distance' | 'stability') => drifts.reduce((sum, drift) => sum + (drift?.[key] ?? 0), 0) / drifts.length
    expect(Math.abs(mean('distance'))).toBeLessThan(0.05)
    expect(mean('stability')).toBeLessThan(0.3)
    expect(drifts.filter((drift) => (drift?.significance ?? 0) > 2.9)).toEqual([])
  })

  test('sees none in codes of which one quantile jumps to the next by chance', () => {
    const codes = (bad: number) => ({ size: 1_100, quantiles: PROFILE_QUANTILES.map((p) => (p < 1 - bad ? 200 : p < 0.985 ? 429 : 503)) })
    expect(driftOfNumbers(codes(0.051), [codes(0.045), codes(0.049)])).toEqual({ stability: 0, distance: 0, significance: 0 })
    expect(driftOfNumbers(codes(0.2), [codes(0.045), codes(0.049)])?.stability).toBeGreaterThan(0.15)
  })

  test('counts how far the values moved in their own spread, whatever their unit', () => {
    const [moved, before] = [profile(5_000, 1, { shift: 0.5 }), week(5_000)]
    const scaled = (one: typeof moved) => ({ ...one, quantiles: one.quantiles.map((value) => 1_000 * value) })
    const drift = driftOfNumbers(moved, before)
    expect(drift?.distance).toBeGreaterThan(0.5)
    expect(drift?.stability).toBeGreaterThan(0.5)
    expect(drift?.significance).toBeGreaterThan(100)
    expect(driftOfNumbers(scaled(moved), before.map(scaled))?.distance).toBeCloseTo(drift?.distance ?? 0, 9)
  })

  test('has nothing to measure by where all values are the same', () => {
    const flat = { size: 100, quantiles: PROFILE_QUANTILES.map(() => 7) }
    expect(driftOfNumbers({ ...flat, quantiles: PROFILE_QUANTILES.map(() => 8) }, [flat, flat])).toBeUndefined()
  })

  test('of a field with three values is seen in their shares', () => {
    const three = (ones: number, twos: number) => ({
      size: 1_000,
      quantiles: PROFILE_QUANTILES.map((p) => (p < ones ? 1 : p < ones + twos ? 2 : 3)),
    })
    const before = [three(0.3, 0.4), three(0.3, 0.4)]
    expect(driftOfNumbers(three(0.3, 0.4), before)).toMatchObject({ stability: 0, significance: 0 })
    expect(driftOfNumbers(three(0.7, 0.2), before)?.stability).toBeGreaterThan(0.4)
  })
})
