import { describe, expect, test } from 'vitest'
import { quality } from '../../../src/checks/quality/index.ts'
import type { MetricValue } from '../../../src/core/metric.ts'
import type { QualityParams } from '../../../src/core/questions.ts'
import { unknown } from '../../../src/core/verdict.ts'
import { at, delivery, life, present } from './kit.ts'

const now = at('2026-11-21 12:00')
const none = { test: 'be', than: 0 } as const

describe('library rules', () => {
  const rules: readonly [QualityParams, string, string][] = [
    [{ rule: 'nullValues', fields: ['email'], limit: none, unit: 'rows' }, 'nulls(email)', '3 null values in email; promised exactly 0'],
    [
      { rule: 'missingValues', fields: ['email'], values: ['', 'n/a'], limit: none, unit: 'rows' },
      'missing(email; "","n/a")',
      '3 missing values in email; promised exactly 0',
    ],
    [
      { rule: 'invalidValues', fields: ['status'], values: ['new', 'paid'], limit: none, unit: 'rows' },
      'invalid(status; "new","paid")',
      '3 invalid values in status; promised exactly 0',
    ],
    [
      { rule: 'invalidValues', fields: ['iban'], pattern: '^DE', limit: none, unit: 'rows' },
      'mismatched(iban; "^DE")',
      '3 invalid values in iban; promised exactly 0',
    ],
    [
      { rule: 'duplicateValues', fields: ['order_id', 'line'], limit: none, unit: 'rows' },
      'duplicates(order_id,line)',
      '3 duplicate values in order_id, line; promised exactly 0',
    ],
  ]
  test.each(rules)('%j', (params, key, reason) => {
    const { look } = life(quality, params)
    expect(look(now, { values: { [key]: 3 } })).toMatchObject({
      state: 'fail',
      code: params.rule === 'duplicateValues' ? 'duplicated' : 'rule-broken',
      reason,
      value: 3,
      unit: 'rows',
      expected: { low: 0, high: 0 },
      fields: 'fields' in params ? params.fields : [],
    })
    expect(look(now, { values: { [key]: 0 } })).toMatchObject({ state: 'pass', code: 'rule-kept' })
  })

  const percent: QualityParams = { rule: 'nullValues', fields: ['utm'], limit: { test: 'less-or-equal', than: 35 }, unit: 'percent' }

  test('in percent are about the share of the rows', () => {
    const { look } = life(quality, percent)
    expect(look(now, { values: { 'rows()': 200, 'nulls(utm)': 70 } })).toMatchObject({ state: 'pass', value: 35, unit: 'percent' })
    expect(look(now, { values: { 'rows()': 200, 'nulls(utm)': 71 } })).toMatchObject({
      state: 'fail',
      reason: '35.5 % null values in utm; promised at most 35 %',
    })
  })

  test('in percent say nothing where there are no rows', () => {
    const { look } = life(quality, percent)
    expect(look(now, { values: { 'rows()': 0, 'nulls(utm)': 0 } })).toMatchObject({ state: 'unknown', code: 'no-data', fields: ['utm'] })
  })

  test('between two numbers hold at both ends', () => {
    const { look } = life(quality, { ...percent, unit: 'rows', limit: { test: 'between', low: 1, high: 3 } })
    expect([0, 1, 3, 4].map((value) => look(now, { values: { 'nulls(utm)': value } }).state)).toEqual(['fail', 'pass', 'pass', 'fail'])
    expect(look(now, { values: { 'nulls(utm)': 1 } }).reason).toBe('1 null value in utm; promised between 1 and 3')
  })

  test.each(['sampled', 'estimate'] as const)('are not decided on what is %s', (basis) => {
    const { look } = life(quality, percent)
    expect(look(now, { values: { 'rows()': 200, 'nulls(utm)': { value: 99, basis } } })).toMatchObject({
      state: 'unknown',
      code: 'unsupported',
    })
  })

  test('that could not be asked are unknown, for the same reason', () => {
    const { look } = life(quality, { ...percent, unit: 'rows' })
    expect(look(now, { values: { 'nulls(utm)': unknown('no-permission', 'not allowed', ['utm']) } })).toMatchObject({
      code: 'no-permission',
      fields: ['utm'],
    })
    expect(look(now, { facts: present({ state: 'unreachable', detail: 'down' }) })).toMatchObject({ state: 'unknown', code: 'unreachable' })
  })
})

