import { expect, test } from 'vitest'
import { DAY, HOUR, MINUTE } from '../../../src/core/calendar/time.ts'
import { attainmentOf, unitAmounts } from '../../../src/sla/attainment.ts'
import { type DeadlinePromise, decideUnits, unseenUnits } from '../../../src/sla/deadline.ts'
import { unitsWithoutExcluded } from '../../../src/sla/exclude.ts'

/** Monday to Friday at 07:00 in Berlin, for the day before. */
const promise: DeadlinePromise = {
  due: {
    expression: '0 7 * * 1-5',
    zone: 'Europe/Berlin',
    minutes: [0],
    hours: [7],
    days: [],
    months: [],
    weekdays: [1, 2, 3, 4, 5],
    lastDay: false,
  },
  covers: -1,
  grace: 15 * MINUTE,
  hold: HOUR,
}
const time = (text: string) => Date.parse(`${text}+01:00`)
const look = (at: string, watermark: string, arrived?: string) => ({
  at: time(at),
  watermark: time(watermark),
  ...(arrived === undefined ? {} : { arrived: time(arrived) }),
})
const TUESDAY = time('2026-11-24T07:00')

test('data that is there before its time is on time', () => {
  const units = decideUnits(look('2026-11-24T05:00', '2026-11-22T23:00'), look('2026-11-24T06:00', '2026-11-23T12:00'), promise)
  expect(units).toEqual([])
  const due = decideUnits(look('2026-11-24T06:00', '2026-11-23T12:00'), look('2026-11-24T07:15', '2026-11-23T12:00'), promise)
  expect(due).toEqual([{ due: TUESDAY, state: 'on-time', arrived: time('2026-11-24T06:00') }])
})

test('it is missing once the grace is over, and late by as much as the look or the source says', () => {
  const before = look('2026-11-24T06:00', '2026-11-22T12:00')
  const seen = look('2026-11-24T07:15', '2026-11-22T12:00')
  expect(decideUnits(before, look('2026-11-24T07:10', '2026-11-22T12:00'), promise)).toEqual([])
  expect(decideUnits(before, seen, promise)).toEqual([{ due: TUESDAY, state: 'missing' }])
  expect(decideUnits(seen, look('2026-11-24T07:45', '2026-11-22T12:00'), promise)).toEqual([])
  expect(decideUnits(seen, look('2026-11-24T08:00', '2026-11-23T12:00'), promise)).toEqual([
    { due: TUESDAY, state: 'late', arrived: time('2026-11-24T08:00') },
  ])
  expect(decideUnits(seen, look('2026-11-24T08:00', '2026-11-23T12:00', '2026-11-24T07:31'), promise)).toEqual([
    { due: TUESDAY, state: 'late', arrived: time('2026-11-24T07:31') },
  ])
})

test('who was not seen to be late is not called late; after a long silence nobody knows', () => {
  const before = look('2026-11-24T06:00', '2026-11-22T12:00')
  expect(decideUnits(before, look('2026-11-24T07:40', '2026-11-23T12:00'), promise)).toEqual([
    { due: TUESDAY, state: 'on-time', arrived: time('2026-11-24T07:40') },
  ])
  expect(decideUnits(before, look('2026-11-24T12:00', '2026-11-23T12:00'), promise)).toMatchObject([{ due: TUESDAY, state: 'unknown' }])
  expect(decideUnits(before, look('2026-11-24T12:00', '2026-11-23T12:00', '2026-11-24T06:50'), promise)).toMatchObject([
    { due: TUESDAY, state: 'on-time' },
  ])
  expect(unseenUnits(before, time('2026-11-24T07:16'), promise)).toEqual([{ due: TUESDAY, state: 'unknown' }])
  expect(unseenUnits(look('2026-11-24T06:00', '2026-11-23T01:00'), time('2026-11-24T07:16'), promise)).toMatchObject([{ state: 'on-time' }])
})

test('several due days decided by one look, weekends not promised, windows excluded', () => {
  const units = decideUnits(look('2026-11-19T07:30', '2026-11-17T12:00'), look('2026-11-24T08:00', '2026-11-23T12:00'), promise)
  expect(units.map(({ due, state }) => [new Date(due).toISOString().slice(0, 10), state])).toEqual([
    ['2026-11-19', 'late'],
    ['2026-11-20', 'unknown'],
    ['2026-11-23', 'unknown'],
    ['2026-11-24', 'on-time'],
  ])
  const excluded = unitsWithoutExcluded(units, [{ from: TUESDAY - DAY, to: TUESDAY, cause: 'w1' }])
  expect(unitAmounts(excluded)).toEqual({ good: 1, bad: 1, unknown: 1, excluded: 1 })
})

test('little known is never called met; missed only where nothing unknown could mend it', () => {
  const rule = { objective: 0.9 }
  expect(attainmentOf({ good: 96, bad: 4, unknown: 0, excluded: 50 }, rule)).toMatchObject({ ratio: 0.96, coverage: 1, verdict: 'met' })
  expect(attainmentOf({ good: 80, bad: 20, unknown: 0, excluded: 0 }, rule).verdict).toBe('missed')
  expect(attainmentOf({ good: 80, bad: 0, unknown: 20, excluded: 0 }, rule)).toMatchObject({ ratio: 1, verdict: 'insufficient data' })
  expect(attainmentOf({ good: 40, bad: 20, unknown: 40, excluded: 0 }, rule).verdict).toBe('missed')
  expect(attainmentOf({ good: 80, bad: 0, unknown: 20, excluded: 0 }, { ...rule, unknownIsBad: true }).verdict).toBe('missed')
  expect(attainmentOf({ good: 0, bad: 0, unknown: 0, excluded: 9 }, rule)).toMatchObject({ verdict: 'nothing promised' })
})
