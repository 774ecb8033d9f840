import { describe, expect, test } from 'vitest'
import { sample, seeded, summaryOf, type Trouble } from '../../../bench/drift/generate.ts'
import { distribution } from '../../../src/checks/distribution/index.ts'
import { DAY, HOUR } from '../../../src/core/calendar/time.ts'
import type { Check } from '../../../src/core/check.ts'
import type { Group, MetricValue } from '../../../src/core/metric.ts'
import { PROFILE_QUANTILES } from '../../../src/core/profile.ts'
import type { DistributionParams, Feature } from '../../../src/core/questions.ts'
import { isBad, unknown, type Verdict } from '../../../src/core/verdict.ts'
import { type Answers, at, codesOf, delivery, life, present } from './kit.ts'

const start = at('2026-01-05')

/** A field of daily deliveries, of a thousand rows each unless `rows()` says otherwise. */
function field(features: readonly Feature[], more: Partial<DistributionParams> = {}) {
  const alive = life(distribution, { field: 'amount', features, showValues: false, ...more })
  const deliver = (day: number, values: Answers, later = HOUR) =>
    alive.look(start + day * DAY + later, { facts: delivery(start + day * DAY), values: { 'rows()': 1_000, ...values } })
  const settled = (values: Answers | ((day: number) => Answers), days = 20) => {
    for (let day = 0; day < days; day++) deliver(day, typeof values === 'function' ? values(day) : values)
  }
  return { ...alive, deliver, settled }
}

/** The answers for a day of heavy-tailed values. */
function profile(day: number, size = 2_000, trouble: Trouble = {}): Answers {
  const { least, most, quantiles } = summaryOf(sample(size, seeded(day + 1), trouble))
  return {
    'rows()': size,
    'nulls(amount)': 0,
    'min(amount)': least,
    'max(amount)': most,
    ...Object.fromEntries(PROFILE_QUANTILES.map((p, index) => [`quantile(amount; ${p})`, quantiles[index] ?? null])),
  }
}

function failing(verdict: Verdict) {
  if (!isBad(verdict)) throw new Error(`${verdict.state}: ${verdict.reason}`)
  return verdict
}

test('a field that is announced and not there yet is nobody’s trouble', () => {
  const { look } = field(['nullRate'])
  const facts = delivery(start)
  const others = [{ name: 'id', type: 'BIGINT', logicalType: 'integer' as const, nullable: false }]
  expect(look(start + HOUR, { facts: { ...facts, fields: others }, values: { 'rows()': 10 } })).toMatchObject({
    state: 'unknown',
    code: 'no-data',
    fields: ['amount'],
  })
})

describe('rates and moments', () => {
  const features: readonly [Feature, Answers, Answers, string][] = [
    ['nullRate', { 'nulls(amount)': 30 }, { 'nulls(amount)': 300 }, 'amount: null rate 30 %, usual is '],
    ['zeroRate', { 'zeros(amount)': 30 }, { 'zeros(amount)': 400 }, 'amount: zero rate 40 %, usual is '],
    ['distinct', { 'distinct(amount)': 1_000 }, { 'distinct(amount)': 500 }, 'amount: share of distinct values 50 %, usual is '],
    ['mean', { 'mean(amount)': 50 }, { 'mean(amount)': 5_000 }, 'amount: mean 5,000, usual is between 40 and 60'],
    ['spread', { 'stddev(amount)': 8 }, { 'stddev(amount)': 80 }, 'amount: spread 80, usual is between 6.4 and 9.6'],
  ]
  test.each(features)('%s has a band of its own', (feature, usual, strange, reason) => {
    const { deliver, settled } = field([feature])
    settled(usual)
    expect(deliver(20, usual)).toMatchObject({ state: 'pass', code: 'usual', reason: 'amount is as usual', bucket: start + 20 * DAY })
    const found = deliver(21, strange)
    expect(found).toMatchObject({ state: 'fail', fields: ['amount'], bucket: start + 21 * DAY, evidence: { findings: 1, samples: 21 } })
    expect(found.reason).toContain(reason)
  })

  test('a rate has to be off by more than so few rows may be by chance', () => {
    const { deliver, settled } = field(['nullRate'])
    settled({ 'rows()': 1_000, 'nulls(amount)': 50 })
    expect(deliver(20, { 'rows()': 25, 'nulls(amount)': 4 })).toMatchObject({ state: 'pass' })
    expect(deliver(21, { 'rows()': 1_000, 'nulls(amount)': 160 })).toMatchObject({ state: 'fail' })
  })

  test('rare but small is no news: a flat rate may move by two points', () => {
    const { deliver, settled } = field(['nullRate'])
    settled({ 'nulls(amount)': 0 })
    expect(deliver(20, { 'nulls(amount)': 15 })).toMatchObject({ state: 'pass' })
    expect(deliver(21, { 'nulls(amount)': 60 })).toMatchObject({ state: 'fail' })
  })
})

