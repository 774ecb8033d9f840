import { expect, test } from 'vitest'
import { dayCalendar } from '../../../../src/core/calendar/day-calendar.ts'
import { HOUR } from '../../../../src/core/calendar/time.ts'

const at = (time: string) => Date.parse(time)
const on = (from: string, to = from) => ({ from, to })

test('a day begins and ends at midnight of the zone, in weeks when the clocks change too', () => {
  const calendar = dayCalendar('Europe/Berlin', [
    { name: 'spring forward', effect: 'special', days: on('2026-03-29') },
    { name: 'fall back', effect: 'special', days: on('2026-10-25') },
  ])
  const hours = (from: string) =>
    Array.from({ length: 72 }, (_, hour) => calendar.dayOf(at(from) + hour * HOUR)).filter((name) => name).length
  expect(hours('2026-03-28T00:00:00Z')).toBe(23)
  expect(hours('2026-10-24T00:00:00Z')).toBe(25)
  expect(calendar.dayOf(at('2026-03-28T22:59:59Z'))).toBeUndefined()
  expect(calendar.dayOf(at('2026-03-28T23:00:00Z'))).toBe('spring forward')
  expect(calendar.dayOf(at('2026-03-29T22:00:00Z'))).toBeUndefined()
})

test('the same moment is another day elsewhere', () => {
  const eve = [{ name: 'eve', effect: 'special' as const, days: { every: '12-24' } }]
  const moment = at('2026-12-24T23:30:00Z')
  expect(['America/Lima', 'UTC', 'Pacific/Auckland'].map((zone) => dayCalendar(zone, eve).dayOf(moment))).toEqual(['eve', 'eve', undefined])
})

test('a day of each year comes back, and 29 February only where there is one', () => {
  const calendar = dayCalendar('UTC', [
    { name: 'leap day', effect: 'special', days: { every: '02-29' } },
    { name: 'stocktaking', effect: 'quiet', days: { every: '12-31' } },
  ])
  const year = (year: number) => [
    calendar.dayOf(at(`${year}-02-28T12:00Z`)),
    calendar.dayOf(at(`${year}-02-28T12:00Z`) + 24 * HOUR),
    calendar.isQuiet(at(`${year}-12-31T12:00Z`)),
  ]
  expect([2024, 2025, 2028].map(year)).toEqual([
    [undefined, 'leap day', true],
    [undefined, undefined, true],
    [undefined, 'leap day', true],
  ])
})

test('what is quiet names the day before what is only special, and both before a holiday', () => {
  const calendar = dayCalendar(
    'UTC',
    [
      { name: 'sale', effect: 'special', days: on('2026-11-27', '2026-11-30') },
      { name: 'backfill', effect: 'quiet', days: on('2026-11-28', '2026-11-29') },
    ],
    (date) => (date === '2026-11-26' || date === '2026-11-27' ? 'Thanksgiving' : undefined),
  )
  const days = [26, 27, 28, 29, 30].map((day) => at(`2026-11-${day}T08:00Z`))
  expect(days.map(calendar.dayOf)).toEqual(['Thanksgiving', 'sale', 'backfill', 'backfill', 'sale'])
  expect(days.map(calendar.isQuiet)).toEqual([false, false, true, true, false])
})

test('a day is looked up once, however many points fall on it', () => {
  let asked = 0
  const calendar = dayCalendar('Europe/Berlin', [], () => {
    asked++
    return undefined
  })
  const start = at('2026-03-28T00:00:00Z')
  for (let round = 0; round < 3; round++) for (let hour = 0; hour < 240; hour++) calendar.dayOf(start + hour * HOUR)
  expect(asked).toBe(11)
})
