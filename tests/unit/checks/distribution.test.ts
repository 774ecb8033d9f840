import { describe, expect, test } from 'vitest'
import { distribution } from '../../../src/checks/distribution/index.ts'
import { DAY, HOUR } from '../../../src/core/calendar/time.ts'
import type { MetricValue } from '../../../src/core/metric.ts'
import type { DistributionParams, Feature } from '../../../src/core/questions.ts'
import { unknown } from '../../../src/core/verdict.ts'
import { type Answers, at, codesOf, delivery, life } from './kit.ts'

const start = at('2026-01-05')

/** A field of daily deliveries, of a thousand rows each unless `rows()` says otherwise. */
function field(features: readonly Feature[], more: Partial<DistributionParams> = {}) {
  const alive = life(distribution, { field: 'amount', features, showValues: false, ...more })
  const deliver = (day: number, values: Answers, later = HOUR) =>
    alive.look(start + day * DAY + later, { facts: delivery(start + day * DAY), values: { 'rows()': 1_000, ...values } })
  const settled = (values: Answers, days = 20) => {
    for (let day = 0; day < days; day++) deliver(day, values)
  }
  return { ...alive, deliver, settled }
}

describe('each feature', () => {
  const features: readonly [Feature, Answers, Answers, string][] = [
    ['nullRate', { 'nulls(amount)': 30 }, { 'nulls(amount)': 300 }, 'amount: null rate 30 %, usual is between 1 % and 5 %'],
    ['zeroRate', { 'zeros(amount)': 30 }, { 'zeros(amount)': 400 }, 'amount: zero rate 40 %, usual is between 1 % and 5 %'],
    [
      'distinct',
      { 'distinct(amount)': 1_000 },
      { 'distinct(amount)': 500 },
      'amount: share of distinct values 50 %, usual is between 80 % and 100 %',
    ],
    ['mean', { 'mean(amount)': 50 }, { 'mean(amount)': 5_000 }, 'amount: mean 5,000, usual is between 40 and 60'],
    ['spread', { 'stddev(amount)': 8 }, { 'stddev(amount)': 80 }, 'amount: spread 80, usual is between 6.4 and 9.6'],
  ]
  test.each(features)('%s has a band of its own', (feature, usual, strange, reason) => {
    const { deliver, settled } = field([feature])
    settled(usual)
    expect(deliver(20, usual)).toMatchObject({ state: 'pass', code: 'usual', reason: 'amount is as usual', bucket: start + 20 * DAY })
    expect(deliver(21, strange)).toMatchObject({ state: 'fail', reason, fields: ['amount'], bucket: start + 21 * DAY })
  })

  const quantiles = (low: number, middle: number, high: number): Answers => ({
    'quantile(amount; 0.05)': low,
    'quantile(amount; 0.5)': middle,
    'quantile(amount; 0.95)': high,
  })

  test('quantiles see what the mean does not, the strongest first', () => {
    const { deliver, settled } = field(['quantiles', 'mean'])
    settled({ ...quantiles(10, 50, 90), 'mean(amount)': 50 })
    const found = deliver(20, { ...quantiles(10, 20, 180), 'mean(amount)': 50 })
    expect(found.reason).toBe('amount: 95 % quantile 180, usual is between 72 and 108; also median 20, usual is between 40 and 60')
    expect(found).toMatchObject({ code: 'above-band', value: 180, expected: { low: 72, high: 108 }, evidence: { findings: 2 } })
  })
})

describe('two gates', () => {
  test('rare but small is no news: a flat rate may move by two points', () => {
    const { deliver, settled } = field(['nullRate'])
    settled({ 'nulls(amount)': 0 })
    expect(deliver(20, { 'nulls(amount)': 20 })).toMatchObject({ state: 'pass' })
    expect(deliver(21, { 'nulls(amount)': 60 })).toMatchObject({ state: 'fail' })
  })

  test('large but not rare is no news either', () => {
    const { deliver, settled } = field(['mean'])
    settled({ 'mean(amount)': 50 }, 0)
    for (let day = 0; day < 30; day++) deliver(day, { 'mean(amount)': day % 3 === 0 ? 100 : 40 + day })
    expect(deliver(30, { 'mean(amount)': 110 })).toMatchObject({ state: 'pass' })
    expect(deliver(31, { 'mean(amount)': 5_000 })).toMatchObject({ state: 'fail' })
  })
})

