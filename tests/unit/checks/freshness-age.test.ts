import { describe, expect, test } from 'vitest'
import { freshness } from '../../../src/checks/freshness/index.ts'
import { HOUR, MINUTE } from '../../../src/core/calendar/time.ts'
import type { FreshnessParams, PromisedHours } from '../../../src/core/questions.ts'
import { unknown } from '../../../src/core/verdict.ts'
import { at, codesOf, life, present } from './kit.ts'

const BERLIN = 'Europe/Berlin'
const LATEST = 'latest(updated_at; "UTC")'
const newest = (value: number | null) => ({ values: { [LATEST]: value } })
const within = (limit: number, hours?: PromisedHours): FreshnessParams => ({
  field: 'updated_at',
  zone: 'UTC',
  rule: { by: 'age', limit, ...(hours && { hours }) },
})

describe('an age limit', () => {
  const noon = at('2026-11-21 12:00')

  test('holds to the millisecond, and is broken since the watermark plus the limit', () => {
    const { look } = life(freshness, within(HOUR))
    expect(look(noon + HOUR, newest(noon))).toMatchObject({ state: 'pass', code: 'fresh', value: HOUR, expected: { high: HOUR } })
    expect(look(noon + HOUR + 1, newest(noon))).toMatchObject({ state: 'fail', code: 'late', since: noon + HOUR, fields: ['updated_at'] })
    expect(look(noon + 9 * HOUR, newest(noon))).toMatchObject({ code: 'late', since: noon + HOUR })
    expect(look(noon + 9 * HOUR, newest(noon + 8.5 * HOUR))).toMatchObject({ state: 'pass' })
  })

  test('says how old, how old at most, and since when', () => {
    const { look } = life(freshness, within(HOUR))
    expect(look(noon + 2.5 * HOUR, newest(noon)).reason).toBe(
      'the newest updated_at is 2 h 30 min old; promised at most 1 h; late since Sat 21 Nov 13:00 UTC',
    )
  })

  test('is said in the zone of the promise, with the year when that is not this one', () => {
    const { look } = life(freshness, { field: 'updated_at', zone: BERLIN, rule: { by: 'age', limit: HOUR } })
    const stale = { values: { 'latest(updated_at; "Europe/Berlin")': at('2025-01-02 10:00', BERLIN) } }
    expect(look(noon, stale).reason).toContain('late since Thu 02 Jan 2025 11:00')
  })

  test('without a field goes by the last change of the source, and says so when there was none yet', () => {
    const { look } = life(freshness, { zone: 'UTC', rule: { by: 'age', limit: HOUR } })
    expect(look(noon, { facts: present() })).toMatchObject({ state: 'unknown', code: 'learning' })
    expect(look(noon, { facts: present({ changedAt: noon - 2 * HOUR }) })).toMatchObject({ code: 'late', since: noon - HOUR })
    expect(look(noon, { facts: present({ changedAt: noon - MINUTE }) }).reason).toBe('the last change is 1 min old; promised at most 1 h')
  })
})

describe('what cannot be judged', () => {
  const noon = at('2026-11-21 12:00')

  test('a table that was never loaded is unknown; one that lost its rows fails', () => {
    const { look } = life(freshness, within(HOUR))
    expect(look(noon, newest(null))).toMatchObject({ state: 'unknown', code: 'no-data' })
    look(noon + HOUR, newest(noon + HOUR))
    const emptied = look(noon + HOUR + MINUTE, newest(null))
    expect(emptied).toMatchObject({ state: 'fail', code: 'emptied' })
    expect(emptied.reason).toBe('the dataset has become empty; its newest data was of Sat 21 Nov 13:00 UTC')
    expect(look(noon + HOUR + 2 * MINUTE, newest(null))).toMatchObject({ code: 'emptied' })
  })

  test.each(['no-permission', 'locked', 'timeout', 'unreachable'] as const)('%s is neither good nor bad', (code) => {
    const { look, memo } = life(freshness, within(HOUR))
    look(noon, newest(noon))
    const before = memo()
    expect(look(noon + 9 * HOUR, { facts: present({ state: code, detail: 'we could not look' }) })).toMatchObject({
      state: 'unknown',
      code,
    })
    expect(look(noon + 9 * HOUR, { values: { [LATEST]: unknown(code, 'we could not look') } })).toMatchObject({ state: 'unknown', code })
    expect(memo()).toEqual(before)
  })

  test.each([['text'], [7], [[]], [null], [{ v: 0, watermark: 'x' }], [{ watermark: 5 }]])(
    'a memo of another kind, %j, is forgotten',
    (memo) => {
      const { look, remember } = life(freshness, within(HOUR))
      remember(memo)
      expect(look(noon, newest(null))).toMatchObject({ state: 'unknown', code: 'no-data' })
      expect(look(noon, newest(noon))).toMatchObject({ state: 'pass' })
    },
  )
})

