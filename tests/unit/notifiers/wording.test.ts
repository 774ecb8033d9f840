import { describe, expect, test } from 'vitest'
import { HOUR, MINUTE } from '../../../src/core/calendar/time.ts'
import {
  findings,
  listNames,
  ownerWords,
  plainText,
  reasonWords,
  sentence,
  spellValue,
  stateWords,
  tidy,
} from '../../../src/notifiers/wording.ts'
import { incidentOf, late, member, noticeOf, noticeOfEnd, resolved, SINCE, short } from '../../contract/notifiers/notices.ts'

describe('a notice in words', () => {
  test('says what, how bad, why, since when, whose, and what depends on it', () => {
    expect(plainText(noticeOf())).toBe(
      'Open (high): storefront.orders/orders: data is late (placed_at). The newest placed_at is 42 min old, promised are 30 min. ' +
        'Since Fri 20 Nov 14:05 (Europe/Berlin). Owner: Storefront (orders@storefront.example). ' +
        'Affects finance.revenue_daily, marketing.attribution.',
    )
  })

  test('says at the end how long it took', () => {
    expect(plainText(noticeOfEnd('reply', 'C1:1.0'))).toMatch(
      /^Resolved: .* The newest placed_at is 4 min old\. After 3 h 40 min, from Fri 20 Nov 14:05 \(Europe\/Berlin\) to Fri 20 Nov 17:45 \(Europe\/Berlin\)\./,
    )
  })

  test('says where it should have gone', () => {
    expect(plainText(noticeOf({ insteadOf: { address: '#gone', why: 'unknown-channel' } }))).toMatch(
      /Meant for #gone, but it does not exist/,
    )
  })

  test('counts time in the zone of the product, and in UTC where the zone is none', () => {
    const inZone = (zone: string) => stateWords(noticeOf({ product: { id: 'a.b', zone } })).rest
    expect(inZone('America/New_York')).toBe('since Fri 20 Nov 08:05 (America/New_York)')
    expect(inZone('<!channel>')).toBe('since Fri 20 Nov 13:05 (UTC)')
  })

  test.each([
    ['acknowledged', 'Acknowledged, open'],
    ['open', 'Open'],
  ] as const)('an incident that is %s is called so', (status, words) => {
    expect(stateWords(noticeOf({ incident: incidentOf({ status }) })).state).toBe(words)
  })

  test('without an end it lasted no time, rather than none that can be counted', () => {
    const { resolvedAt: _, ...endless } = resolved
    expect(stateWords(noticeOf({ incident: endless })).rest).toMatch(/^after 0 s/)
  })
})

describe('findings', () => {
  test('are what failing checks saw and what they expected', () => {
    expect(findings(incidentOf({ members: [{ ...late, cleared: true }, short] }), 'UTC')).toEqual([
      { kind: 'volume', reason: short.verdict.reason, cleared: false, seen: '12 rows', expected: '118 rows to 164 rows' },
      { kind: 'freshness', reason: late.verdict.reason, cleared: true, seen: '42 min', expected: 'at most 30 min' },
    ])
  })

  test('are said once', () => {
    expect(findings(incidentOf({ members: [late, { ...late, check: 'another' }] }), 'UTC')).toHaveLength(1)
  })

  test.each([
    [{ low: 3 }, 'at least 3'],
    [{ high: 3 }, 'at most 3'],
    [{ low: 3, high: 3 }, 'exactly 3'],
    [{ low: 1, high: 3 }, '1 to 3'],
    [{}, undefined],
  ])('expected %o', (expected, words) => {
    expect(findings(incidentOf({ members: [member('quality', { expected, value: 5 })] }), 'UTC')[0]?.expected).toBe(words)
  })
})

test.each([
  [1, 'rows', '1 row'],
  [1_234_567, 'rows', '1,234,567 rows'],
  [0.1234567, 'ratio', '12.35 %'],
  [12.5, 'percent', '12.5 %'],
  [3 * HOUR + 40 * MINUTE, 'milliseconds', '3 h 40 min'],
  [-5 * MINUTE, 'milliseconds', '−5 min'],
  [SINCE, 'instant', 'Fri 20 Nov 14:05 (Europe/Berlin)'],
  [0.000123456, 'number', '0.0001235'],
  [Number.NaN, 'instant', 'NaN'],
  [Number.POSITIVE_INFINITY, 'number', 'Infinity'],
  [1e300, 'instant', 'at no date that calendars have'],
] as const)('%d in %s is %s', (value, unit, words) => {
  expect(spellValue(value, unit, 'Europe/Berlin')).toBe(words)
})

test('text from data is one line of visible characters', () => {
  expect(tidy(' a\n\nb\tc\u0000\u202ed\u200b\u2028e ', 99)).toBe('a b c d e')
  expect(tidy('abcdef', 4)).toBe('abc…')
  expect(tidy('ab😀cd', 4)).toBe('ab…')
})

test('of many names a few are shown', () => {
  expect(listNames(['a', 'b'])).toBe('a, b')
  expect(listNames(['a', 'b', 'c', 'd', 'e', 'f', 'g'], (name) => `<${name}>`)).toBe('<a>, <b>, <c>, <d>, <e> and 2 more')
})

test('an owner is the team, the person, or both', () => {
  expect(ownerWords({ id: 'a.b', zone: 'UTC' })).toBeUndefined()
  expect(ownerWords({ id: 'a.b', zone: 'UTC', owner: 'jo' })).toBe('jo')
  expect(ownerWords({ id: 'a.b', zone: 'UTC', owner: 'jo', team: 'jo' })).toBe('jo')
  expect(ownerWords({ id: 'a.b', zone: 'UTC', owner: 'jo', team: 'Shop' })).toBe('Shop (jo)')
})

test('a sentence begins large and ends', () => {
  expect(['late', 'Late.', 'renamed?', 'it’s gone', 'rows: none', ''].map((text) => sentence(text))).toEqual([
    'Late.',
    'Late.',
    'Renamed?',
    'It’s gone.',
    'Rows: none.',
    '',
  ])
})

test.each(['public.orders is not there', 'order_id has nulls', 'col2: no values', 'orderId fell', '"total" is gone'])(
  'what can only be a name keeps its letters: %s',
  (text) => {
    expect(sentence(text)).toBe(`${text}.`)
  },
)

test('a reason that begins with a field or the dataset leaves its name as it is', () => {
  const incident = { dataset: 'shop.orders/orders', fields: ['amount', 'net total'] }
  const words = (reason: string) => reasonWords(reason, incident)
  expect(words('amount is promised and not there')).toBe('amount is promised and not there.')
  expect(words('net total: nulls rose')).toBe('net total: nulls rose.')
  expect(words('orders is not there')).toBe('orders is not there.')
  expect(words('amounts fell')).toBe('Amounts fell.')
  expect(words('the newest amount\nis old')).toBe('The newest amount is old.')
})