describe('what says nothing', () => {
  test('is learned for a week', () => {
    const { deliver } = field(['mean'])
    const verdicts = Array.from({ length: 8 }, (_, day) => deliver(day, { 'mean(amount)': 50 }))
    expect(codesOf(verdicts)).toEqual([...Array.from({ length: 7 }, () => 'learning'), 'usual'])
  })

  test('a handful of rows', () => {
    const { deliver, settled } = field(['mean'])
    settled({ 'mean(amount)': 50 })
    expect(deliver(20, { 'rows()': 29, 'mean(amount)': 5_000 })).toMatchObject({ state: 'unknown', code: 'learning' })
    expect(deliver(20, { 'rows()': 30, 'mean(amount)': 5_000 })).toMatchObject({ state: 'fail' })
    expect(deliver(20, { 'rows()': 0, 'mean(amount)': null })).toMatchObject({ state: 'unknown', code: 'no-data', fields: ['amount'] })
  })

  test('a field that may not be read', () => {
    const { deliver } = field(['mean', 'nullRate'])
    const shut = unknown('no-permission', 'the field amount may not be read', ['amount'])
    expect(deliver(0, { 'mean(amount)': shut, 'nulls(amount)': shut })).toEqual(shut)
  })

  test('one feature that has no value does not silence the others', () => {
    const { deliver, settled } = field(['mean', 'nullRate'])
    settled({ 'mean(amount)': 50, 'nulls(amount)': 0 })
    expect(deliver(20, { 'mean(amount)': null, 'nulls(amount)': 1_000 })).toMatchObject({ state: 'fail', code: 'above-band', value: 1 })
  })
})

test('a sample is good enough', () => {
  const { deliver, settled } = field(['mean'])
  const sampled = (value: MetricValue): Answers => ({ 'mean(amount)': { value, basis: 'sampled', share: 0.1 } })
  settled(sampled(50))
  expect(deliver(20, sampled(51))).toMatchObject({ state: 'pass' })
  expect(deliver(21, sampled(500))).toMatchObject({ state: 'fail' })
})

test('a change that lasts is accepted with the third delivery', () => {
  const { deliver, settled } = field(['mean'])
  settled({ 'mean(amount)': 50 })
  const verdicts = [20, 21, 22, 23].map((day) => deliver(day, { 'mean(amount)': 80 }))
  expect(codesOf(verdicts)).toEqual(['above-band', 'above-band', 'accepted', 'usual'])
  expect(verdicts[2]?.reason).toBe('amount: the new mean lasted and counts as usual now')
})

