import { describe, expect, test } from 'vitest'
import { freshness } from '../../../src/checks/freshness/index.ts'
import type { CronSpec } from '../../../src/core/calendar/cron.ts'
import { HOUR, MINUTE } from '../../../src/core/calendar/time.ts'
import type { FreshnessParams } from '../../../src/core/questions.ts'
import { at, codesOf, life } from './kit.ts'

const BERLIN = 'Europe/Berlin'
const daily: CronSpec = {
  expression: '0 7 * * *',
  zone: BERLIN,
  minutes: [0],
  hours: [7],
  days: [],
  months: [],
  weekdays: [],
  lastDay: false,
}
const businessDays: CronSpec = { ...daily, expression: '0 7 * * 1-5', weekdays: [1, 2, 3, 4, 5] }
const by = (due: CronSpec, covers = 0, grace = 0): FreshnessParams => ({
  field: 'day',
  zone: BERLIN,
  rule: { by: 'deadline', due, covers, grace },
})
const newest = (value: number | null) => ({ values: { 'latest(day; "Europe/Berlin")': value } })
const berlin = (text: string) => at(text, BERLIN)

describe('a deadline', () => {
  test('is missed at the deadline itself, not before, and says what is there instead', () => {
    const { look } = life(freshness, by(daily))
    const yesterday = newest(berlin('2026-11-20 06:10'))
    expect(look(berlin('2026-11-21 06:59'), yesterday)).toMatchObject({ state: 'pass', code: 'on-time' })
    const missed = look(berlin('2026-11-21 07:00'), yesterday)
    expect(missed).toMatchObject({ state: 'fail', code: 'missed-deadline', since: berlin('2026-11-21 07:00'), fields: ['day'] })
    expect(missed.reason).toBe('the data of Sat 21 Nov was promised by 07:00 and is not there; the newest is of Fri 20 Nov 06:10')
  })

  test('before it, the one of yesterday decides', () => {
    const { look } = life(freshness, by(daily))
    expect(look(berlin('2026-11-21 06:00'), newest(berlin('2026-11-19 06:00')))).toMatchObject({
      code: 'missed-deadline',
      since: berlin('2026-11-20 07:00'),
    })
  })

  test('is met by any hour of its day, also by one that is still to come', () => {
    const { look } = life(freshness, by(daily))
    expect(look(berlin('2026-11-21 07:00'), newest(berlin('2026-11-21 00:00')))).toMatchObject({ code: 'on-time' })
    expect(look(berlin('2026-11-21 07:00'), newest(berlin('2026-11-21 23:59')))).toMatchObject({ code: 'on-time' })
    expect(look(berlin('2026-11-21 07:00'), newest(berlin('2026-11-22 12:00')))).toMatchObject({ state: 'warn', code: 'future-dated' })
  })

  test('for the data of the day before asks for no more', () => {
    const { look } = life(freshness, by(daily, -1))
    expect(look(berlin('2026-11-21 07:00'), newest(berlin('2026-11-20 00:00')))).toMatchObject({ code: 'on-time' })
    const missed = look(berlin('2026-11-21 07:00'), newest(berlin('2026-11-19 23:00')))
    expect(missed).toMatchObject({ code: 'missed-deadline' })
    expect(missed.reason).toContain('the data of Fri 20 Nov was promised by Sat 21 Nov 07:00')
  })

  test('on business days asks nothing of a weekend', () => {
    const { look } = life(freshness, by(businessDays))
    const friday = newest(berlin('2026-11-20 05:00'))
    const looks = ['2026-11-21 12:00', '2026-11-22 12:00', '2026-11-23 06:59']
    expect(codesOf(looks.map((time) => look(berlin(time), friday)))).toEqual(['on-time', 'on-time', 'on-time'])
    expect(look(berlin('2026-11-23 07:00'), friday)).toMatchObject({ code: 'missed-deadline', since: berlin('2026-11-23 07:00') })
  })

  test('with grace is judged when that is over, and is then broken since the deadline', () => {
    const { look } = life(freshness, by(daily, 0, 30 * MINUTE))
    const yesterday = newest(berlin('2026-11-20 06:10'))
    expect(look(berlin('2026-11-21 07:29'), yesterday)).toMatchObject({ state: 'pass' })
    expect(look(berlin('2026-11-21 07:30'), yesterday)).toMatchObject({ code: 'missed-deadline', since: berlin('2026-11-21 07:00') })
  })

  test('keeps to the wall clock on the day that has 23 hours', () => {
    const { look } = life(freshness, by(daily))
    const before = newest(berlin('2026-03-28 06:00'))
    expect(look(berlin('2026-03-29 07:00') - 1, before)).toMatchObject({ state: 'pass' })
    expect(look(berlin('2026-03-29 07:00'), before)).toMatchObject({ since: berlin('2026-03-28 07:00') + 23 * HOUR })
  })
})

test('late data is told to have arrived, by how much it was late when it was first seen, until the next deadline', () => {
  const { look } = life(freshness, by(daily))
  look(berlin('2026-11-21 07:00'), newest(berlin('2026-11-20 06:00')))
  const today = newest(berlin('2026-11-21 09:00'))
  const arrived = 'the data of Sat 21 Nov arrived 2 h 10 min after its deadline, 07:00'
  expect(look(berlin('2026-11-21 09:10'), today)).toMatchObject({ state: 'pass', code: 'arrived-late', reason: arrived })
  expect(look(berlin('2026-11-21 18:00'), today)).toMatchObject({ state: 'pass', code: 'arrived-late', reason: arrived })
  expect(look(berlin('2026-11-22 07:00'), newest(berlin('2026-11-22 01:00')))).toMatchObject({ state: 'pass', code: 'on-time' })
})

test('an incident about a missed deadline begins at the deadline and ends with the data', () => {
  const { look, incidents } = life(freshness, by(daily))
  look(berlin('2026-11-21 07:20'), newest(berlin('2026-11-20 06:00')))
  look(berlin('2026-11-21 09:10'), newest(berlin('2026-11-21 09:00')))
  expect(incidents()).toMatchObject([
    { type: 'freshness', since: berlin('2026-11-21 07:00'), openedAt: berlin('2026-11-21 07:20'), resolvedAt: berlin('2026-11-21 09:10') },
  ])
})
