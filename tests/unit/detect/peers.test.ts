import { describe, expect, test } from 'vitest'
import { backedByPeers, combinedZ, signedZ } from '../../../src/detect/peers.ts'

/** Seeded noise with a normal law (Park and Miller, Box and Muller). */
function noise(seed: number): () => number {
  let state = seed
  const next = () => {
    state = (state * 48_271) % 2_147_483_647
    return state / 2_147_483_647
  }
  return () => Math.sqrt(-2 * Math.log(next())) * Math.cos(2 * Math.PI * next())
}

const twoSided = (z: number) => {
  // Abramowitz and Stegun 7.1.26, good to 1e-7: enough to turn a deviation into a score.
  const x = Math.abs(z) / Math.SQRT2
  const t = 1 / (1 + 0.3275911 * x)
  const erfc = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429)))) * Math.exp(-x * x)
  return -Math.log10(Math.max(erfc, 1e-12))
}

test('a score and a deviation tell the same', () => {
  for (const z of [0.5, 1, 1.96, 2.5, -2]) expect(signedZ(twoSided(z), z)).toBeCloseTo(z, 1)
  expect(signedZ(40, -1)).toBe(-3)
  expect(signedZ(0, 1)).toBe(0)
})

describe('weak evidence', () => {
  const own = { score: twoSided(-2.1), z: -2.1 }
  test('counts when the peers are low too', () => {
    expect(backedByPeers(own, [-1.9, -2.2, -1.8])).toBe(true)
    expect(backedByPeers({ score: twoSided(2.1), z: 2.1 }, [1.9, 2.2, 1.8])).toBe(true)
  })

  test.each([
    ['peers are as usual', own, [0.3, -0.4, 0.1, -1]],
    ['peers are off the other way', own, [1.9, 2.2, 1.8]],
    ['a single peer is broken', own, [-9, 0, 0, 0]],
    ['it is hardly odd itself', { score: 1.2, z: -1.8 }, [-3, -3, -3]],
    ['there is one peer only', own, [-3]],
    ['the series always move together', own, [-1.9, -2.2, -1.8], 2.5],
  ])('does not when %s', (_, value, peers, usual?: number) => {
    expect(backedByPeers(value, peers, usual)).toBe(false)
  })
})

test('independent noise raises hardly anything: 20 series over 200 days', () => {
  let backed = 0
  for (let seed = 1; seed <= 25; seed++) {
    const draw = noise(seed * 7919)
    for (let day = 0; day < 200; day++) {
      const z = Array.from({ length: 20 }, draw)
      backed += z.filter((own, index) => backedByPeers({ score: twoSided(own), z: own }, z.toSpliced(index, 1))).length
    }
  }
  // 25 meshes of 4,000 values: fewer than one in 10,000, where an alarm alone is raised by one in 800.
  expect(backed / (25 * 4_000)).toBeLessThan(1e-4)
})

test('a load that lacks 30 % of its rows is found in series that vary by 15 %', () => {
  let found = 0
  const draw = noise(4711)
  for (let day = 0; day < 500; day++) {
    const z = Array.from({ length: 6 }, () => draw() + Math.log(0.7) / 0.15)
    found += z.filter((own, index) => own > -3.2 && backedByPeers({ score: twoSided(own), z: own }, z.toSpliced(index, 1))).length
  }
  expect(found).toBeGreaterThan(1_000)
  expect(combinedZ([-2, -2, -2, -2])).toBe(-4)
})
