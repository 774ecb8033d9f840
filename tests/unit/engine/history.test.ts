import { describe, expect, test } from 'vitest'
import { DAY } from '../../../src/core/calendar/time.ts'
import type { Check } from '../../../src/core/check.ts'
import type { CheckState } from '../../../src/core/incident/incident.ts'
import type { Metric } from '../../../src/core/metric.ts'
import type { HistoryQuery, Store } from '../../../src/core/store.ts'
import { unknown } from '../../../src/core/verdict.ts'
import { readHistories } from '../../../src/engine/history.ts'

const NOW = 100 * DAY
const ROWS: Metric = { fn: 'rows' }
const perDay = (from: number, field = 'at'): Metric => ({
  fn: 'rows',
  per: { field, unit: 'day', zone: 'UTC' },
  window: { from: from * DAY, to: NOW },
})

/** What is read of the store: by series the first and last day, given until when each check has learned. */
async function read(asked: readonly (readonly [name: string, needs: readonly Metric[], learnedTo?: number])[], delivery?: number) {
  const queries: HistoryQuery[] = []
  const history = async (query: HistoryQuery) => {
    queries.push(query)
    return []
  }
  const store = { history } as unknown as Store
  const checks = asked.map(([name, needs, learnedTo]) => {
    const check = { id: name, kind: name.split('/')[0], dataset: 'shop.orders/orders' } as Check
    const learned = learnedTo === undefined ? undefined : learnedTo * DAY
    return { check, needs, kind: { learns: true, ...(learned === undefined ? {} : { learnedTo: () => learned }) } }
  })
  const states = new Map(
    asked.map(([name]): [string, CheckState] => [
      name,
      { check: name, verdict: unknown('learning', ''), at: 0, since: 0, streak: 1, memo: {} },
    ]),
  )
  await readHistories(checks, states, NOW, delivery === undefined ? undefined : delivery * DAY, store)
  return Object.fromEntries(queries.map(({ series, since, before }) => [series, [since / DAY, before / DAY]]))
}

describe('history is read', () => {
  test('as far back as is learned from, and nearer where looks are polled', async () => {
    expect(await read([['volume', [ROWS]]])).toEqual({ volume: [79, 100] })
    expect(await read([['volume', [ROWS]]], 99)).toEqual({ volume: [39, 99] })
    expect(await read([['volume', [perDay(98)]]])).toEqual({ 'volume per day of at in UTC': [40, 100] })
  })

  test('only from a little before what a check has learned already', async () => {
    expect(await read([['volume', [perDay(97)], 99]])).toEqual({ 'volume per day of at in UTC': [95, 100] })
  })

  test('as far as the check needs that knows least', async () => {
    const both = await read([
      ['distribution/a', [ROWS], 99],
      ['distribution/b', [ROWS]],
    ])
    expect(both).toEqual({ distribution: [79, 100] })
  })

  test('over every period that is measured anew, whoever asked for it, so that nothing stored beside it is lost', async () => {
    const both = await read([
      ['volume', [perDay(97)], 99],
      ['distribution', [{ ...perDay(30), fn: 'nulls', fields: ['a'] }]],
    ])
    expect(both['volume per day of at in UTC']).toEqual([30, 100])
  })

  test('not of what was asked once', async () => {
    expect(await read([['volume', [{ ...perDay(90), once: true }]]])).toEqual({})
  })
})
