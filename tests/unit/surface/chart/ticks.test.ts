import { expect, test } from 'vitest'
import { DAY, HOUR, MINUTE } from '../../../../src/core/calendar/time.ts'
import { lengthTicks, numberTicks, timeTicks } from '../../../../src/surface/chart/ticks.ts'

test.each([
  [0, 97, [0, 20, 40, 60, 80, 100]],
  [0.012, 0.031, [0.01, 0.015, 0.02, 0.025, 0.03, 0.035]],
  [-3, 3, [-4, -2, 0, 2, 4]],
])('numbers from %d to %d are marked at round ones around them', (low, high, ticks) => {
  expect(numberTicks(low, high, 5).at.map((tick) => Number(tick.toFixed(6)))).toEqual(ticks)
})

test('lengths of time are marked in quarters of an hour, hours and days rather than thousands', () => {
  expect(lengthTicks(0, 50 * MINUTE, 5).step).toBe(15 * MINUTE)
  expect(lengthTicks(0, 13 * HOUR, 5).step).toBe(3 * HOUR)
  expect(lengthTicks(0, 400 * DAY, 5).step).toBe(100 * DAY)
})

test('days begin where they do in the zone, on both clock changes', () => {
  const days = timeTicks(Date.parse('2026-10-23T12:00:00Z'), Date.parse('2026-10-27T12:00:00Z'), 'Europe/Berlin', 10)
  expect(days.filter(({ label }) => label.includes('Oct')).map(({ at }) => new Date(at).toISOString().slice(11, 16))).toEqual([
    '22:00',
    '22:00',
    '23:00',
    '23:00',
  ])
  const spring = timeTicks(Date.parse('2026-03-28T23:00:00Z'), Date.parse('2026-03-29T22:00:00Z'), 'Europe/Berlin', 30)
  expect(spring.map(({ label }) => label)).not.toContain('02:00')
  expect(new Set(spring.map(({ at }) => at)).size).toBe(spring.length)
})

test.each([
  [2 * HOUR, '1:00'],
  [3 * DAY, '12:00'],
  [9 * DAY, 'Sep'],
  [60 * DAY, 'Oct'],
  [700 * DAY, 'Jan 2027'],
  [9_000 * DAY, 'Jan 2032'],
])('a span of %d ms has a handful of marks, such as %s', (span, label) => {
  const from = Date.parse('2026-09-21T10:30:00Z')
  const ticks = timeTicks(from, from + span, 'UTC', 10)
  expect(ticks.length).toBeGreaterThan(1)
  expect(ticks.length).toBeLessThanOrEqual(12)
  expect(ticks.map((tick) => tick.label).join()).toContain(label)
})
