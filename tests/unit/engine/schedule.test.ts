import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { CronSpec } from '../../../src/core/calendar/cron.ts'
import { HOUR, MINUTE } from '../../../src/core/calendar/time.ts'
import type { Check } from '../../../src/core/check.ts'
import { isOverdue, nextDue } from '../../../src/engine/schedule.ts'

const noon: CronSpec = {
  expression: '0 12 * * *',
  zone: 'UTC',
  minutes: [0],
  hours: [12],
  days: [],
  months: [],
  weekdays: [],
  lastDay: false,
}
const check = (dataset: string, schedule: Check['schedule']) => ({ id: `${dataset}/volume`, dataset, schedule }) as Check

test('turns of an interval come exactly one interval apart, at a phase of the dataset', () => {
  fc.assert(
    fc.property(fc.string(), fc.integer({ min: 1, max: 600 }), fc.integer({ min: 0, max: 2_000_000_000 }), (id, seconds, after) => {
      const one = check(id, { every: seconds * 1_000 })
      const first = nextDue(one, after) ?? 0
      expect(first).toBeGreaterThan(after)
      expect(first - after).toBeLessThanOrEqual(seconds * 1_000)
      expect(nextDue(one, first)).toBe(first + seconds * 1_000)
    }),
  )
})

test('a thousand datasets of one interval are spread over it', () => {
  const minutes = new Set(
    Array.from({ length: 1_000 }, (_, index) => Math.floor((nextDue(check(`d${index}`, { every: 5 * MINUTE }), 0) ?? 0) / MINUTE)),
  )
  expect(minutes.size).toBe(5)
})

test('missed turns, however many, are one', () => {
  const one = check('d', { every: 5 * MINUTE })
  const last = nextDue(one, HOUR) ?? 0
  expect(isOverdue(one, last, last + MINUTE)).toBe(false)
  expect(isOverdue(one, last, last + 12 * HOUR)).toBe(true)
  expect(isOverdue(one, undefined, last)).toBe(true)
})

test('a cron time that passed while nobody looked is overdue', () => {
  const daily = check('d', { at: [noon] })
  const eleven = Date.parse('2026-11-21T11:00:00Z')
  expect(isOverdue(daily, eleven, eleven + 30 * MINUTE)).toBe(false)
  expect(isOverdue(daily, eleven, eleven + 2 * HOUR)).toBe(true)
  expect(new Date(nextDue(daily, eleven) ?? 0).toISOString()).toBe('2026-11-21T12:00:00.000Z')
})
