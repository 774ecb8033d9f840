import { describe, expect, test } from 'vitest'
import { appearing, changedConstant, gone, standingStill } from '../../../../src/detect/panel/happenings.ts'
import { layOut, type PanelLook } from '../../../../src/detect/panel/panel.ts'
import { type Happenings, type RareMemo, rareAmong } from '../../../../src/detect/panel/rare.ts'
import { type Change, chance, looksOf, nameOf } from './looks.ts'

/** Days with something rare, and to whom. */
function rareDays(looks: readonly PanelLook[], what: (panel: ReturnType<typeof layOut>) => readonly Happenings[]) {
  let memo: RareMemo = []
  const found = new Map<number, readonly string[]>()
  for (let day = 8; day < looks.length; day++) {
    const answer = rareAmong(what(layOut(looks.slice(Math.max(0, day - 35), day + 1))), memo)
    memo = answer.memo
    if (answer.rare.length > 0) found.set(day, answer.rare.map(({ segment }) => segment).sort())
  }
  return Object.fromEntries(found)
}

const totals = (segments: number, days: number, change?: Change) =>
  looksOf({ segments, days, total: true, size: () => 300, ...(change && { change }) })
const still =
  (names: readonly string[], ...days: readonly number[]): Change =>
  (came, day) => {
    if (days.includes(day)) for (const name of names) came.set(name, 0)
  }

describe('a segment that stands still', () => {
  test('is named on the day, and until it moves', () => {
    expect(rareDays(totals(20, 25, still(['S5'], 20, 21)), standingStill)).toEqual({ 20: ['S5'], 21: ['S5'] })
  })

  test('is no news when it does so every week', () => {
    const sundays = [6, 13, 20, 27, 34]
    const found = rareDays(totals(20, 36, still(['S5'], ...sundays)), standingStill)
    expect(Object.keys(found).length).toBeLessThanOrEqual(1)
  })

  test('is no news on a table where someone does all the time', () => {
    const change: Change = (came, day) => came.set(nameOf((day * 7) % 60), 0)
    const days = Object.keys(rareDays(totals(60, 60, change), standingStill))
    expect(days.length).toBeLessThanOrEqual(3)
  })

  test('is no news when one as large did so lately, but it is after a quarter of a year', () => {
    const change: Change = (came, day) => {
      if ([20, 36, 130].includes(day)) came.set(nameOf(day % 20), 0)
    }
    expect(Object.keys(rareDays(totals(20, 135, change), standingStill))).toEqual(['20', '130'])
  })

  test('is remembered beyond the looks whose values are', () => {
    const change: Change = (came, day) => {
      if ([14, 20, 26, 64].includes(day)) came.set(nameOf(day % 20), 0)
    }
    expect(Object.keys(rareDays(totals(20, 66, change), standingStill))).toEqual(['14'])
  })

  test('is no rarer on a large table: what struck some could as well have struck others', () => {
    const daysOdd = (segments: number) => {
      let odd = 0
      for (let seed = 1; seed <= 4; seed++) {
        const random = chance(seed)
        const change: Change = (came) => {
          for (const name of came.keys()) if (random() < 0.004) came.set(name, 0)
        }
        const looks = looksOf({ segments, days: 120, total: true, size: (index) => 300 + 3_000 / (1 + index), change })
        odd += Object.keys(rareDays(looks, standingStill)).filter((day) => Number(day) >= 20).length
      }
      return odd / 4
    }
    expect(daysOdd(300)).toBeLessThanOrEqual(Math.max(1, daysOdd(20)))
  })

  test('is news again when so many do at once as never before', () => {
    const change: Change = (came, day) => {
      for (let index = 0; index < (day === 30 ? 6 : day % 9 === 8 ? 1 : 0); index++) came.set(nameOf((index + day) % 20), 0)
    }
    const found = rareDays(totals(20, 32, change), standingStill)
    expect(found[30]).toHaveLength(6)
    expect(found[26]).toBeUndefined()
  })

  test('is one of many when a whole group pauses: one event', () => {
    const group = Array.from({ length: 12 }, (_, index) => nameOf(index)).sort()
    expect(rareDays(totals(40, 30, still(group, 25)), standingStill)).toEqual({ 25: group })
  })

  test('is nothing when little ever comes of it', () => {
    const looks = looksOf({ segments: 20, days: 30, total: true, size: (index) => (index === 9 ? 3 : 300), change: still(['S9'], 25) })
    expect(rareDays(looks, standingStill)).toEqual({})
  })
})

describe('segments that come and go', () => {
  const without: Change = (came, day) => day >= 20 && came.delete('S2')
  const withNew: Change = (came, day) => day >= 22 && came.set('S77', 100)

  test('one that is gone is missed for two looks', () => {
    expect(rareDays(totals(10, 27, without), gone)).toEqual({ 20: ['S2'], 21: ['S2'] })
  })

  test('one that is new is new once', () => {
    expect(rareDays(totals(10, 27, withNew), appearing)).toEqual({ 22: ['S77'] })
  })

  test('a code that changes in one segment is found', () => {
    const looks = looksOf({ segments: 10, days: 25, size: () => 0 }).map((look, day) => ({
      ...look,
      values: look.values.map((_, segment) => (segment === 4 && day >= 20 ? 99 : 10 + segment)),
    }))
    expect(rareDays(looks, (panel) => changedConstant(panel, 0) ?? [])).toEqual({ 20: ['S4'] })
  })
})
