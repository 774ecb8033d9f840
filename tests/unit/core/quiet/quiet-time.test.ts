import { describe, expect, test } from 'vitest'
import { DAY, HOUR, MINUTE } from '../../../../src/core/calendar/time.ts'
import type { Incident } from '../../../../src/core/incident/incident.ts'
import { coverOf, isOn, isOver, type Silence, spansOf, type Window, withWindows } from '../../../../src/core/quiet/quiet-time.ts'

const at = (text: string) => Date.parse(text)
const nightly = (from: number, to: number, zone = 'Europe/Berlin'): Window => ({
  what: 'window',
  id: 'n',
  kind: 'maintenance',
  name: 'nightly load',
  for: 'shop',
  when: { hours: { zone, weekdays: [1, 2, 3, 4, 5, 6, 7], from, to } },
})
const iso = (window: Window, from: string, to: string) =>
  spansOf(window, at(from), at(to)).map((span) => [new Date(span.from).toISOString(), (span.to - span.from) / HOUR])

describe('a window of every night', () => {
  test('is as long as its hours by the clock on the wall, at both clock changes', () => {
    expect(iso(nightly(60, 240), '2026-03-28T12:00Z', '2026-03-30T12:00Z')).toEqual([
      ['2026-03-29T00:00:00.000Z', 2],
      ['2026-03-29T23:00:00.000Z', 3],
    ])
    expect(iso(nightly(60, 240), '2026-10-24T12:00Z', '2026-10-26T12:00Z')).toEqual([
      ['2026-10-24T23:00:00.000Z', 4],
      ['2026-10-26T00:00:00.000Z', 3],
    ])
  })

  test('that begins in the hour that spring skips begins at its end', () => {
    expect(iso(nightly(150, 240), '2026-03-28T12:00Z', '2026-03-29T12:00Z')).toEqual([['2026-03-29T01:00:00.000Z', 1]])
  })

  test('is only on from when it was added', () => {
    const window = { ...nightly(60, 240), at: at('2026-11-21T01:00Z') }
    expect(iso(window, '2026-11-20T12:00Z', '2026-11-21T12:00Z')).toEqual([['2026-11-21T01:00:00.000Z', 2]])
  })
})

test('what was ended early was on until then', () => {
  const silence: Silence = { what: 'silence', id: 's', for: 'shop', reason: 'known', from: 0, to: DAY, by: 'Ada', at: 0, endedAt: HOUR }
  expect(spansOf(silence, 0, DAY)).toEqual([{ from: 0, to: HOUR }])
  expect([isOn(silence, HOUR - 1), isOn(silence, HOUR)]).toEqual([true, false])
  expect([isOver(silence, HOUR - 1), isOver(silence, HOUR)]).toEqual([false, true])
})

describe('an incident', () => {
  const member = (check: string, kind: string) => {
    return { check, kind, verdict: { state: 'fail', code: 'late', reason: '' }, cleared: false } as const
  }
  const incident = (parts: Partial<Incident> = {}) =>
    ({
      type: 'freshness',
      product: 'shop.orders',
      dataset: 'shop.orders/orders',
      members: [member('shop.orders/orders/freshness', 'freshness')],
      ...parts,
    }) as Incident
  const silence = (selector: string): Silence => ({
    what: 'silence',
    id: 's',
    for: selector,
    reason: 'known',
    from: 0,
    to: DAY,
    by: 'Ada',
    at: 0,
  })

  test.each(['shop', 'shop.orders', 'shop.*', 'shop.orders/orders', 'shop.orders/orders/freshness', 'freshness', '*'])(
    'is meant by %s',
    (selector) => {
      expect(coverOf(incident(), [silence(selector)])).toMatchObject({ id: 's' })
    },
  )

  test.each(['fulfillment', 'shop.orders/orders/volume', 'volume', 'shop.orders.x'])('is not meant by %s', (selector) => {
    expect(coverOf(incident(), [silence(selector)])).toBeUndefined()
  })

  test('is covered only when each check that fails in it is', () => {
    const both = incident({ members: [member('shop.orders/orders/freshness', 'freshness'), member('shop.orders/orders/volume', 'volume')] })
    expect(coverOf(both, [silence('freshness')])).toBeUndefined()
    expect(coverOf(both, [silence('freshness'), silence('volume')])).toBeDefined()
  })

  test('of a whole source is not covered by one of its datasets', () => {
    const common = incident({
      source: 'lake',
      members: [member('shop.orders/orders/volume', 'volume'), member('shop.stock/stock/volume', 'volume')],
    })
    expect(coverOf(common, [silence('shop.orders')])).toBeUndefined()
    expect(coverOf(common, [silence('shop')])).toBeDefined()
  })
})

test('in a window the calendar of its datasets is quiet, and of no others', () => {
  const base = { dayOf: () => 'Advent', isQuiet: () => false }
  const calendar = withWindows(base, [nightly(60, 240)], { product: 'shop.orders', dataset: 'shop.orders/orders' })
  const night = at('2026-11-21T01:00Z')
  expect([calendar?.isQuiet(night), calendar?.dayOf(night)]).toEqual([true, 'nightly load'])
  expect([calendar?.isQuiet(night + 3 * HOUR + MINUTE), calendar?.dayOf(night + 4 * HOUR)]).toEqual([false, 'Advent'])
  expect(withWindows(base, [nightly(60, 240)], { product: 'b2b.orders', dataset: 'b2b.orders/orders' })).toBe(base)
})
