import { describe, expect, test } from 'vitest'
import { volume } from '../../../src/checks/volume/index.ts'
import { DAY, HOUR, MINUTE } from '../../../src/core/calendar/time.ts'
import type { VolumeParams } from '../../../src/core/questions.ts'
import { at, codesOf, delivery, life, present } from './kit.ts'

const start = at('2026-01-05')
const rows = (value: number) => ({ values: { 'rows()': value } })
const learned: VolumeParams = { measure: { of: 'rows' } }

describe('a limit of the contract', () => {
  const limited: VolumeParams = { measure: { of: 'rows' }, limit: { test: 'between', low: 20, high: 22 } }

  test('holds at both ends', () => {
    const { look } = life(volume, limited)
    expect([19, 20, 22, 23].map((value) => look(start, rows(value)).state)).toEqual(['fail', 'pass', 'pass', 'fail'])
    expect(look(start, rows(19))).toMatchObject({
      code: 'outside-limit',
      reason: '19 rows; promised between 20 and 22',
      value: 19,
      expected: { low: 20, high: 22 },
    })
    expect(look(start, { ...rows(1), facts: delivery(start) })).toMatchObject({
      reason: '1 row in the newest delivery; promised between 20 and 22',
      bucket: start,
    })
  })

  test.each(['sampled', 'estimate'] as const)('is not decided on what is %s', (basis) => {
    const { look } = life(volume, limited)
    expect(look(start, { values: { 'rows()': { value: 19, basis } } })).toMatchObject({ state: 'unknown', code: 'unsupported' })
    expect(look(start, { values: { 'rows()': { value: 21, basis: 'metadata' } } })).toMatchObject({ state: 'pass' })
  })

  test('says nothing about a table that cannot be looked at', () => {
    expect(life(volume, limited).look(start, { facts: present({ state: 'timeout' }) })).toMatchObject({ state: 'unknown', code: 'timeout' })
  })
})

