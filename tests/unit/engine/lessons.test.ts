import { describe, expect, test } from 'vitest'
import { HOUR } from '../../../src/core/calendar/time.ts'
import type { CheckKind } from '../../../src/core/check.ts'
import type { CheckState } from '../../../src/core/incident/incident.ts'
import { lessonsOf, type Teaching } from '../../../src/core/teaching.ts'
import { type Judged, unknown } from '../../../src/core/verdict.ts'
import { asTaught, underLessons } from '../../../src/engine/lessons.ts'

const NOW = 1_000 * HOUR
const lesson = (parts: Partial<Teaching> = {}): Teaching => ({
  check: 'c',
  verb: 'expected',
  from: NOW - HOUR,
  to: NOW - HOUR + 1,
  by: 'Ada',
  at: NOW,
  ...parts,
})
const low = (value: number, parts: Partial<Judged> = {}): Judged => ({
  state: 'fail',
  code: 'below-band',
  reason: `${value} rows`,
  value,
  expected: { low: 90, high: 110 },
  evidence: { leastChange: 5 },
  ...parts,
})
const stateOf = (verdict: CheckState['verdict'], parts: Partial<CheckState> = {}): CheckState => ({
  check: 'c',
  verdict,
  at: NOW - HOUR,
  since: NOW - HOUR,
  streak: 1,
  ...parts,
})

describe('a bad verdict', () => {
  test('about a period that was taught as fine is a pass that says who said so', () => {
    const verdict = low(40, { bucket: NOW - HOUR, since: NOW - HOUR, segments: ['north'] })
    const taught = asTaught(verdict, undefined, [lesson({ note: 'stocktaking' })], NOW, true)
    expect(taught).toEqual({
      state: 'pass',
      code: 'taught',
      reason: 'taught as expected by Ada: “stocktaking”; 40 rows',
      value: 40,
      expected: { low: 90, high: 110 },
      bucket: NOW - HOUR,
      evidence: { leastChange: 5, taught: NOW - HOUR },
    })
    expect(asTaught(low(40, { bucket: NOW }), stateOf(verdict), [lesson()], NOW, true)).toMatchObject({ state: 'fail' })
    expect(asTaught(verdict, undefined, [lesson({ verb: 'anomaly' })], NOW, true)).toBe(verdict)
  })

  test('about a table that stands as it was taught stays fine look after look, until it is farther out', () => {
    const judge = (value: number, before: CheckState) => asTaught(low(value), before, [lesson()], NOW, true)
    const first = judge(42, stateOf(low(40)))
    expect(first).toMatchObject({ state: 'pass', code: 'taught' })
    const later = { at: NOW - 1 }
    expect(judge(38, stateOf(first, later))).toMatchObject({ state: 'pass' })
    expect(judge(20, stateOf(first, later))).toMatchObject({ state: 'fail' })
    expect(judge(160, stateOf(first, later))).toMatchObject({ state: 'fail' })
    expect(asTaught(low(41), stateOf(first, later), [lesson({ from: 0, to: 1 })], NOW, true)).toMatchObject({ state: 'fail' })
  })

  test('stays bad where it is a new one', () => {
    const usual = stateOf({ ...low(100), state: 'pass', code: 'usual' }, { at: NOW - 1 })
    expect(asTaught(low(40), usual, [lesson()], NOW, false)).toMatchObject({ state: 'fail' })
  })
})

test('an incident that ends because the detector has learned the lesson says so, and only then', () => {
  const usual: Judged = { ...low(42), state: 'pass', code: 'usual', reason: '42 rows; usual is 40' }
  const judge = (before: CheckState, isInIncident: boolean) => asTaught(usual, before, [lesson()], NOW, isInIncident)
  expect(judge(stateOf(low(40)), true)).toEqual({ ...usual, reason: 'taught as expected by Ada; 42 rows; usual is 40' })
  expect(judge(stateOf(low(40)), false)).toBe(usual)
  expect(judge(stateOf(low(40), { at: NOW - 1 }), true)).toBe(usual)
})

test('an incident is over when its new normal is being learned, and nothing else passes while it is', () => {
  const learning = unknown('learning', '1 of 7 samples')
  const normal = lesson({ verb: 'new-normal', to: NOW + 1 })
  expect(asTaught(learning, stateOf(low(40)), [normal], NOW, true)).toMatchObject({
    state: 'pass',
    reason: 'taught as the new normal by Ada; 1 of 7 samples',
  })
  expect(asTaught(learning, stateOf(low(40)), [normal], NOW, false)).toBe(learning)
  expect(asTaught(learning, stateOf(low(40)), [lesson()], NOW, true)).toBe(learning)
  const ofDay = low(40, { bucket: normal.from })
  expect(asTaught(learning, stateOf(ofDay, { at: NOW - 1 }), [{ ...normal, to: NOW - HOUR + 1 }], NOW, true)).toMatchObject({
    code: 'taught',
  })
  const blind = unknown('timeout', 'too slow')
  expect(asTaught(blind, stateOf(low(40)), [normal], NOW, true)).toBe(blind)
})

describe('what was learned', () => {
  const kind = { relearn: () => ({ kept: true }) } as Partial<CheckKind<unknown>> as CheckKind<unknown>
  const learned = (lessons?: string) => stateOf(low(40), { memo: { series: 1 }, ...(lessons === undefined ? {} : { lessons }) })

  test('is learned anew under other lessons, also when the last one was taken back', () => {
    expect(underLessons(learned(), kind, [lesson()]).memo).toEqual({ kept: true })
    expect(underLessons(learned(lessonsOf([lesson()])), kind, []).memo).toEqual({ kept: true })
  })

  test('stays under the same lessons, and where a kind learns nothing', () => {
    const [plain, taught] = [learned(), learned(lessonsOf([lesson()]))]
    expect(underLessons(plain, kind, [])).toBe(plain)
    expect(underLessons(taught, kind, [lesson()])).toBe(taught)
    expect(underLessons(plain, {} as CheckKind<unknown>, [lesson()])).toBe(plain)
  })
})
