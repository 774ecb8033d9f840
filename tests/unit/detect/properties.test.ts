import fc from 'fast-check'
import { median } from 'simple-statistics'
import { expect, test } from 'vitest'
import { HOUR } from '../../../src/core/calendar/time.ts'
import type { SeriesKind } from '../../../src/core/series.ts'
import { judgeSeries } from '../../../src/detect/judge-series.ts'
import { isLearning, learnBand } from '../../../src/detect/learn-band.ts'
import { options, points, START } from './series.ts'

const DAILY = 86_400_000
const kind = fc.constantFrom<SeriesKind>('count', 'total', 'ratio', 'gauge')
const level = fc.integer({ min: 1, max: 1_000_000 })
const scaled = (of: SeriesKind, value: number) => (of === 'ratio' ? value / 2_000_000 : value)
const next = (past: readonly unknown[]) => START + past.length * DAILY

test('the median of a steady past never alarms', () => {
  fc.assert(
    fc.property(kind, level, fc.array(fc.integer({ min: -2, max: 2 }), { minLength: 7, maxLength: 60 }), (of, base, wobbles) => {
      const past = points(wobbles.map((wobble) => scaled(of, base * (1 + wobble / 100))))
      const usual = median(past.map(({ value }) => value))
      const value = of === 'count' || of === 'total' ? Math.round(usual) : usual
      expect(judgeSeries({ at: next(past), value }, past, options(of)).state).toBe('usual')
    }),
  )
})

test('what passed passes again when it has become part of a steady past', () => {
  fc.assert(
    fc.property(kind, level, fc.integer({ min: 7, max: 60 }), fc.double({ min: 0.5, max: 2, noNaN: true }), (of, base, length, factor) => {
      const past = points(Array.from({ length }, () => scaled(of, base)))
      const value = scaled(of, base * factor)
      const first = judgeSeries({ at: next(past), value }, past, options(of))
      const grown = [...past, { at: next(past), value }]
      const second = judgeSeries({ at: next(grown), value }, grown, options(of))
      if (first.state === 'usual') expect(second.state).toBe('usual')
    }),
  )
})

test('limits are monotonic: what lies further out than an alarm alarms, too', () => {
  const series = fc.array(fc.integer({ min: 0, max: 10_000 }), { minLength: 7, maxLength: 60 })
  fc.assert(
    fc.property(kind, series, fc.nat(20_000), fc.nat(20_000), (of, values, near, far) => {
      const past = points(values.map((value) => scaled(of, value)))
      const learned = learnBand(past, next(past), options(of))
      if (isLearning(learned)) throw new Error('seven samples are enough')
      const { expected, band } = learned
      expect(band.low).toBeLessThanOrEqual(band.high ?? Number.NaN)
      const state = (offset: number) => judgeSeries({ at: next(past), value: expected + offset }, past, options(of)).state
      const [small, large] = [Math.min(near, far), Math.max(near, far)].map((offset) => scaled(of, offset)) as [number, number]
      for (const sign of [-1, 1]) if (state(sign * small) === 'unusual') expect(state(sign * large)).toBe('unusual')
    }),
  )
})

test('a band is made of numbers, whatever the past was', () => {
  const values = fc.array(fc.double({ min: -1e12, max: 1e12, noNaN: true }), { maxLength: 80 })
  const steps = fc.array(fc.integer({ min: 1, max: 40 * HOUR }), { maxLength: 80 })
  fc.assert(
    fc.property(kind, values, steps, fc.boolean(), (of, numbers, gaps, polled) => {
      let at = START
      const past = numbers.map((value, index) => {
        at += gaps[index] ?? DAILY
        return { at, value: of === 'gauge' ? value : Math.abs(of === 'ratio' ? value / 1e12 : value) }
      })
      const judgement = judgeSeries({ at: at + HOUR, value: 1 }, past, options(of, polled))
      if (judgement.state === 'learning') return
      const { band, expected, margin, score } = judgement.grounds
      for (const number of [band.low, band.high, expected, margin, score]) expect(number).toSatisfy(Number.isFinite)
    }),
  )
})