describe('the shape of numbers', () => {
  const lived = () => {
    const one = field(['quantiles'])
    one.settled((day) => profile(day), 28)
    return one
  }

  test('is as usual while only chance is at work, for days of very different sizes', () => {
    const { deliver } = lived()
    for (const [index, size] of [2_000, 200, 20_000, 1_000, 40].entries()) {
      expect(deliver(28 + index, profile(900 + index, size))).toMatchObject({ state: 'pass' })
    }
  })

  const troubles: readonly [string, Trouble, string][] = [
    ['values that moved', { shift: 0.5 }, 'its values'],
    ['values that spread', { spread: 1.6 }, 'its values'],
    ['one row in fifty in a wrong unit', { wrongUnit: 0.02 }, '99 % quantile'],
  ]
  test.each(troubles)('%s are found', (_, trouble, words) => {
    const found = failing(lived().deliver(28, profile(500, 2_000, trouble)))
    expect(found.reason).toContain(words)
    expect(Number(found.evidence?.score)).toBeGreaterThan(2.9)
  })

  test('wobbles by nature in some columns: what a steady column may not do, a restless one may', () => {
    const restless = field(['quantiles'])
    const swing = (day: number) => ({ shift: 0.3 * Math.sin(day * 2.4) })
    restless.settled((day) => profile(day, 2_000, swing(day)), 40)
    expect(restless.deliver(40, profile(500, 2_000, { shift: 0.3 }))).toMatchObject({ state: 'pass' })
    expect(lived().deliver(28, profile(500, 2_000, { shift: 0.3 }))).toMatchObject({ state: 'fail' })
  })

  test('may differ between the days of the week', () => {
    const weekly = (day: number) => ({ shift: day % 7 > 4 ? 0.8 : 0 })
    const one = field(['quantiles'])
    one.settled((day) => profile(day, 2_000, weekly(day)), 42)
    const verdicts = Array.from({ length: 7 }, (_, day) => one.deliver(42 + day, profile(42 + day, 2_000, weekly(day))))
    expect(codesOf(verdicts)).toEqual(Array.from({ length: 7 }, () => 'usual'))
  })

  test('of a handful of rows says nothing: only their rates are looked at', () => {
    expect(lived().deliver(28, profile(1, 29, { shift: 5 }))).toMatchObject({
      state: 'pass',
      evidence: { measures: 1, series: 'null rate' },
    })
  })
})

