import { expect, test } from 'vitest'
import { digestDue } from '../../../src/engine/budget/budget.ts'

test('digests are told at nine by the clock of the zone, also on the days it changes', () => {
  const due = (at: string) => new Date(digestDue(Date.parse(at), 'Europe/Berlin')).toISOString()
  expect(due('2026-11-18T10:00:00Z')).toBe('2026-11-19T08:00:00.000Z')
  expect(due('2026-11-18T07:59:59Z')).toBe('2026-11-18T08:00:00.000Z')
  expect(due('2026-03-28T12:00:00Z')).toBe('2026-03-29T07:00:00.000Z')
  expect(due('2026-10-24T12:00:00Z')).toBe('2026-10-25T08:00:00.000Z')
})
