import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { SeriesOptions } from '../../../../src/core/series.ts'
import { type GaugeMemo, judgeGauge, replayGauge } from '../../../../src/detect/gauge/judge-gauge.ts'

const OPTIONS: SeriesOptions = { kind: 'gauge', zone: 'Europe/Rome', polled: false }
/** The night of the spring change of the clocks. */
const BEGIN = Date.UTC(2026, 2, 28, 20)

const values = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: -3, max: 3 }) },
  fc.double({ noDefaultInfinity: false, noNaN: false }),
  fc.constantFrom(0, -0, 1e308, -1e308, Number.NaN, Number.POSITIVE_INFINITY),
)
const gaps = fc.oneof({ weight: 8, arbitrary: fc.constant(300_000) }, fc.integer({ min: 0, max: 100_000_000 }))
const series = fc.array(fc.tuple(gaps, values), { minLength: 1, maxLength: 260, size: 'max' }).map((steps) => {
  let at = BEGIN
  return steps.map(([gap, value]) => {
    at += gap
    return { at, value }
  })
})

test('whatever comes, it answers with numbers, and a restart changes no answer', { timeout: 60_000 }, () => {
  fc.assert(
    fc.property(series, fc.nat(259), (points, cut) => {
      const { answers, memo } = replayGauge(points, OPTIONS)
      expect(answers.map(({ point }) => point)).toEqual(points)
      for (const answer of answers) {
        if (answer.state === 'learning') continue
        const { band, expected, score } = answer.grounds
        for (const number of [expected, score, ...Object.values(band)]) expect(number).toSatisfy(Number.isFinite)
        expect(band.low ?? Number.NEGATIVE_INFINITY).toBeLessThanOrEqual(band.high ?? Number.POSITIVE_INFINITY)
        expect(score >= 2.9).toBe(answer.state === 'unusual')
      }
      expect(JSON.stringify(memo)).not.toContain('null,null')
      const known = points.slice(0, cut)
      let stored: GaugeMemo = JSON.parse(JSON.stringify(replayGauge(known, OPTIONS).memo))
      points.slice(cut).forEach((point, index) => {
        const { memo: next, ...answer } = judgeGauge(point, points.slice(0, cut + index), OPTIONS, stored)
        expect({ ...answer, point }).toEqual(answers[cut + index])
        stored = JSON.parse(JSON.stringify(next))
      })
    }),
    { numRuns: 100, endOnFailure: true },
  )
})