describe('what says nothing', () => {
  test('is learned for a week, and says when it is ready', () => {
    const { deliver } = field(['mean'])
    const verdicts = Array.from({ length: 8 }, (_, day) => deliver(day, { 'mean(amount)': 50 }))
    expect(codesOf(verdicts)).toEqual([...Array.from({ length: 7 }, () => 'learning'), 'usual'])
    expect(verdicts[3]).toMatchObject({
      evidence: { have: 3, need: 7, missing: '4 more deliveries', readyWhen: '2026-01-11T00:00:00.000Z' },
    })
  })

  test('no rows at all', () => {
    const { deliver, settled } = field(['mean'])
    settled({ 'mean(amount)': 50 })
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

  test('how many values a sample has: of the rest a sample is good enough', () => {
    const { deliver, settled } = field(['mean', 'distinct'])
    const sampled = (value: MetricValue) => ({ value, basis: 'sampled', share: 0.1 }) as const
    settled({ 'mean(amount)': sampled(50), 'distinct(amount)': sampled(90) })
    expect(deliver(20, { 'mean(amount)': sampled(51), 'distinct(amount)': sampled(9) })).toMatchObject({ state: 'pass' })
    expect(deliver(21, { 'mean(amount)': sampled(500), 'distinct(amount)': sampled(90) })).toMatchObject({ state: 'fail' })
  })
})

test('a change that lasts is accepted, and what is usual then is learned from it', () => {
  const { deliver, settled } = field(['quantiles'])
  settled((day) => profile(day), 28)
  const codes = codesOf(Array.from({ length: 20 }, (_, day) => deliver(28 + day, profile(28 + day, 2_000, { shift: 1 }))))
  expect(codes.slice(0, 2)).not.toContain('usual')
  expect(codes.slice(10)).toEqual(Array.from({ length: 10 }, () => 'usual'))
})

describe('categories', () => {
  const CANARY = 'Ada-Example-42'
  const groups = (shares: Readonly<Record<string, number>>): readonly Group[] =>
    Object.entries(shares).map(([key, value]) => ({ key, value }))
  const named = (shares: Readonly<Record<string, number>>): Answers => ({ 'rows(by amount)': groups(shares) })
  const hashed = (shares: Readonly<Record<string, number>>): Answers => ({ 'rows(by amount hashed)': groups(shares) })
  const usual = { new: 600, paid: 300, [CANARY]: 100 }
  const strange: readonly [string, Readonly<Record<string, number>>, string, string, string][] = [
    [
      'a new one',
      { new: 600, paid: 300, [CANARY]: 50, gone: 50 },
      'new-category',
      'amount: “gone” is new, with 5 % of the rows',
      'a category is new, with 5 % of the rows',
    ],
    [
      'a lost one',
      { new: 600, paid: 400 },
      'lost-category',
      `amount: “${CANARY}”, which had 10 % of the rows, is gone`,
      'a category that had 10 % of the rows is gone',
    ],
    [
      'another share',
      { new: 250, paid: 650, [CANARY]: 100 },
      'share-changed',
      '“new” has 25 % of the rows, usual is 60 %',
      'a category has 25 % of the rows, usual is 60 %',
    ],
  ]

  test.each(strange)('%s is found, and named only where the contract allows it', (_, shares, code, open, veiled) => {
    for (const [values, showValues, reason] of [
      [named, true, open],
      [hashed, false, veiled],
    ] as const) {
      const { deliver, settled, memo, incidents } = field(['categories'], { showValues })
      settled(values(usual), 12)
      expect(deliver(12, values(usual))).toMatchObject({ state: 'pass', code: 'usual' })
      const found = deliver(13, values(shares))
      expect(found).toMatchObject({ state: 'fail', code, fields: ['amount'] })
      expect(found.reason).toContain(reason)
      if (!showValues) expect(JSON.stringify([found, memo(), incidents()])).not.toContain(CANARY)
    }
  })

  test('are asked by their hashes unless they may be shown', () => {
    const params = { field: 'amount', features: ['categories'], showValues: false } as const
    const [, metric] = distribution.needs({ params } as Check as never, delivery(start), { memo: undefined }, start)
    expect(metric).toMatchObject({ fn: 'rows', by: 'amount', hashed: true, most: 51 })
  })

  test('that are rare may come and go', () => {
    const { deliver, settled } = field(['categories'])
    settled(hashed({ new: 600, paid: 385, odd: 15 }), 12)
    expect(deliver(12, hashed({ new: 600, paid: 385, other: 15 }))).toMatchObject({ state: 'pass' })
  })

  test('may be missing, or fewer, by chance: the fewer rows the more', () => {
    const { deliver, settled } = field(['categories'])
    settled(hashed({ often: 500, some: 450, seldom: 50 }), 12)
    expect(deliver(12, { ...hashed({ often: 10, some: 10 }), 'rows()': 20 })).toMatchObject({ code: 'usual' })
    expect(deliver(13, { ...hashed({ often: 14, some: 5, seldom: 1 }), 'rows()': 20 })).toMatchObject({ code: 'usual' })
    expect(deliver(14, hashed({ often: 500, some: 500 }))).toMatchObject({ code: 'lost-category' })
  })

  test('that change for good are accepted', () => {
    const { deliver, settled } = field(['categories'])
    settled(hashed(usual), 14)
    const codes = codesOf(Array.from({ length: 14 }, (_, day) => deliver(14 + day, hashed({ new: 600, paid: 300, other: 100 }))))
    expect(codes[0]).toBe('new-category')
    expect(codes.slice(8)).toEqual(Array.from({ length: 6 }, () => 'usual'))
  })

  test('of twenty-one regions with one row each are an enumeration: a region that is doubled and one that is missing are seen', () => {
    const { deliver, settled } = field(['categories', 'distinct'], { showValues: true })
    const regions = Object.fromEntries(Array.from({ length: 21 }, (_, index) => [`R${index}`, 100]))
    settled({ ...named(regions), 'rows()': 2_100, 'distinct(amount)': 21 }, 14)
    const { R3: _, ...others } = regions
    expect(failing(deliver(14, { ...named(others), 'rows()': 2_000, 'distinct(amount)': 20 })).reason).toContain('“R3”')
  })

  test('that never come again are none, and then the share of distinct values tells', () => {
    const { deliver, settled } = field(['categories', 'distinct'])
    const many = (from: number) => hashed(Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`v${from + index}`, 1])))
    settled((day) => ({ ...many(day * 51), 'distinct(amount)': 990 }), 20)
    expect(deliver(20, { ...many(20 * 51), 'distinct(amount)': 990 })).toMatchObject({
      state: 'pass',
      evidence: { series: 'share of distinct values' },
    })
    expect(deliver(21, { ...many(21 * 51), 'distinct(amount)': 400 })).toMatchObject({ state: 'fail', code: 'below-band' })
  })

  test('are shown on one line and cut short', () => {
    const { deliver, settled } = field(['categories'], { showValues: true })
    settled(named(usual), 12)
    const found = deliver(12, named({ new: 600, paid: 300, [`a\nb${'c'.repeat(80)}`]: 100 }))
    expect(found.reason).toContain(`“a b${'c'.repeat(36)}…” is new`)
  })
})