describe('deliveries, one a day', () => {
  /** A check that has seen these deliveries, the first on `start`. */
  function having(...counts: readonly number[]) {
    const alive = life(volume, learned)
    const deliver = (day: number, value: number, later = HOUR) =>
      alive.look(start + day * DAY + later, { ...rows(value), facts: delivery(start + day * DAY) })
    return { ...alive, deliver, seen: counts.map((value, day) => deliver(day, value)) }
  }
  const constant = (value: number, times: number) => Array.from({ length: times }, () => value)

  test('are learned for a week, which says how far it is', () => {
    const { seen, deliver } = having(...constant(128, 7))
    expect(new Set(codesOf(seen))).toEqual(new Set(['learning']))
    expect(seen[4]).toMatchObject({
      reason: 'learning what is usual: 4 of 7 deliveries, ready about Sun 11 Jan 00:00 UTC',
      evidence: { have: 4, need: 7, missing: '3 more deliveries', readyWhen: '2026-01-11T00:00:00.000Z' },
    })
    expect(deliver(7, 128)).toMatchObject({ state: 'pass', code: 'usual' })
  })

  test('one row more than always is no news', () => {
    expect(having(...constant(21, 20)).deliver(20, 22)).toMatchObject({ state: 'pass' })
    expect(having(...constant(1, 20)).deliver(20, 2)).toMatchObject({ state: 'pass' })
  })

  test('half of them, twice as many, or none are', () => {
    expect(having(...constant(1_000, 20)).deliver(20, 500)).toMatchObject({
      state: 'fail',
      code: 'below-band',
      value: 500,
      bucket: start + 20 * DAY,
    })
    expect(having(...constant(1_000, 20)).deliver(20, 2_000)).toMatchObject({ code: 'above-band' })
    expect(having(...constant(1, 20)).deliver(20, 0)).toMatchObject({ code: 'below-band', value: 0 })
    expect(having(...constant(1_000, 8)).deliver(8, 500).reason).toMatch(
      /^500 rows in the newest delivery; usual is between \d{3} and 1,\d{3}$/,
    )
  })

  test('a new level is accepted with the third delivery, and is usual from then on', () => {
    const { deliver, incidents } = having(...constant(128, 20))
    expect(codesOf([20, 21, 22, 23].map((day) => deliver(day, 149)))).toEqual(['above-band', 'above-band', 'accepted', 'usual'])
    expect(deliver(24, 128)).toMatchObject({ code: 'below-band' })
    expect(incidents()).toHaveLength(2)
  })

  test('the same small delivery on the third Saturday is a weekly rhythm, which is said once', () => {
    const { seen } = having(...Array.from({ length: 63 }, (_, day) => (day >= 35 && day % 7 === 5 ? 300 : 1_000)))
    expect(codesOf([40, 47, 54, 61].flatMap((day) => seen[day] ?? []))).toEqual(['below-band', 'below-band', 'accepted', 'usual'])
    expect(seen[54]?.reason).toMatch(/^300 rows in the newest delivery; accepted as a weekly rhythm, as in the weeks before \(before, /)
    expect(seen[61]?.reason).toMatch(/^300 rows in the newest delivery; usual is between \d+ and [34]\d\d$/)
  })

  test('three looks at one delivery are one delivery', () => {
    const { deliver } = having(...constant(128, 20))
    expect(codesOf([HOUR, DAY, 2 * DAY, 3 * DAY].map((later) => deliver(20, 149, later)))).toEqual(constant(0, 4).map(() => 'above-band'))
  })

  test('three deliveries within a day and a half are no new level yet', () => {
    const alive = having(...constant(128, 20))
    const deliver = (hours: number) => {
      const place = start + 20 * DAY + hours * HOUR
      return alive.look(place, { ...rows(149), facts: delivery(place) })
    }
    expect(codesOf([0, 6, 12, 35, 36].map(deliver))).toEqual(['above-band', 'above-band', 'above-band', 'above-band', 'accepted'])
  })

  test('nothing at all never becomes the new level', () => {
    const { deliver } = having(...constant(128, 20))
    expect(codesOf([20, 21, 22, 23, 24, 25].map((day) => deliver(day, 0)))).toEqual(constant(0, 6).map(() => 'below-band'))
  })

  test('a revision replaces its delivery: a bad first try is neither held against it nor learned', () => {
    const { deliver, incidents } = having(...constant(1_000, 20))
    expect(deliver(20, 100)).toMatchObject({ code: 'below-band' })
    expect(deliver(20, 1_000, 3 * HOUR)).toMatchObject({ code: 'usual' })
    expect(deliver(21, 1_000)).toMatchObject({ evidence: { samples: 21, leftOut: 0 } })
    expect(incidents()).toMatchObject([{ status: 'resolved' }])
  })

  test('what was bad is never learned from', () => {
    const { deliver } = having(...constant(1_000, 20))
    deliver(20, 100)
    expect(deliver(21, 1_000)).toMatchObject({ state: 'pass', evidence: { samples: 20 } })
    expect(deliver(22, 100)).toMatchObject({ code: 'below-band' })
  })
})

describe('a table that is polled', () => {
  function polled(values: readonly number[], every: number) {
    const { look, incidents } = life(volume, learned)
    return { verdicts: values.map((value, index) => look(start + index * every, rows(value))), incidents }
  }
  const growing = (times: number) => Array.from({ length: times }, (_, index) => 1_000_000 + index * 1_000)

  test('may grow as it always did, and may stop to', () => {
    const grown = growing(24 * 14)
    const stalled = Array.from({ length: 48 }, () => grown.at(-1) ?? 0)
    const { verdicts } = polled([...grown, ...stalled], HOUR)
    expect(verdicts.filter(({ state }) => state === 'fail')).toEqual([])
    expect(verdicts.at(-1)).toMatchObject({ code: 'usual' })
  })

  test('must not lose half of its rows, and is wrong since the first look that saw it', () => {
    const { verdicts } = polled([...growing(24 * 14), 600_000, 600_000], HOUR)
    expect(verdicts.slice(-2)).toMatchObject([
      { code: 'below-band', since: start + 24 * 14 * HOUR },
      { code: 'below-band', since: start + 24 * 14 * HOUR },
    ])
  })

  test('that stays as it is learns from one look a day, not from each', () => {
    const { verdicts } = polled(
      Array.from({ length: 6 * 24 * 12 }, () => 500),
      5 * MINUTE,
    )
    expect(verdicts.at(-1)).toMatchObject({ code: 'learning', evidence: { need: 7 } })
  })
})

test.each([['text'], [7], [[]], [null], [{ series: 1 }], [{ v: 99, series: { run: 3 } }]])(
  'a memo of another kind, %j, is forgotten',
  (memo) => {
    const { look, remember } = life(volume, learned)
    remember(memo)
    expect(look(start, rows(5))).toMatchObject({
      state: 'unknown',
      code: 'learning',
      reason: expect.stringContaining('meshwatch.timeField'),
    })
  },
)
