import { describe, expect, test } from 'vitest'
import { CHECK_KINDS } from '../../../src/checks/registry.ts'
import { DAY, type Instant, WEEK } from '../../../src/core/calendar/time.ts'
import type { Check, CheckKind } from '../../../src/core/check.ts'
import type { SeriesAnswer } from '../../../src/core/series.ts'
import type { Teaching } from '../../../src/core/teaching.ts'
import { type Alert, alertsOf } from '../../../src/engine/backtest/alerts.ts'
import { perWeek } from '../../../src/engine/backtest/backtest.ts'
import { difference } from '../../../src/engine/backtest/difference.ts'
import { looksAt, type PlayedCheck } from '../../../src/engine/backtest/play.ts'

const START = Date.parse('2026-11-02T00:00:00Z')
const scene = { domain: 'shop', product: 'shop.orders', dataset: 'shop.orders/orders', source: 'lake', affects: [] }
const day = (index: number): Instant => START + index * DAY

const grounds = {
  band: { low: 90, high: 110 },
  expected: 100,
  samples: 50,
  leftOut: 0,
  season: 'none',
  evidence: 'value',
  margin: 10,
  heldBack: [],
} as const

/** A letter a day: `.` usual, `!` odd, `?` learning, `+` accepted. Scores fall from day to day. */
function played(
  days: string,
  given: { readonly kind?: 'volume' | 'distribution'; readonly openAfter?: number; readonly taught?: Teaching[] } = {},
): PlayedCheck {
  const { kind = 'volume', openAfter = 1, taught = [] } = given
  const check: Check = {
    id: `shop.orders/orders/${kind}`,
    kind,
    product: 'shop.orders',
    dataset: 'shop.orders/orders',
    params: {},
    schedule: {},
    policy: { openAfter, resolveAfter: 1, unknownAfter: 3, severity: 'medium' },
    alarm: 2.9,
  }
  const answers = [...days].map((sign, index) => {
    const point = { at: day(index), value: sign === '!' ? 20 + index : 100 }
    return { ...answerFor(sign, point.at, 9 - index / 10), point }
  })
  const options = { kind: 'count', zone: 'UTC', polled: false } as const
  const series = [{ name: 'rows per day', unit: 'rows' as const, options, points: answers.map(({ point }) => point), answers }]
  return { check, kind: CHECK_KINDS[kind] as unknown as CheckKind<unknown>, teachings: taught, series, looks: looksAt(check, series) }
}

function answerFor(sign: string, at: Instant, score: number): SeriesAnswer {
  if (sign === '?') return { state: 'learning', learning: { have: 1, need: 7 } }
  if (sign === '+') return { state: 'accepted', as: 'new level', grounds: { ...grounds, score }, since: at, run: 5 }
  return { state: sign === '!' ? 'unusual' : 'usual', grounds: { ...grounds, score: sign === '!' ? score : 0.3 }, since: at, run: 0 }
}

const spans = (alerts: readonly Alert[]) =>
  alerts.map(({ from, to }) => [(from - START) / DAY, to === undefined ? 'on' : (to - START) / DAY])

describe('alerts', () => {
  test('last from the first odd value to the first usual one, and tell of the oddest', () => {
    const alerts = alertsOf([played('???..!!...!')], scene)
    expect(spans(alerts)).toEqual([
      [5, 7],
      [10, 'on'],
    ])
    expect(alerts[0]?.peak).toMatchObject({
      at: day(5),
      value: 25,
      expected: 100,
      band: { low: 90, high: 110 },
      score: 8.5,
      reason: 'rows per day 25, usual is between 90 and 110',
    })
  })

  test('wait for as many odd values in a row as open an incident, and begin with the first of them', () => {
    expect(spans(alertsOf([played('..!.!!..!!!.', { openAfter: 3 })], scene))).toEqual([[8, 11]])
  })

  test('end where a new level is accepted', () => {
    expect(spans(alertsOf([played('..!!!+..')], scene))).toEqual([[2, 5]])
  })

  test('are one where one trouble explains the other', () => {
    const alerts = alertsOf([played('..!!!.'), played('...!..', { kind: 'distribution' })], scene)
    expect(alerts).toMatchObject([{ type: 'volume', checks: ['shop.orders/orders/volume', 'shop.orders/orders/distribution'] }])
    expect(alertsOf([played('..!...'), played('....!.', { kind: 'distribution' })], scene)).toHaveLength(2)
  })

  test('leave out what somebody taught as expected', () => {
    const lesson: Teaching = { check: 'shop.orders/orders/volume', verb: 'expected', from: day(2), to: day(3), by: 'Ada', at: day(9) }
    expect(spans(alertsOf([played('..!..!..', { taught: [lesson] })], scene))).toEqual([[5, 6]])
  })
})

describe('two configurations', () => {
  test('have an alert in common where some of its time is', () => {
    const [before, after] = [alertsOf([played('.!!..!..!.')], scene), alertsOf([played('..!.....!!!')], scene)]
    expect(spans(difference(before, after).gone)).toEqual([[5, 6]])
    expect(difference(before, after).added).toEqual([])
    expect(spans(difference(after, [...before, ...alertsOf([played('.!', { kind: 'distribution' })], scene)]).added)).toEqual([
      [5, 6],
      [1, 'on'],
    ])
  })

  test('are compared by alerts a week, of which there is at least one', () => {
    expect(perWeek(6, 12 * WEEK)).toBe(0.5)
    expect(perWeek(3, DAY)).toBe(3)
  })
})