describe('rows with a time', () => {
  const period = { field: 'at', zone: 'UTC', settle: HOUR }
  const per = 'per day of at in UTC'

  /** Days of a table as they read when they are `age` days old. */
  function table(nullsAt: (day: number, age: number) => number) {
    const alive = life(distribution, { field: 'amount', features: ['nullRate'], showValues: false, period })
    const look = (today: number) => {
      const days = Array.from({ length: 70 }, (_, index) => today - 1 - index).filter((day) => day >= 0)
      const values = (of: (day: number) => number): Group[] =>
        days.map((day) => ({ key: '', at: start + day * DAY, value: of(day) })).reverse()
      const answers = { [`rows(${per})`]: values(() => 1_000), [`nulls(amount ${per})`]: values((day) => nullsAt(day, today - day)) }
      return alive.look(start + today * DAY + 2 * HOUR, { values: answers })
    }
    return { ...alive, look }
  }

  test('are judged by closed day, with what is usual read back at the first look', () => {
    const { look } = table((day) => (day === 61 ? 300 : 10))
    expect(look(61)).toMatchObject({ state: 'pass', code: 'usual', bucket: start + 60 * DAY, evidence: { samples: 60 } })
    expect(look(62)).toMatchObject({ state: 'fail', code: 'above-band', bucket: start + 61 * DAY, value: 0.3 })
    expect(look(63)).toMatchObject({ state: 'pass' })
  })

  test('that ripen are learned fresh: young days are not held against old ones', () => {
    const { look } = table((_, age) => Math.max(10, 500 - 150 * age))
    const codes = codesOf(Array.from({ length: 14 }, (_, day) => look(61 + day)))
    expect(new Set(codes.slice(0, 7))).toEqual(new Set(['learning']))
    expect(codes.slice(10)).toEqual(Array.from({ length: 4 }, () => 'usual'))
  })

  test('ask for less after a first look that took too long, and are no trouble until nothing less is left to ask', () => {
    const given = { field: 'amount', features: ['nullRate'], showValues: false, period } as const
    const { look, check, memo } = life(distribution, given)
    const now = start + 70 * DAY + 2 * HOUR
    const asked = () => distribution.needs(check, present(), { memo: memo() }, now)[0]
    const tries = Array.from({ length: 6 }, () => {
      const { window, enough } = asked() ?? {}
      const verdict = look(now, { values: { [`rows(${per})`]: unknown('timeout', 'it took too long') } })
      return [window && Math.round((window.to - window.from) / DAY), enough, verdict.code]
    })
    expect(tries).toEqual([
      [61, undefined, 'learning'],
      [31, undefined, 'learning'],
      [16, undefined, 'learning'],
      [16, 1 / 4, 'learning'],
      [16, 1 / 16, 'learning'],
      [16, 1 / 64, 'timeout'],
    ])
    expect(asked()?.enough).toBe(1 / 64)
  })

  test('that differ from the days read back are believed on the second day', () => {
    const { look } = table((day) => (day >= 60 ? 300 : 10))
    const [first, second] = [look(61), look(62)]
    expect(first).toMatchObject({ state: 'unknown', code: 'learning' })
    expect(first.reason).toContain('null rate 30 %')
    expect(second).toMatchObject({ state: 'fail', code: 'above-band' })
  })
})

