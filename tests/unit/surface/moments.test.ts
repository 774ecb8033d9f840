import { expect, test } from 'vitest'
import { instantOf } from '../../../src/surface/moments.ts'

test.each([
  ['2026-11-16', 'Europe/Berlin', '2026-11-15T23:00:00.000Z'],
  ['2026-07-16T12:30', 'Europe/Berlin', '2026-07-16T10:30:00.000Z'],
  ['2026-07-16 12:30:15', 'America/New_York', '2026-07-16T16:30:15.000Z'],
  ['2026-07-16T12:30:00Z', 'Europe/Berlin', '2026-07-16T12:30:00.000Z'],
  ['2026-07-16T12:30:00.250+05:30', 'Europe/Berlin', '2026-07-16T07:00:00.250Z'],
  ['2026-11-16', undefined, '2026-11-16T00:00:00.000Z'],
])('%s in %s is %s', (text, zone, instant) => {
  expect(new Date(instantOf(text, zone)).toISOString()).toBe(instant)
})

test.each(['soon', '16.11.2026', '2026-13-40', '', '2026-11-16T25:00Z', Number.NaN])('%s is no time', (at) => {
  expect(() => instantOf(at, 'UTC')).toThrow(expect.objectContaining({ code: 'USAGE' }))
})
