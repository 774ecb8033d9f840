import { expect, test } from 'vitest'
import { dayCalendar } from '../../../src/core/calendar/day-calendar.ts'
import { DAY, HOUR } from '../../../src/core/calendar/time.ts'
import type { Check, CheckKind } from '../../../src/core/check.ts'
import type { Measured, Metric } from '../../../src/core/metric.ts'
import { type Judged, unknown, type Verdict } from '../../../src/core/verdict.ts'
import { judge } from '../../../src/engine/judge.ts'

const ROWS: Metric = { fn: 'rows' }
const TODAY = Date.parse('2026-11-21T00:00:00Z')
const NOON = TODAY + 12 * HOUR
const BACKFILL = dayCalendar('UTC', [{ name: 'backfill', effect: 'quiet', days: { from: '2026-11-21', to: '2026-11-21' } }])
const fail: Judged = { state: 'fail', code: 'above-band', reason: '900 rows; usual is 90 to 110' }

function judged(verdict: Verdict, more: Partial<Check> = {}, at = NOON) {
  const check = {
    id: 'shop.orders/orders/volume',
    kind: 'volume',
    product: 'shop.orders',
    dataset: 'shop.orders/orders',
    params: {},
    schedule: {},
    policy: { openAfter: 1, resolveAfter: 1, unknownAfter: 3, severity: 'high' },
    ...more,
  } satisfies Check
  const kind: CheckKind<unknown> = { kind: 'volume', type: 'volume', learns: true, needs: () => [ROWS], judge: () => ({ verdict }) }
  const facts = { state: 'present', relation: 't', fields: [] } as const
  const seen = { at, now: at, facts, read: () => unknown('unsupported', '') }
  const known = { states: new Map(), open: [], teachings: new Map(), stored: () => [], calendar: BACKFILL }
  const scene = { domain: 'shop', product: 'shop.orders', dataset: 'shop.orders/orders', source: 'lake', affects: [] }
  return judge([{ check, kind, needs: [ROWS] }], seen, new Map([['rows()', { value: 900, basis: 'exact' } as Measured]]), known, scene)
}

test('what a learned check finds in a window is no failure, says why, and is not learned', () => {
  const { states, incidents, measurements } = judged(fail)
  expect(states[0]?.verdict).toMatchObject({
    state: 'pass',
    code: 'announced',
    reason: 'announced: backfill; 900 rows; usual is 90 to 110',
  })
  expect(incidents).toEqual([])
  expect(measurements).toMatchObject([{ excluded: ['rows()'] }])
})

test('a value that its detector held back says so too', () => {
  const { states } = judged({ ...fail, state: 'pass', code: 'usual', evidence: { heldBack: ['announced window'] } })
  expect(states[0]?.verdict).toMatchObject({ code: 'announced', reason: expect.stringMatching(/^announced: backfill; /) })
})

test('what is usual in a window is usual, and not learned either', () => {
  const { states, measurements } = judged({ ...fail, state: 'pass', code: 'usual' })
  expect(states[0]?.verdict).toMatchObject({ state: 'pass', code: 'usual' })
  expect(measurements).toMatchObject([{ excluded: ['rows()'] }])
})

test.each<[string, ReturnType<typeof judged>]>([
  ['a limit of the contract', judged(fail, { promise: 'at most 200 rows' })],
  ['another day', judged(fail, {}, NOON + DAY)],
  ['a verdict about the day before', judged({ ...fail, bucket: TODAY - DAY })],
])('%s is not held back', (_, { states, incidents }) => {
  expect(states[0]?.verdict.state).toBe('fail')
  expect(incidents).toHaveLength(1)
})
