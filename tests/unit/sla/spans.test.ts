import { expect, test } from 'vitest'
import { amountsOf, clipped, joined, laidOver, type Span, type SpanState, worstOf } from '../../../src/sla/span.ts'

const span = (from: number, to: number, state: SpanState, cause?: string): Span => ({
  from,
  to,
  state,
  ...(cause === undefined ? {} : { cause }),
})

test('neighbours that say the same are one, and empty spans are none', () => {
  expect(joined([span(0, 5, 'good'), span(5, 5, 'bad'), span(5, 9, 'good'), span(9, 12, 'bad', 'a'), span(12, 13, 'bad', 'b')])).toEqual([
    span(0, 9, 'good'),
    span(9, 12, 'bad', 'a'),
    span(12, 13, 'bad', 'b'),
  ])
})

test('what is laid over replaces what was there, also in the middle of a span and across several', () => {
  const under = [span(0, 10, 'good'), span(10, 20, 'unknown'), span(20, 30, 'good')]
  expect(laidOver(under, [span(4, 6, 'bad'), span(12, 25, 'bad')])).toEqual([
    span(0, 4, 'good'),
    span(4, 6, 'bad'),
    span(6, 10, 'good'),
    span(10, 12, 'unknown'),
    span(12, 25, 'bad'),
    span(25, 30, 'good'),
  ])
  expect(laidOver(under, [span(30, 40, 'bad')]).at(-1)).toEqual(span(30, 40, 'bad'))
  expect(laidOver(under, [span(0, 30, 'excluded')])).toEqual([span(0, 30, 'excluded')])
})

test('of a period only what lies in it counts', () => {
  const spans = [span(0, 10, 'good'), span(10, 20, 'bad'), span(20, 30, 'unknown')]
  expect(amountsOf(clipped(spans, 5, 22))).toEqual({ good: 5, bad: 10, unknown: 2, excluded: 0 })
})

test('promises together are as bad as the worst of them, and time outside of all is left out', () => {
  const one = [span(0, 10, 'good'), span(10, 20, 'bad', 'i1'), span(20, 30, 'good')]
  const other = [span(5, 15, 'unknown', 'timeout'), span(15, 40, 'excluded', 'w')]
  expect(worstOf([one, other])).toEqual([
    span(0, 5, 'good'),
    span(5, 10, 'unknown', 'timeout'),
    span(10, 20, 'bad', 'i1'),
    span(20, 30, 'good'),
    span(30, 40, 'excluded', 'w'),
  ])
})
