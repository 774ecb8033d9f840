import { describe, expect, test } from 'vitest'
import { NO_SEGMENT } from '../../../../src/core/metric.ts'
import { changedCategories, driftOfCategories, isEnumeration } from '../../../../src/detect/drift/categories.ts'

const day = (counts: Readonly<Record<string, number>>, size = Object.values(counts).reduce((sum, count) => sum + count, 0)) => ({
  size,
  counts,
})
const usual = { paid: 700, open: 200, gone: 100 }
const week = Array.from({ length: 7 }, () => day(usual))
const known = new Set(Object.keys(usual))

describe('drift of categories', () => {
  test('is none where the shares are the same, whatever the number of rows', () => {
    expect(driftOfCategories(day({ paid: 70, open: 20, gone: 10 }), week, known)).toMatchObject({ distance: 0, fresh: 0, lost: 0 })
  })

  test('tells new, lost and shifted apart, each with how sure it is', () => {
    const fresh = driftOfCategories(day({ paid: 650, open: 200, gone: 100, odd: 50 }), week, known)
    expect(fresh).toMatchObject({ fresh: 0.05, lost: 0 })
    expect(fresh?.freshScore).toBeGreaterThan(20)
    const lost = driftOfCategories(day({ paid: 800, open: 200 }), week, known)
    expect(lost).toMatchObject({ fresh: 0 })
    expect(lost?.lost).toBeCloseTo(0.1)
    const shifted = driftOfCategories(day({ paid: 400, open: 500, gone: 100 }), week, known)
    expect(shifted).toMatchObject({ fresh: 0, lost: 0 })
    expect(shifted?.distance).toBeGreaterThan(0.2)
    expect(changedCategories(day({ paid: 300, open: 500, gone: 200 }), week)[0]).toMatchObject({ share: 0.3, usual: 0.7 })
  })

  test('of a handful of rows is no news', () => {
    const few = driftOfCategories(day({ paid: 5, open: 3 }), week, known)
    expect(few?.lostScore).toBeLessThan(2)
    expect(few?.distanceScore).toBeLessThan(2)
  })

  test('rows without a category and unlisted ones are a part of the whole, and neither new nor lost', () => {
    const none = driftOfCategories(day({ paid: 300, open: 200, gone: 100, [NO_SEGMENT]: 400 }), week, known)
    expect(none).toMatchObject({ fresh: 0, lost: 0 })
    expect(none?.distance).toBeGreaterThan(0.3)
    expect(driftOfCategories(day(usual, 2_000), week, known)?.distance).toBeGreaterThan(0.3)
  })
})

describe('an enumeration', () => {
  const days = (counts: (day: number) => Readonly<Record<string, number>>, size?: number) =>
    Array.from({ length: 7 }, (_, index) => day(counts(index), size))
  test('has values that come again and cover the rows', () => {
    expect(isEnumeration(week)).toBe(true)
    expect(isEnumeration(days(() => Object.fromEntries(Array.from({ length: 45 }, (_, index) => [`c${index}`, 10]))))).toBe(true)
    expect(isEnumeration(days((index) => ({ [`file-${index}`]: 1_000 })))).toBe(false)
    expect(isEnumeration(days(() => ({ common: 300 }), 1_000))).toBe(false)
    expect(isEnumeration(week.slice(0, 1))).toBe(false)
  })
})
