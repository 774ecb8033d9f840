import { describe, expect, test } from 'vitest'
import { type CronSpec, lastFiring, nextFiring } from '../../../../src/core/calendar/cron.ts'

function spec(parts: Partial<CronSpec>): CronSpec {
  return { expression: '', zone: 'Europe/Berlin', minutes: [0], hours: [7], days: [], months: [], weekdays: [], lastDay: false, ...parts }
}
const iso = (at: number | undefined) => (at === undefined ? undefined : new Date(at).toISOString())
const at = (text: string) => Date.parse(text)

describe('a daily time', () => {
  test('keeps its wall-clock hour on both sides of the clock change', () => {
    const seven = spec({})
    expect(iso(nextFiring(seven, at('2026-03-28T06:00:00Z')))).toBe('2026-03-29T05:00:00.000Z')
    expect(iso(nextFiring(seven, at('2026-10-24T05:00:00Z')))).toBe('2026-10-25T06:00:00.000Z')
  })

  test('fires after the gap when spring skips it, and once when autumn repeats it', () => {
    const halfPastTwo = spec({ hours: [2], minutes: [30] })
    expect(iso(nextFiring(halfPastTwo, at('2026-03-28T12:00:00Z')))).toBe('2026-03-29T01:30:00.000Z')
    const first = nextFiring(halfPastTwo, at('2026-10-24T12:00:00Z')) ?? 0
    expect(iso(first)).toBe('2026-10-25T00:30:00.000Z')
    expect(iso(nextFiring(halfPastTwo, first))).toBe('2026-10-26T01:30:00.000Z')
  })

  test('is strictly after on the way forward and inclusive on the way back', () => {
    const noon = at('2026-06-01T05:00:00Z')
    expect(iso(nextFiring(spec({}), noon))).toBe('2026-06-02T05:00:00.000Z')
    expect(iso(lastFiring(spec({}), noon))).toBe('2026-06-01T05:00:00.000Z')
    expect(iso(lastFiring(spec({}), noon - 1))).toBe('2026-05-31T05:00:00.000Z')
  })
})

test('business days leave the weekend out', () => {
  const workdays = spec({ weekdays: [1, 2, 3, 4, 5] })
  expect(iso(nextFiring(workdays, at('2026-11-20T12:00:00Z')))).toBe('2026-11-23T06:00:00.000Z')
  expect(iso(lastFiring(workdays, at('2026-11-22T12:00:00Z')))).toBe('2026-11-20T06:00:00.000Z')
})

test('the last day of the month knows leap years', () => {
  const last = spec({ lastDay: true })
  expect(iso(nextFiring(last, at('2028-02-10T00:00:00Z')))).toBe('2028-02-29T06:00:00.000Z')
})

test('a day of month and a weekday are alternatives, as in Vixie cron', () => {
  const thirteenthOrFriday = spec({ days: [13], weekdays: [5] })
  expect(iso(nextFiring(thirteenthOrFriday, at('2026-12-11T12:00:00Z')))).toBe('2026-12-13T06:00:00.000Z')
})

test('an expression that never fires says so', () => {
  expect(nextFiring(spec({ days: [30], months: [2] }), at('2026-01-01T00:00:00Z'))).toBeUndefined()
})