describe('many fields at once', () => {
  const verdictOf = (score: number, measures = 5): Verdict => ({
    state: score >= 2.9 ? 'fail' : 'pass',
    code: score >= 2.9 ? 'above-band' : 'usual',
    reason: 'f: null rate 9 %',
    evidence: { score, measures },
  })
  const decide = (scores: readonly number[]) =>
    (distribution.together?.(scores.map((score) => ({ check: {} as Check, verdict: verdictOf(score) }))) ?? []).map(({ state }) => state)

  test('one that is odd among many is held back, and one that is impossible is not', () => {
    expect(decide([3, ...Array.from({ length: 19 }, () => 0.5)])).toEqual(Array.from({ length: 20 }, () => 'pass'))
    expect(decide([9, ...Array.from({ length: 19 }, () => 0.5)])[0]).toBe('fail')
    expect(decide([3])).toEqual(['fail'])
  })

  test('many that are odd together believe each other', () => {
    expect(decide(Array.from({ length: 20 }, () => 3))).toEqual(Array.from({ length: 20 }, () => 'fail'))
  })
})

test('the series behind a verdict can be played again', () => {
  const { check, settled, memo } = field(['quantiles'])
  settled((day) => profile(day), 10)
  const points = (key: string) => Array.from({ length: 10 }, (_, day) => ({ at: start + day * DAY, value: Number(profile(day)[key]) }))
  const found = distribution.series?.(check, {
    memo: memo(),
    points: ({ fn, fields, args }) => points(`${fn}(${fields?.[0] ?? ''}${args ? `; ${args[0]}` : ''})`),
    segments: () => [],
  })
  expect(found?.map(({ name, points: { length } }) => [name, length])).toEqual([
    ['null rate', 10],
    ['smallest value', 10],
    ['largest value', 10],
    ['1 % quantile', 10],
    ['99 % quantile', 10],
    ['root of the stability index', 8],
    ['distance in spreads', 8],
  ])
})

test.each([['text'], [7], [[]], [null], [{ series: 5 }], [{ v: 99, series: null }]])('a memo of another kind, %j, is forgotten', (memo) => {
  const { deliver, remember } = field(['mean', 'categories'])
  remember(memo)
  expect(deliver(0, { 'mean(amount)': 5, 'rows(by amount hashed)': [] })).toMatchObject({ state: 'unknown', code: 'learning' })
})