describe('an SQL rule', () => {
  const rule: QualityParams = { rule: 'sql', query: 'select 1', limit: { test: 'be', than: 1 } }
  const answer = (value: MetricValue) => life(quality, rule).look(now, { values: { 'query(; "select 1")': value } })

  test('answers one number, or yes as 1 and no as 0', () => {
    expect(answer(1)).toMatchObject({ state: 'pass', unit: 'number' })
    expect(answer(0)).toMatchObject({ state: 'fail', reason: 'the rule answers 0; promised exactly 1' })
    expect(answer('9007199254740993')).toMatchObject({ state: 'fail', value: 9007199254740992 })
  })

  test('that answers nothing, or words, is unknown', () => {
    expect(answer(null)).toMatchObject({ state: 'unknown', code: 'no-data', reason: 'there is nothing to measure' })
    expect(answer('many')).toMatchObject({ state: 'unknown', reason: 'the answer is not a number' })
  })
})

describe('a running total', () => {
  const total: QualityParams = { rule: 'monotonic', fields: ['cases'], by: 'region' }
  const day = (number: number) => at(`2026-11-${String(number).padStart(2, '0')}`)
  /** Regions as the source answers them: largest first. */
  const regions = (totals: Readonly<Record<string, number>>) => ({
    values: {
      'max(cases by region)': Object.entries(totals)
        .map(([key, value]) => ({ key, value }))
        .sort((a, b) => b.value - a.value),
    },
  })
  function story() {
    const { look, incidents, remember } = life(quality, total)
    const deliver = (number: number, totals: Readonly<Record<string, number>>) =>
      look(day(number), { ...regions(totals), facts: delivery(day(number)) })
    return { deliver, incidents, remember }
  }

  test('must not fall in any segment, and the largest fall comes first', () => {
    const { deliver } = story()
    expect(deliver(1, { Abruzzo: 100, Molise: 50, Veneto: 9 })).toMatchObject({ state: 'pass', reason: 'cases did not fall' })
    expect(deliver(2, { Abruzzo: 99, Molise: 20, Veneto: 12 })).toMatchObject({
      state: 'fail',
      code: 'total-fell',
      reason: 'cases fell in Molise from 50 to 20, and in 1 more of 3 segments; a running total must not fall',
      value: -30,
      fields: ['cases'],
      segments: ['Molise', 'Abruzzo'],
      bucket: day(2),
    })
  })

  test('that fell is not held against the next delivery', () => {
    const { deliver, incidents } = story()
    deliver(1, { Molise: 50 })
    deliver(2, { Molise: 20 })
    expect(deliver(3, { Molise: 21 })).toMatchObject({ state: 'pass' })
    expect(incidents()).toMatchObject([{ status: 'resolved', segments: ['Molise'] }])
  })

  test('of a delivery published again is compared with the delivery before', () => {
    const { deliver } = story()
    deliver(1, { Molise: 50 })
    expect(deliver(2, { Molise: 312_454 })).toMatchObject({ state: 'pass' })
    expect(deliver(2, { Molise: 51 })).toMatchObject({ state: 'pass' })
    expect(deliver(2, { Molise: 49 })).toMatchObject({ state: 'fail', value: -1 })
    expect(deliver(3, { Molise: 51 })).toMatchObject({ state: 'pass' })
  })

  test('of a segment that was missing for a day is remembered', () => {
    const { deliver } = story()
    deliver(1, { Abruzzo: 100, Molise: 50 })
    deliver(2, { Abruzzo: 101 })
    expect(deliver(3, { Abruzzo: 102, Molise: 49 })).toMatchObject({ state: 'fail', segments: ['Molise'] })
  })

  test('without segments is one number, from probe to probe', () => {
    const { look } = life(quality, { rule: 'monotonic', fields: ['cases'] })
    const seen = [10, 12, 11, 11].map((value, index) => look(now + index, { values: { 'max(cases)': value } }))
    expect(seen.map(({ state }) => state)).toEqual(['pass', 'pass', 'fail', 'pass'])
    expect(seen[2]?.reason).toBe('cases fell from 12 to 11; a running total must not fall')
    expect(look(now + 9, { values: { 'max(cases)': null } })).toMatchObject({ state: 'unknown', code: 'no-data' })
    expect(look(now + 10, { values: { 'max(cases)': 10 } })).toMatchObject({ state: 'fail' })
  })

  test.each([['text'], [7], [[]], [null], [{ last: 5 }], [{ v: 99, last: { Molise: 'x' } }]])(
    'forgets a memo of another kind, %j',
    (memo) => {
      const { deliver, remember } = story()
      remember(memo)
      expect(deliver(1, { Molise: 5 })).toMatchObject({ state: 'pass' })
    },
  )
})
