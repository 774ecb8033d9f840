import { describe, expect, test } from 'vitest'
import { DAY, HOUR, MINUTE } from '../../../src/core/calendar/time.ts'
import type { Check, CheckKind } from '../../../src/core/check.ts'
import type { DatasetFacts, Dialect } from '../../../src/core/connector.ts'
import type { Dataset } from '../../../src/core/mesh.ts'
import { type Metric, metricKey } from '../../../src/core/metric.ts'
import { planOf } from '../../../src/engine/plan.ts'

const AT = Date.parse('2026-11-21T00:00:00Z')
const PER_DAY: Metric = { fn: 'rows', per: { field: 'at', unit: 'day', zone: 'UTC' }, window: { from: AT - 60 * DAY, to: AT } }
const PER_HOUR: Metric = { ...PER_DAY, per: { field: 'at', unit: 'hour', zone: 'UTC' }, once: true }
const nulls = (field: string): Metric => ({ fn: 'nulls', fields: [field] })

const dialect: Dialect = {
  now: 'NOW',
  scalar: metricKey,
  grouped: metricKey,
  divided: (values) => values.join(),
  embed: (statement) => statement,
  sampled: (relation) => relation,
  drawn: (_, __, ___, relation) => relation,
  rule: (query) => query,
}
const system = { dialect, can: { maxStatement: 100_000, maxColumns: 1_000 } }
const fields = ['at', 'a', 'b'].map((name) => ({ name, type: 'timestamp', logicalType: 'timestamp', nullable: true }) as const)

/** `needs` of each kind, and how often its check is due. */
function plan(kinds: Readonly<Record<string, readonly [every: number, needs: readonly Metric[]]>>, rows = 1_000) {
  const checks = Object.entries(kinds).map(
    ([kind, [every]]): Check => ({
      id: `shop.orders/orders/${kind}`,
      kind,
      product: 'shop.orders',
      dataset: 'shop.orders/orders',
      params: {},
      schedule: { every },
      policy: { openAfter: 1, resolveAfter: 1, unknownAfter: 3, severity: 'high' },
    }),
  )
  const codes = Object.fromEntries(
    Object.entries(kinds).map(([kind, [, needs]]): [string, CheckKind<never>] => [
      kind,
      {
        kind,
        type: 'quality',
        learns: true,
        ...(kind === 'distribution' && { dear: 'sampled' }),
        needs: () => needs,
        judge: () => ({ verdict: { state: 'pass', code: '', reason: '' } }),
      },
    ]),
  )
  const dataset = { id: 'shop.orders/orders', checks, sampleAbove: 10_000 } as unknown as Dataset
  const facts: DatasetFacts = { state: 'present', relation: 't', fields, rows: { value: rows, exact: true } }
  return planOf(dataset, facts, system, codes, AT)
}

describe('what watching costs', () => {
  test('is one statement a visit, whose scalar metrics share a pass and whose periods take one more', () => {
    const { first, daily } = plan({ volume: [HOUR, [PER_DAY]], quality: [HOUR, [nulls('a'), nulls('b')]] })
    expect(first).toEqual({ statements: 1, passes: 2, spans: 1, back: { field: 'at', length: 60 * DAY } })
    expect(daily).toEqual({ visits: 24, statements: 24, passes: 48, spans: 24 })
  })

  test('is more at first sight, when what is asked once is asked', () => {
    const { first, daily } = plan({ volume: [HOUR, [PER_DAY, PER_HOUR]] })
    expect([first.passes, daily.passes]).toEqual([2, 24])
  })

  test('counts checks that are due together as one visit', () => {
    const { daily } = plan({ volume: [5 * MINUTE, [PER_DAY]], quality: [HOUR, [nulls('a')]] })
    expect(daily.visits).toBeLessThanOrEqual(288 + 24)
    expect(daily.visits).toBeGreaterThanOrEqual(288)
    expect(daily.passes).toBe(288 + 24)
  })

  test('counts a sample as the share that it sees', () => {
    expect(plan({ distribution: [DAY, [nulls('a')]] }, 40_000).first).toEqual({ statements: 1, passes: 0.25, spans: 0 })
  })

  test('is a statement more for what is dear on a table that is not small, which draws its rows of a span once', () => {
    const needs = ['a', 'b'].map((field): Metric => ({ ...PER_DAY, ...nulls(field), by: field }))
    const { first } = plan({ volume: [HOUR, [PER_DAY]], distribution: [DAY, [PER_DAY, ...needs]] }, 40_000)
    expect(first).toMatchObject({ statements: 2, passes: 2, spans: 2 })
  })
})