describe('a row from the future', () => {
  const noon = at('2026-11-21 12:00')

  test('is believed up to five minutes of skew', () => {
    expect(life(freshness, within(HOUR)).look(noon, newest(noon + 5 * MINUTE))).toMatchObject({ state: 'pass' })
    const beyond = life(freshness, within(HOUR)).look(noon, newest(noon + 5 * MINUTE + 1))
    expect(beyond).toMatchObject({ state: 'warn', code: 'future-dated', fields: ['updated_at'] })
  })

  test('does not hide that everything else is late', () => {
    const { look } = life(freshness, within(HOUR))
    look(noon, newest(noon))
    const far = newest(at('2099-12-31 00:00'))
    const first = look(noon + HOUR, far)
    expect(first).toMatchObject({ state: 'warn', value: HOUR })
    expect(first.reason).toBe(
      'a row is dated Thu 31 Dec 2099 00:00 UTC, which is still to come; without it the newest updated_at is 1 h old; promised at most 1 h',
    )
    expect(look(noon + HOUR + 1, far)).toMatchObject({ state: 'fail', code: 'late', since: noon + HOUR })
  })
})

describe('promised hours', () => {
  const weekdays: PromisedHours = { zone: BERLIN, weekdays: [1, 2, 3, 4, 5], from: 8 * 60, to: 18 * 60 }
  const berlin = (text: string) => at(text, BERLIN)

  test('a night and a weekend are nobody’s delay', () => {
    const { look } = life(freshness, within(2 * HOUR, weekdays))
    const friday = newest(berlin('2026-11-20 17:30'))
    const looks = ['2026-11-20 18:00', '2026-11-20 23:00', '2026-11-22 12:00', '2026-11-23 07:59', '2026-11-23 09:30']
    expect(looks.map((time) => look(berlin(time), friday).state)).toEqual(looks.map(() => 'pass'))
    expect(look(berlin('2026-11-23 09:31'), friday)).toMatchObject({ code: 'late', since: berlin('2026-11-23 09:30') })
  })

  test('Monday morning after a Sunday off grants what Saturday left over', () => {
    const noSunday: PromisedHours = { zone: BERLIN, weekdays: [1, 2, 3, 4, 5, 6], from: 6 * 60, to: 23 * 60 }
    const { look } = life(freshness, within(15 * MINUTE, noSunday))
    const saturday = newest(berlin('2026-11-21 22:58'))
    expect(codesOf(['2026-11-22 15:00', '2026-11-23 06:13'].map((time) => look(berlin(time), saturday)))).toEqual(['fresh', 'fresh'])
    expect(look(berlin('2026-11-23 06:14'), saturday)).toMatchObject({ code: 'late', since: berlin('2026-11-23 06:13') })
  })

  test('what was late at closing time is still late at night', () => {
    const { look } = life(freshness, within(HOUR, weekdays))
    const stale = newest(berlin('2026-11-19 15:00'))
    expect(codesOf(['2026-11-19 16:30', '2026-11-19 23:00', '2026-11-20 07:00'].map((time) => look(berlin(time), stale)))).toEqual([
      'late',
      'late',
      'late',
    ])
  })

  test('a limit longer than a day of them is still a limit', () => {
    const { look } = life(freshness, within(15 * HOUR, weekdays))
    const monday = newest(berlin('2026-11-16 08:00'))
    expect(look(berlin('2026-11-17 13:00'), monday)).toMatchObject({ state: 'pass' })
    expect(look(berlin('2026-11-17 13:01'), monday)).toMatchObject({ code: 'late', since: berlin('2026-11-17 13:00') })
  })

  test('around the clock they change nothing, also on the day that has 23 hours', () => {
    const always: PromisedHours = { zone: BERLIN, weekdays: [1, 2, 3, 4, 5, 6, 7], from: 0, to: 1440 }
    const { look } = life(freshness, within(30 * HOUR, always))
    const loaded = berlin('2026-03-28 12:00')
    expect(look(loaded + 30 * HOUR, newest(loaded))).toMatchObject({ state: 'pass' })
    expect(look(loaded + 30 * HOUR + 1, newest(loaded))).toMatchObject({ code: 'late', since: loaded + 30 * HOUR })
  })
})
