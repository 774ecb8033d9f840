import { expect, test } from 'vitest'
import { DAY, HOUR, MINUTE } from '../../../src/core/calendar/time.ts'
import { budgetOf, burnRate, pairProblem, projected, usualPairs } from '../../../src/sla/budget.ts'
import { isoWeek, isoWeekName, periodAt, periodBefore } from '../../../src/sla/period.ts'
import { NOTHING } from '../../../src/sla/span.ts'

test('a budget is what may be bad in the whole period', () => {
  const budget = budgetOf({ ...NOTHING, good: 90, bad: 5 }, 1000, 0.99)
  expect(budget.allowed).toBeCloseTo(10)
  expect(budget.left).toBeCloseTo(0.5)
  expect(budgetOf({ ...NOTHING, bad: 20 }, 1000, 0.99).left).toBeCloseTo(-1)
  expect(budgetOf({ ...NOTHING, bad: 1 }, 1000, 1)).toEqual({ allowed: 0, spent: 1, left: 0 })
  expect(budgetOf(NOTHING, 1000, 1).left).toBe(1)
})

test('a rate of one spends exactly the budget', () => {
  expect(burnRate({ ...NOTHING, good: 99, bad: 1 }, 0.99)).toBeCloseTo(1)
  expect(burnRate({ ...NOTHING, good: 856, bad: 144 }, 0.99)).toBeCloseTo(14.4)
  expect(burnRate({ ...NOTHING, unknown: 10 }, 0.99)).toBeUndefined()
  expect(burnRate({ ...NOTHING, good: 5 }, 1)).toBe(0)
})

test('a pair that holds too few looks is refused with the reason, and the usual ones are stretched', () => {
  const pair = { long: HOUR, short: 5 * MINUTE, rate: 14.4, severity: 'page' } as const
  expect(pairProblem(pair, MINUTE, 30 * DAY)).toBeUndefined()
  expect(pairProblem(pair, 15 * MINUTE, 30 * DAY)).toMatch(/fewer than 3 looks.*at least 45 min/)
  expect(pairProblem({ ...pair, long: 5 * MINUTE }, MINUTE, 30 * DAY)).toMatch(/has to be longer/)
  expect(pairProblem({ ...pair, long: 40 * DAY }, MINUTE, 30 * DAY)).toMatch(/longer than the period/)
  expect(usualPairs(MINUTE, 30 * DAY).map(({ long, rate }) => [long / HOUR, rate])).toEqual([
    [1, 14.4],
    [6, 6],
    [24, 3],
    [72, 1],
  ])
  expect(usualPairs(15 * MINUTE, 30 * DAY)[0]).toEqual({ long: 9 * HOUR, short: 45 * MINUTE, rate: 14.4, severity: 'page' })
  for (const used of usualPairs(2 * HOUR, 7 * DAY)) expect(pairProblem(used, 2 * HOUR, 7 * DAY)).toBeUndefined()
})

test('the end of a period is foreseen from how it went lately', () => {
  const period = { from: 0, to: 100 }
  const good = { ...NOTHING, good: 50 }
  expect(projected(good, good, 50, 0.9, 50, period)).toMatchObject({ ratio: 1, outlook: 'on course' })
  expect(projected({ ...NOTHING, good: 40, bad: 11 }, good, 49, 0.9, 51, period).outlook).toBe('will miss')
  const risky = projected({ ...NOTHING, good: 45, bad: 5 }, { ...NOTHING, good: 8, bad: 2 }, 50, 0.9, 50, period)
  expect(risky).toMatchObject({ outlook: 'at risk', emptyAt: 75 })
  expect(risky.ratio).toBeCloseTo(0.85)
  expect(projected(NOTHING, NOTHING, 50, 0.9, 50, period)).toEqual({ outlook: 'unknown' })
})

test('weeks begin on Monday in their zone and have 167 to 169 hours', () => {
  const zone = 'Europe/Berlin'
  const hours = (text: string) => {
    const week = isoWeek(text, zone)
    return week && (week.to - week.from) / HOUR
  }
  expect(hours('2026-W46')).toBe(168)
  expect(hours('2026-W13')).toBe(167)
  expect(hours('2026-W43')).toBe(169)
  expect(isoWeek('2026-W53', zone)).toBeDefined()
  expect(isoWeek('2027-W53', zone)).toBeUndefined()
  expect(isoWeek('2026-46', zone)).toBeUndefined()
  const week = periodAt({ calendar: 'week', zone }, Date.parse('2027-01-01T12:00:00Z'))
  expect(isoWeekName(week, zone)).toBe('2026-W53')
  expect(isoWeekName(periodBefore({ calendar: 'week', zone }, week), zone)).toBe('2026-W52')
  expect(periodAt({ calendar: 'quarter', zone }, Date.parse('2026-11-27T00:00:00Z'))).toEqual({
    from: Date.parse('2026-09-30T22:00:00Z'),
    to: Date.parse('2026-12-31T23:00:00Z'),
  })
  expect(periodAt({ rolling: 30 * DAY }, 40 * DAY)).toEqual({ from: 10 * DAY, to: 40 * DAY })
})