describe('categories', () => {
  const CANARY = 'Ada-Example-42'
  const top = (shares: Readonly<Record<string, number>>): Answers => ({
    'top(amount; 20)': Object.entries(shares).map(([key, value]) => ({ key, value })),
  })
  const usual = top({ new: 600, paid: 300, [CANARY]: 100 })
  const strange: readonly [string, Answers, string, string][] = [
    ['a new one', top({ new: 600, paid: 300, [CANARY]: 50, gone: 50 }), 'new-category', 'amount: “gone” is new, with 5 % of the rows'],
    ['a lost one', top({ new: 600, paid: 390 }), 'lost-category', 'amount: a category that had 10 % of the rows is gone'],
    ['another share', top({ new: 250, paid: 650, [CANARY]: 100 }), 'share-changed', '“new” has 25 % of the rows, usual is 60 %'],
  ]

  test.each(strange)('%s is found', (_, values, code, reason) => {
    const { deliver, settled } = field(['categories'], { showValues: true })
    settled(usual, 7)
    expect(deliver(7, usual)).toMatchObject({ state: 'pass', code: 'usual' })
    const found = deliver(8, values)
    expect(found).toMatchObject({ state: 'fail', code, fields: ['amount'] })
    expect(found.reason).toContain(reason)
  })

  test('are learned from seven deliveries, however often each is looked at', () => {
    const { deliver } = field(['categories'])
    for (let look = 0; look < 50; look++)
      expect(deliver(0, usual, look * HOUR)).toMatchObject({ code: 'learning', evidence: { have: 0, need: 7 } })
    for (let day = 1; day < 7; day++) deliver(day, usual)
    expect(deliver(7, usual)).toMatchObject({ code: 'usual' })
  })

  test('of a delivery published again are compared with the deliveries before', () => {
    const { deliver, settled } = field(['categories'])
    settled(usual, 10)
    const other = top({ new: 600, paid: 300, other: 100 })
    expect(codesOf([deliver(10, other), deliver(10, usual, 2 * HOUR), deliver(10, other, 3 * HOUR)])).toEqual([
      'new-category',
      'usual',
      'new-category',
    ])
  })

  test('that change for good are accepted with the third delivery', () => {
    const { deliver, settled } = field(['categories'])
    settled(usual, 10)
    const other = top({ new: 600, paid: 300, other: 100 })
    expect(codesOf([10, 11, 12, 13].map((day) => deliver(day, other)))).toEqual(['new-category', 'new-category', 'accepted', 'usual'])
    expect(codesOf([14, 15].map((day) => deliver(day, usual)))).toEqual(['new-category', 'new-category'])
  })

  test('that are rare may come and go', () => {
    const { deliver, settled } = field(['categories'])
    settled(top({ new: 600, paid: 385, odd: 15 }), 10)
    expect(deliver(10, top({ new: 600, paid: 385, other: 15 }))).toMatchObject({ state: 'pass' })
  })

  test('too many of them are no categories', () => {
    const { deliver } = field(['categories', 'nullRate'])
    const many = (from: number) => top(Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`v${from + index}`, 50])))
    const verdicts = Array.from({ length: 10 }, (_, day) => deliver(day, { ...many(day * 20), 'nulls(amount)': 0 }))
    expect(verdicts.at(-1)).toMatchObject({ state: 'pass' })
  })

  test('are judged for a handful of rows, too', () => {
    const { deliver } = field(['categories', 'nullRate'])
    const few = (names: Readonly<Record<string, number>>): Answers => ({ ...top(names), 'rows()': 21, 'nulls(amount)': 0 })
    for (let day = 0; day < 7; day++) expect(deliver(day, few({ a: 10, b: 11 }))).toMatchObject({ code: 'learning' })
    expect(deliver(7, few({ a: 10, b: 11 }))).toMatchObject({ code: 'usual' })
    expect(deliver(8, few({ a: 10, c: 11 }))).toMatchObject({ state: 'fail', evidence: { findings: 2 } })
  })

  test('may be missing, or fewer, by chance: the fewer rows the more', () => {
    const { deliver, settled } = field(['categories'])
    const shares = (rows: number, ...[often, some, seldom]: readonly [number, number, number]): Answers => ({
      ...top(Object.fromEntries(Object.entries({ often, some, seldom }).filter(([, value]) => value > 0))),
      'rows()': rows,
    })
    settled(shares(1_000, 500, 450, 50), 10)
    expect(deliver(10, shares(20, 10, 10, 0))).toMatchObject({ code: 'usual' })
    expect(deliver(11, shares(20, 14, 5, 1))).toMatchObject({ code: 'usual' })
    expect(deliver(12, shares(1_000, 500, 500, 0))).toMatchObject({ code: 'lost-category' })
    expect(deliver(13, shares(1_000, 900, 50, 50))).toMatchObject({ code: 'share-changed' })
  })

  test('are named only where the contract allows it: nothing of a value is said or remembered', () => {
    const { deliver, settled, memo, incidents } = field(['categories'])
    settled(usual, 10)
    const said = strange.map(([, values], index) => deliver(10 + index, values))
    expect(said.map(({ state }) => state)).toContain('fail')
    const everything = JSON.stringify([said, memo(), incidents()])
    for (const value of [CANARY, 'paid', '"new"', '“']) expect(everything).not.toContain(value)
  })

  test('are shown on one line and cut short', () => {
    const { deliver, settled } = field(['categories'], { showValues: true })
    settled(usual, 8)
    const found = deliver(8, top({ new: 600, paid: 300, [`a\nb${'c'.repeat(80)}`]: 100 }))
    expect(found.reason).toContain(`“a b${'c'.repeat(36)}…” is new`)
  })
})

test.each([['text'], [7], [[]], [null], [{ series: 5 }], [{ v: 99, series: null }]])('a memo of another kind, %j, is forgotten', (memo) => {
  const { deliver, remember } = field(['mean', 'categories'])
  remember(memo)
  expect(deliver(0, { 'mean(amount)': 5, 'top(amount; 20)': [] })).toMatchObject({ state: 'unknown', code: 'learning' })
})
