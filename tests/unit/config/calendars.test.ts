import { describe, expect, test } from 'vitest'
import { openCalendars } from '../../../src/config/calendars.ts'
import { load, problems } from './given.ts'

async function daysIn(text: string, product = 'shop.orders', dataset = 'orders') {
  const { config, diagnostics } = await load(text)
  if (!config) throw new Error(JSON.stringify(diagnostics))
  const calendarOf = await openCalendars(config)
  const calendar = calendarOf({ product, dataset: `${product}/${dataset}` })
  return (...days: readonly string[]) => days.map((day) => calendar?.dayOf(Date.parse(`${day}T12:00:00Z`)))
}

describe('holidays', () => {
  test('are those of the country, the state and the kinds that are named', async () => {
    const days = ['2026-12-25', '2026-01-06', '2026-12-24', '2026-06-04', '2026-11-21'] as const
    expect((await daysIn('defaults: { holidays: DE-BY }'))(...days)).toEqual([
      'Christmas Day',
      'Epiphany',
      'Christmas Eve',
      'Corpus Christi',
      undefined,
    ])
    expect((await daysIn('defaults: { holidays: DE-BE }'))(...days)).toEqual([
      'Christmas Day',
      undefined,
      'Christmas Eve',
      undefined,
      undefined,
    ])
    expect((await daysIn('defaults: { holidays: { country: DE, types: [public] } }'))('2026-12-24', '2026-12-25')).toEqual([
      undefined,
      'Christmas Day',
    ])
  })

  test('a substitute day is one as well as the day it stands for', async () => {
    expect((await daysIn('defaults: { holidays: US }'))('2027-07-04', '2027-07-05', '2021-12-31')).toEqual([
      'Independence Day',
      'Independence Day (substitute day)',
      "New Year's Day (substitute day)",
    ])
  })

  test('eves and bridges are special where they are asked for, over the turn of the year too', async () => {
    const days = await daysIn('defaults: { holidays: { country: US, before: 1, after: 2 } }')
    expect(days('2026-11-25', '2026-11-26', '2026-11-27', '2026-11-28', '2026-11-29', '2025-12-31')).toEqual([
      'the day before Thanksgiving Day',
      'Thanksgiving Day',
      'the day after Thanksgiving Day',
      '2 days after Thanksgiving Day',
      undefined,
      "the day before New Year's Day",
    ])
  })

  test('a domain has its own before the general ones, in its own zone, or none', async () => {
    const text = 'domains: { shop: { holidays: US }, home: { holidays: none } }\ndefaults: { holidays: DE }'
    const july = '2026-07-04'
    const unity = '2026-10-03'
    expect((await daysIn(text))(july, unity)).toEqual(['Independence Day', undefined])
    expect((await daysIn(text, 'elsewhere.things'))(july, unity)).toEqual([undefined, 'National Holiday'])
    expect((await daysIn(text, 'home.things'))(july, unity)).toEqual([undefined, undefined])
  })
})

describe('announced days', () => {
  const text = `
calendar:
  - { name: Black Friday, date: 2026-11-27 }
  - { name: backfill, from: 2026-11-28, to: 2026-11-29, for: 'shop.orders, finance.*', effect: quiet }
  - { name: Christmas Eve, every: 12-24, for: shop }
`
  test('are special for those they are for', async () => {
    const days = ['2026-11-27', '2026-11-28', '2026-11-29', '2026-11-30', '2027-12-24']
    expect((await daysIn(text))(...days)).toEqual(['Black Friday', 'backfill', 'backfill', undefined, 'Christmas Eve'])
    expect((await daysIn(text, 'shop.refunds'))(...days)).toEqual(['Black Friday', undefined, undefined, undefined, 'Christmas Eve'])
    expect((await daysIn(text, 'finance.ledger'))(...days)).toEqual(['Black Friday', 'backfill', 'backfill', undefined, undefined])
  })

  test('equal calendars are one object, and where nothing is announced there is none', async () => {
    const { config } = await load('calendar: [{ name: sale, date: 2026-11-27, for: shop }]')
    if (!config) throw new Error('it is valid')
    const calendarOf = await openCalendars(config)
    const shop = (name: string) => calendarOf({ product: `shop.${name}`, dataset: `shop.${name}/${name}` })
    expect(shop('orders')).toBe(shop('refunds'))
    expect(calendarOf({ product: 'finance.ledger', dataset: 'finance.ledger/ledger' })).toBeUndefined()
  })
})

test('what nobody can know is told at its place, with what was probably meant', async () => {
  const text = [
    'defaults: { holidays: UK }',
    'domains:',
    '  a: { holidays: { country: DE, state: Bayern } }',
    '  b: { holidays: DE-BY-X }',
    '  c: { holidays: Germny }',
    '  d: { holidays: none }',
  ].join('\n')
  expect(await problems(text)).toEqual([
    'etc/meshwatch.yaml:1:23 error unknown-holidays no holidays are known of a country "UK" (did you mean "GB" (United Kingdom)?)',
    'etc/meshwatch.yaml:3:40 error unknown-holidays no holidays are known of a state of DE "Bayern" (did you mean "BY" (Bayern)?)',
    'etc/meshwatch.yaml:4:18 error unknown-holidays no holidays are known of a region of DE-BY "X" (one of A, KATH, EVANG)',
    'etc/meshwatch.yaml:5:18 error unknown-holidays no holidays are known of a country "Germny" (did you mean "DE" (Germany)?)',
  ])
})

test('days that cannot be are told where they are written', async () => {
  const text = [
    'calendar:',
    '  - { name: a, date: 2026-02-30 }',
    '  - { name: b, every: 13-01 }',
    '  - { name: c }',
    '  - { name: d, from: 2026-02-03, to: 2026-02-01 }',
    '  - { name: e, from: 2026-02-03 }',
    '  - { name: f, date: 2026-02-03, every: 02-03 }',
    '  - { name: g, date: 2026-02-03, effect: quite }',
    '  - { date: 2026-02-03, form: x }',
  ].join('\n')
  expect(await problems(text)).toEqual([
    'etc/meshwatch.yaml:2:22 error bad-date "2026-02-30" is not a day (write it as 2026-11-27)',
    'etc/meshwatch.yaml:3:23 error bad-date "13-01" is not a day of the year (write month and day, as 12-24)',
    'etc/meshwatch.yaml:4:5 error bad-days it must say its days in one way (give date, or from and to, or every)',
    'etc/meshwatch.yaml:5:38 error bad-days the span ends before it begins (from and to are its first and last day)',
    'etc/meshwatch.yaml:6:22 error bad-days the span has no end (give to as well, or date for a single day)',
    'etc/meshwatch.yaml:7:5 error bad-days it must say its days in one way (give date, or from and to, or every)',
    'etc/meshwatch.yaml:8:42 error not-one-of "quite" is not known here (did you mean "quiet"?)',
    'etc/meshwatch.yaml:9:5 error missing-key missing key "name"',
    'etc/meshwatch.yaml:9:25 error unknown-key unknown key "form" (did you mean "for"?)',
  ])
})
