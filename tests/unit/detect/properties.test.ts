/** What holds for every series, however strange. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { DAY, HOUR } from '../../../src/core/calendar/time.ts'
import type { Point, SeriesKind, SeriesOptions } from '../../../src/core/series.ts'
import { judgeSeries, replaySeries, type SeriesMemo } from '../../../src/detect/judge-series.ts'
import { options as optionsOf, points, START } from './series.ts'

/** Gauges by the day are followed like the others; those at a closer or unknown step are judged elsewhere. */
const options = (kind: SeriesKind, polled = false): SeriesOptions => ({
  ...optionsOf(kind, polled),
  ...(kind === 'gauge' && { step: DAY }),
})

const kind = fc.constantFrom<SeriesKind>('count', 'total', 'ratio', 'lag', 'gauge')
const level = fc.integer({ min: 1, max: 1_000_000 })
const scaled = (of: SeriesKind, value: number) => (of === 'ratio' ? value / 2_000_000 : value)
const next = (past: readonly unknown[]) => START + past.length * DAY

/** Numbers as they come: mostly alike, now and then not even numbers. */
const value = fc.oneof(
  { weight: 12, arbitrary: fc.integer({ min: 80, max: 120 }) },
  { weight: 2, arbitrary: fc.constant(0) },
  { weight: 1, arbitrary: fc.double({ min: -1e12, max: 1e12 }) },
  { weight: 1, arbitrary: fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY) },
)
/** Mostly regular steps, with gaps and doubles. */
const gap = fc.oneof(
  { weight: 10, arbitrary: fc.constant(1) },
  { weight: 1, arbitrary: fc.constant(0) },
  { weight: 1, arbitrary: fc.integer({ min: 2, max: 40 }) },
)
const strange = (step: number) =>
  fc.array(fc.tuple(value, gap), { maxLength: 120 }).map((rows) => {
    let at = START
    return rows.map(([number, steps]) => {
      at += steps * step
      return { at, value: number }
    })
  })
const series = fc.constantFrom(DAY, HOUR).chain(strange)

/** Judges one point after the other; what is remembered goes through JSON each time, as over a restart. */
function restarted(of: SeriesKind, given: readonly Point[], past: (index: number) => readonly Point[]) {
  let memo: SeriesMemo | undefined
  return given.map((point, index) => {
    const { memo: next, ...answer } = judgeSeries(point, past(index), options(of), memo)
    memo = JSON.parse(JSON.stringify(next)) as SeriesMemo
    return answer
  })
}

test('a restart between any two points changes no verdict, whether the past is handed in again or not', () => {
  fc.assert(
    fc.property(kind, series, (of, given) => {
      const inOrder = given.filter(({ at }, index) => index === 0 || at > (given[index - 1]?.at ?? 0))
      const expected = replaySeries(inOrder, options(of)).answers.map(({ point: _, ...answer }) => answer)
      expect(restarted(of, inOrder, () => [])).toEqual(expected)
      expect(restarted(of, inOrder, (index) => inOrder.slice(0, index))).toEqual(expected)
    }),
    { numRuns: 40 },
  )
})

test('the order in which the past is handed in does not matter, nor does a point that is there twice', () => {
  const shuffled = series.chain((given) => fc.tuple(fc.constant(given), fc.shuffledSubarray([...given], { minLength: given.length })))
  fc.assert(
    fc.property(kind, shuffled, (of, [given, mixed]) => {
      const unique = [...new Map(given.map((point) => [point.at, point])).values()]
      const order = mixed.filter((point) => unique.includes(point))
      const judged = { at: START + 400 * 40 * DAY, value: 100 }
      const { memo: _, ...expected } = judgeSeries(judged, unique, options(of))
      const { memo: __, ...answer } = judgeSeries(judged, [...order, ...order], options(of))
      expect(answer).toEqual(expected)
    }),
    { numRuns: 60 },
  )
})

test('a band is made of numbers, whatever the past was', () => {
  fc.assert(
    fc.property(kind, series, fc.boolean(), (of, given, polled) => {
      const judged = { at: (given.at(-1)?.at ?? START) + HOUR, value: 1 }
      const judgement = judgeSeries(judged, given, options(of, polled))
      if (judgement.state === 'learning') return
      const { band, expected, margin, score } = judgement.grounds
      for (const number of [band.low ?? 0, band.high ?? 0, expected, margin, score]) expect(number).toSatisfy(Number.isFinite)
      if (band.low !== undefined && band.high !== undefined) expect(band.low).toBeLessThanOrEqual(band.high)
    }),
  )
})

test('a value that always was never alarms', () => {
  fc.assert(
    fc.property(kind, level, fc.integer({ min: 7, max: 90 }), (of, base, length) => {
      const usual = scaled(of, base)
      const past = points(Array.from({ length }, () => usual))
      expect(judgeSeries({ at: next(past), value: usual }, past, options(of)).state).toBe('usual')
    }),
  )
})

test('the same moment judged again gives the same answer, or that of its new value', () => {
  fc.assert(
    fc.property(kind, fc.array(fc.integer({ min: 90, max: 110 }), { minLength: 10, maxLength: 40 }), (of, values) => {
      const past = points(values.map((number) => scaled(of, number)))
      const [at, low, usual] = [next(past), scaled(of, 1), scaled(of, 100)]
      const { memo, ...first } = judgeSeries({ at, value: low }, past, options(of))
      const { memo: second, ...again } = judgeSeries({ at, value: low }, past, options(of), memo)
      expect(again).toEqual(first)
      const { memo: _, ...corrected } = judgeSeries({ at, value: usual }, past, options(of), second)
      const { memo: __, ...alone } = judgeSeries({ at, value: usual }, past, options(of))
      expect(corrected).toEqual(alone)
    }),
    { numRuns: 50 },
  )
})

test('what lies further out than an alarm alarms, too', () => {
  const calm = fc.array(fc.integer({ min: 900, max: 1_100 }), { minLength: 10, maxLength: 60 })
  fc.assert(
    fc.property(fc.constantFrom<SeriesKind>('count', 'gauge', 'ratio'), calm, fc.nat(900), fc.nat(900), (of, values, one, other) => {
      const past = points(values.map((number) => scaled(of, number)))
      const given = { ...options(of), direction: 'both' as const }
      const state = (offset: number) => judgeSeries({ at: next(past), value: scaled(of, 1_000 + offset) }, past, given).state
      const [near, far] = [Math.min(one, other), Math.max(one, other)]
      for (const sign of [-1, 1]) if (state(sign * near) === 'unusual') expect(['unusual', 'accepted']).toContain(state(sign * far))
    }),
  )
})
