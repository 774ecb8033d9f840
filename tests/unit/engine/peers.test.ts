import { describe, expect, test } from 'vitest'
import { DAY, type Instant } from '../../../src/core/calendar/time.ts'
import type { Check, CheckKind } from '../../../src/core/check.ts'
import type { CheckState } from '../../../src/core/incident/incident.ts'
import type { Dataset, Mesh } from '../../../src/core/mesh.ts'
import type { DayCalendar } from '../../../src/core/series.ts'
import type { HistoryQuery, Measurement } from '../../../src/core/store.ts'
import type { Judged } from '../../../src/core/verdict.ts'
import { createPeerBoard, withPeers } from '../../../src/engine/peers.ts'

const TODAY = Date.parse('2026-11-21T00:00:00Z')
const NOW = TODAY + 1.1 * DAY
const TABLES = ['a', 'b', 'c', 'd', 'e', 'f', 'g']
const PER = { unit: 'day', field: 'at', zone: 'UTC' } as const

const checkOf = (table: string) =>
  ({
    id: `shop.${table}/${table}/volume`,
    kind: 'volume',
    product: `shop.${table}`,
    dataset: `shop.${table}/${table}`,
    params: { measure: { of: 'period', field: 'at', per: 'day', zone: 'UTC', settle: 0 } },
    schedule: { every: 1 },
  }) as unknown as Check

const mesh = {
  datasets: new Map(
    TABLES.map((table) => {
      const check = checkOf(table)
      return [check.dataset, { id: check.dataset, ref: { source: 'lake' }, checks: [check] } as unknown as Dataset]
    }),
  ),
} as unknown as Mesh

/** Shows the board how the past of a table is read. */
const volume = {
  series: (_: Check, past: { points(metric: object): readonly unknown[] }) => [{ points: past.points({ fn: 'rows', per: PER }) }],
} as unknown as CheckKind<never>

/** 70 of 100 rows, inside of a wide band. */
const weak = (score: number, value = 70, bucket: Instant = TODAY): Judged => ({
  state: 'pass',
  code: 'usual',
  reason: `${value} rows on Sat 21 Nov; usual is 60 to 160`,
  value,
  bucket,
  expected: { low: 60, high: 160 },
  evidence: { score, expected: 100, leastChange: 10 },
})

interface Source {
  readonly verdicts?: Readonly<Record<string, Judged>>
  /** What all tables had of a usual day, each day of the past. */
  shared?(day: number): number
}

/** A store that holds eight weeks of each table, with noise of its own. */
function boardOf({ verdicts = {}, shared = () => 1 }: Source = {}) {
  const states = Object.entries(verdicts).map(([table, verdict]) => ({ check: checkOf(table).id, verdict }) as CheckState)
  const own = (table: string, day: number) =>
    1 + (((day * day * 31 + day * 17 + table.charCodeAt(0) * 101 * (day % 13)) % 97) / 97 - 0.5) / 4
  return createPeerBoard(
    {
      states: async (ids) => states.filter(({ check }) => ids?.includes(check)),
      history: async ({ dataset, series, since, before }: HistoryQuery) =>
        Array.from({ length: 56 }, (_, index) => TODAY - (56 - index) * DAY)
          .filter((bucket) => bucket >= since && bucket < before)
          .map((bucket): Measurement => {
            const day = bucket / DAY
            const rows = 100 * own(dataset.at(-1) ?? '', day) * shared(day)
            return { dataset, series, bucket, at: bucket, values: { 'rows(per day of at in UTC)': rows }, excluded: [] }
          }),
    },
    { volume },
  )
}

const judgedBeside = async (source: Source, verdict: Judged, calendar?: DayCalendar) => {
  const check = checkOf('a')
  const peers = await boardOf(source).peersOf({ id: check.dataset, ref: { source: 'lake' } }, mesh, NOW)
  return withPeers(check, verdict, peers, calendar)
}

const allOf = (verdict: Judged) => Object.fromEntries(TABLES.slice(1).map((table) => [table, verdict]))

describe('a table that is low, but not low enough', () => {
  test('is an anomaly when the tables beside it are low on the same day', async () => {
    const verdict = await judgedBeside({ verdicts: allOf(weak(1.6)) }, weak(1.6))
    expect(verdict).toMatchObject({ state: 'fail', code: 'below-band', evidence: { evidence: 'peers', peers: 6 } })
    expect(verdict.reason).toBe(
      '70 rows on Sat 21 Nov; usual is 60 to 160; alone that would pass, but 6 of 6 tables beside it are low as well',
    )
  })

  test.each<[string, Source, Judged]>([
    ['the tables beside it are as usual', { verdicts: allOf(weak(0.1)) }, weak(1.6)],
    ['they were low on another day', { verdicts: allOf(weak(1.6, 70, TODAY - DAY)) }, weak(1.6)],
    ['they are high', { verdicts: allOf(weak(1.6, 130)) }, weak(1.6)],
    ['the change does not matter', { verdicts: allOf(weak(1.6)) }, weak(1.6, 95)],
    ['all of them go up and down together anyway', { verdicts: allOf(weak(1.6)), shared: (day) => 1.6 + Math.sin(day * day) }, weak(1.6)],
  ])('passes where %s', async (_, source, verdict) => {
    expect(await judgedBeside(source, verdict)).toBe(verdict)
  })

  test('passes on a special day: then all tables are low', async () => {
    const holiday: DayCalendar = { dayOf: () => 'Thanksgiving', isQuiet: () => false }
    const verdict = weak(1.6)
    expect(await judgedBeside({ verdicts: allOf(verdict) }, verdict, holiday)).toBe(verdict)
  })
})

test('what was judged since is known at once, and a table that is watched no more is forgotten', async () => {
  const board = boardOf()
  const at = { id: checkOf('a').dataset, ref: { source: 'lake' } }
  expect((await board.peersOf(at, mesh, NOW)).others).toEqual([])
  board.note(
    TABLES.map((table) => ({ check: checkOf(table), verdict: weak(1) })),
    'lake',
  )
  expect((await board.peersOf(at, mesh, NOW)).others.map(({ dataset }) => dataset)).toEqual(
    TABLES.slice(1).map((table) => checkOf(table).dataset),
  )
  const smaller = { datasets: new Map([...mesh.datasets].slice(0, 3)) } as unknown as Mesh
  expect((await board.peersOf(at, smaller, NOW)).others).toHaveLength(2)
})
