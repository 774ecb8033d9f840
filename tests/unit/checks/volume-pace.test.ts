import { describe, expect, test } from 'vitest'
import { volume } from '../../../src/checks/volume/index.ts'
import { DAY, HOUR } from '../../../src/core/calendar/time.ts'
import { startOfDay, wallTime, weekday } from '../../../src/core/calendar/wall-time.ts'
import type { Group, Metric } from '../../../src/core/metric.ts'
import type { VolumeParams } from '../../../src/core/questions.ts'
import type { Verdict } from '../../../src/core/verdict.ts'
import { at, life } from './kit.ts'

const ZONE = 'Europe/Berlin'
/** Day 0 is a Monday. */
const start = at('2026-01-05', ZONE)
const dayOf = (number: number) => startOfDay(start, ZONE, number)

/** Orders of each hour by the clock: few at night, most in the evening, a little noise; half as many on Sundays. */
const ordersOf = remembering((hour: number): number => {
  const clock = wallTime(hour, ZONE).hour
  const usual = clock < 6 ? 5 : clock < 17 ? 60 : 110
  const noise = 1 + 0.1 * Math.sin(hour / HOUR / 1.7) + 0.05 * Math.cos(hour / HOUR / 0.9)
  return Math.round(usual * noise * (weekday(hour, ZONE) === 7 ? 0.5 : 1))
})
const dayStartOf = remembering((hour: number) => startOfDay(hour, ZONE))

function remembering(of: (hour: number) => number): (hour: number) => number {
  const known = new Map<number, number>()
  return (hour) => {
    const value = known.get(hour) ?? of(hour)
    known.set(hour, value)
    return value
  }
}

interface Source {
  /** When what happened in an hour can be read. */
  lands?(hour: number): number
  /** Nothing that happens in this span ever lands. */
  readonly lost?: readonly [from: number, to: number]
  readonly settle?: number
}

function shop({ lands = (hour) => hour + HOUR, lost = [0, 0], settle = 2 * HOUR }: Source = {}) {
  const params: VolumeParams = { measure: { of: 'period', field: 'placed_at', per: 'day', zone: ZONE, settle } }
  const alive = life(volume, params)
  const answer =
    (now: number, unit: 'day' | 'hour') =>
    ({ window: { from, to } = { from: 0, to: 0 } }: Metric): readonly Group[] => {
      const rows = new Map<number, number>()
      for (let hour = from; hour < to; hour += HOUR) {
        if (lands(hour) > now || (hour >= lost[0] && hour < lost[1])) continue
        const period = unit === 'day' ? dayStartOf(hour) : hour
        rows.set(period, (rows.get(period) ?? 0) + ordersOf(hour))
      }
      return [...rows].map(([of, value]) => ({ key: '', at: of, value }))
    }
  return {
    ...alive,
    /** Looks at every half hour of a span; the verdicts by their time. */
    live(from: number, to: number): readonly (readonly [number, Verdict])[] {
      const verdicts: (readonly [number, Verdict])[] = []
      for (let now = from; now < to; now += HOUR / 2) {
        const values = {
          [`rows(per day of placed_at in ${ZONE})`]: answer(now, 'day'),
          [`rows(per hour of placed_at in ${ZONE})`]: answer(now, 'hour'),
        }
        verdicts.push([now, alive.look(now, { values })])
      }
      return verdicts
    },
  }
}

const failed = (verdicts: readonly (readonly [number, Verdict])[]) => verdicts.filter(([, { state }]) => state === 'fail')

describe('the day under way', () => {
  test('is behind when its rows stop, hours before it ends, in one incident that lasts until the day is judged', () => {
    const lost = [dayOf(50) + 10 * HOUR, dayOf(51)] as const
    const { live, incidents } = shop({ lost })
    expect(failed(live(dayOf(28), lost[0]))).toEqual([])
    const bad = failed(live(lost[0], dayOf(52) + 6 * HOUR))
    const [first, found] = bad[0] ?? [0, undefined]
    expect(first).toBeLessThanOrEqual(dayOf(50) + 14 * HOUR)
    expect(found).toMatchObject({ code: 'behind-pace', bucket: dayOf(50), unit: 'rows' })
    expect(found?.reason).toMatch(
      /^\d+ rows on Tue 24 Feb by 1\d:\d0 are \d[\d.]* % of a usual day; by 1\d:00 usually \d[\d.]* % to \d[\d.]* % of it has landed$/,
    )
    // From the first alarm on every look fails, until the next day has been judged.
    expect(bad.map(([now]) => now)).toEqual(bad.map((_, index) => first + (index * HOUR) / 2))
    expect(bad.at(-1)?.[0]).toBe(dayOf(52) + 1.5 * HOUR)
    expect(incidents()).toHaveLength(1)
  })

  test('is well again as soon as the rows have come', () => {
    const late = [dayOf(50) + 10 * HOUR, dayOf(50) + 16 * HOUR] as const
    const { live, incidents } = shop({ lands: (hour) => (hour >= late[0] && hour < late[1] ? late[1] : hour + HOUR) })
    const bad = failed(live(dayOf(28), dayOf(52)))
    expect(bad.length).toBeGreaterThan(0)
    expect(bad.every(([now]) => now > late[0] && now < late[1])).toBe(true)
    expect(incidents()).toMatchObject([{ status: 'resolved' }])
  })

  test('is known at first sight from the times in the data, once looks of some hours agree', () => {
    const lost = [dayOf(28) + 16 * HOUR, dayOf(29)] as const
    const bad = failed(shop({ lost }).live(dayOf(28) + 8 * HOUR, dayOf(29)))
    expect(bad[0]?.[0]).toBeLessThanOrEqual(dayOf(28) + 22 * HOUR)
  })
})

describe('nobody is alarmed', () => {
  const oneADay = (hour: number) => dayStartOf(hour) + 29 * HOUR
  const inEvening = (hour: number) => Math.max(dayStartOf(hour) + 22 * HOUR, hour + HOUR)
  const every = (hours: number) => (hour: number) => Math.floor(hour / (hours * HOUR) + 1) * hours * HOUR + 20 * 60_000

  test.each([
    ['as they happen', undefined],
    ['at night for the day before', oneADay],
    ['in the evening', inEvening],
    ['every three hours', every(3)],
    ['every six hours', every(6)],
    ['every eight hours', every(8)],
    ['every twelve hours', every(12)],
  ])('by rows that land %s', (_, lands) => {
    expect(failed(shop({ ...(lands && { lands }), settle: 8 * HOUR }).live(dayOf(28) + 9 * HOUR, dayOf(45)))).toEqual([])
  })

  test('by the days on which the clocks change', () => {
    const spring = startOfDay(at('2026-03-29', ZONE), ZONE)
    expect(failed(shop().live(spring - 10 * DAY, startOfDay(spring, ZONE, 3)))).toEqual([])
  })

  test('by a source that was not looked at for a week', () => {
    const { live } = shop()
    live(dayOf(28), dayOf(40))
    expect(failed(live(dayOf(47) + 3 * HOUR, dayOf(50)))).toEqual([])
  })
})
