import { expect, test } from 'vitest'
import { DAY } from '../../../src/core/calendar/time.ts'
import type { Point } from '../../../src/core/series.ts'
import { lessonsOf, type Teaching, taughtAt, withTaughtSegments, withTeaching } from '../../../src/core/teaching.ts'

const lesson = (verb: Teaching['verb'], from: number, to: number, at = 100 * DAY): Teaching => ({
  check: 'c',
  verb,
  from: from * DAY,
  to: to * DAY,
  by: 'Ada',
  at,
})
const points = (marks: readonly Point['mark'][]): readonly Point[] =>
  marks.map((mark, day) => ({ at: day * DAY, value: day, ...(mark === undefined ? {} : { mark }) }))
const marksOf = (found: readonly Point[]) => found.map(({ mark }) => mark)

test('a word of a person stands above what was left out by itself, and only within its span', () => {
  const past = points([undefined, 'excluded', 'excluded', undefined])
  expect(marksOf(withTeaching(past, [lesson('expected', 1, 2)]))).toEqual([undefined, 'expected', 'excluded', undefined])
  expect(marksOf(withTeaching(past, [lesson('anomaly', 0, 1), lesson('anomaly', 3, 4)]))).toEqual([
    'excluded',
    'excluded',
    'excluded',
    'excluded',
  ])
  expect(withTeaching(past, [])).toBe(past)
})

test('a new normal begins at the first point of its span, and the rest of the span is learned from', () => {
  const past = points([undefined, 'excluded', 'excluded', 'excluded'])
  expect(marksOf(withTeaching(past, [lesson('new-normal', 0.5, 3)]))).toEqual([undefined, 'new-level', undefined, 'excluded'])
})

test('where spans overlap, what was taught last holds', () => {
  const [first, later] = [lesson('new-normal', 0, 4, 1), lesson('anomaly', 1, 2, 2)]
  for (const teachings of [
    [first, later],
    [later, first],
  ]) {
    expect(taughtAt(teachings, DAY)).toBe(later)
    expect(marksOf(withTeaching(points([undefined, undefined, undefined]), teachings))).toEqual(['new-level', 'excluded', undefined])
  }
})

test('segments are kept or left out as a whole', () => {
  const rows = [0, 1, 2].map((day) => ({ at: day * DAY, values: { a: day }, ...(day === 1 ? { mark: 'excluded' as const } : {}) }))
  const taught = withTaughtSegments(rows, [lesson('anomaly', 0, 1), lesson('expected', 1, 2)])
  expect(taught.map(({ mark }) => mark)).toEqual(['excluded', undefined, undefined])
})

test('other lessons have another name, whatever their order; none have none', () => {
  const [a, b] = [lesson('expected', 0, 1), lesson('anomaly', 3, 4)]
  expect(lessonsOf([])).toBe('')
  expect(lessonsOf([a, b])).toBe(lessonsOf([b, a]))
  expect(new Set([lessonsOf([a]), lessonsOf([b]), lessonsOf([{ ...a, to: 2 * DAY }]), lessonsOf([a, b])]).size).toBe(4)
})
