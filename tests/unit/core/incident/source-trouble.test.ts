import { expect, test } from 'vitest'
import type { Check } from '../../../../src/core/check.ts'
import { advance, type JudgedCheck } from '../../../../src/core/incident/advance.ts'
import { nextState } from '../../../../src/core/incident/check-state.ts'
import type { CheckState, Incident } from '../../../../src/core/incident/incident.ts'
import { commonCause, hasPeers, type PeerVolume } from '../../../../src/core/incident/source-trouble.ts'
import type { Verdict } from '../../../../src/core/verdict.ts'

const ROUND = 10

const volumeOf = (table: string, more: Partial<PeerVolume> = {}): PeerVolume => ({
  check: `shop.${table}/${table}/volume`,
  product: `shop.${table}`,
  dataset: `shop.${table}/${table}`,
  per: 'day',
  when: '2026-11-21',
  whenWords: 'on Sat 21 Nov',
  z: 0,
  value: 100,
  expected: 100,
  ...more,
})
const fell = (table: string, value = 40, more: Partial<PeerVolume> = {}) => volumeOf(table, { out: 'fell', z: -3, value, ...more })

const causeOf = (own: PeerVolume, ...others: readonly PeerVolume[]) => commonCause(own, [own, ...others], 'lake', ROUND)

test('most tables of a source that do the same at the same time have a common cause, the greatest loss first', () => {
  const cause = causeOf(fell('a'), fell('b', 10), fell('c', 70), volumeOf('d'), volumeOf('e'))
  expect(cause).toMatchObject({ way: 'fell', of: 5, hit: [{ product: 'shop.b' }, { product: 'shop.a' }, { product: 'shop.c' }] })
})

test.each<[string, readonly PeerVolume[]]>([
  ['half of them', [fell('b'), fell('c'), volumeOf('d'), volumeOf('e'), volumeOf('f')]],
  ['two of them', [fell('b')]],
  ['one way some, the other way others', [fell('b'), fell('c', 160, { out: 'rose' }), volumeOf('d')]],
  ['on different days', [fell('b', 40, { when: '2026-11-20' }), fell('c'), volumeOf('d')]],
  [
    'per hour, where the others are counted per day',
    [fell('b', 40, { per: 'hour' }), fell('c', 40, { per: 'hour' }), fell('d', 40, { per: 'hour' })],
  ],
  ['one table that two checks speak of', [fell('a', 40, { check: 'other' }), fell('b')]],
])('%s are not', (_, others) => {
  expect(causeOf(fell('a'), ...others)).toBeUndefined()
})

test('there is nobody to wait for where a source has fewer than three such tables', () => {
  expect(hasPeers(fell('a'), [fell('a'), volumeOf('b')])).toBe(false)
  expect(hasPeers(fell('a'), [fell('a'), volumeOf('b'), volumeOf('c')])).toBe(true)
})

/** A source that is visited table by table; states, incidents and the board are remembered as by the engine. */
function source() {
  const states = new Map<string, CheckState>()
  const incidents = new Map<string, Incident>()
  const board = new Map<string, PeerVolume>()
  return {
    visit(now: number, one: PeerVolume) {
      board.set(one.check, one)
      const all = [...board.values()]
      const verdict: Verdict = { state: one.out ? 'fail' : 'pass', code: 'x', reason: `${one.value} rows`, value: one.value }
      const policy = { openAfter: 1, resolveAfter: 1, unknownAfter: 3, severity: 'high' }
      const check = { id: one.check, kind: 'volume', product: one.product, dataset: one.dataset, policy } as Check
      const state = nextState(states.get(check.id), check, { verdict }, now)
      states.set(check.id, state)
      const common = commonCause(one, all, 'lake', ROUND)
      const judged: JudgedCheck = { check, type: 'volume', state, ...(common && { common }), ...(hasPeers(one, all) && { wait: ROUND }) }
      const open = [...incidents.values()].filter(({ status }) => status !== 'resolved')
      const scene = { domain: 'shop', product: one.product, dataset: one.dataset, source: 'lake', affects: [] }
      const answer = advance(open, [judged], scene, now)
      for (const incident of answer.incidents) incidents.set(incident.id, incident)
      return answer.transitions.map(({ kind }) => kind)
    },
    open: () => [...incidents.values()].filter(({ status }) => status !== 'resolved'),
    all: () => [...incidents.values()],
  }
}

const TABLES = ['a', 'b', 'c', 'd', 'e']

test('in whatever order the tables are visited, it ends in one incident with all of them, told as one', () => {
  for (const order of [TABLES, [...TABLES].reverse(), ['c', 'e', 'a', 'd', 'b']]) {
    const { visit, open, all } = source()
    for (const table of TABLES) visit(0, volumeOf(table, { when: '2026-11-20' }))
    for (const [index, table] of order.entries()) visit(index + 1, table === 'e' ? volumeOf(table) : fell(table))
    expect(open()).toMatchObject([{ source: 'lake', type: 'volume', title: 'source lake: rows fell in 4 of 5 tables' }])
    const [common] = open()
    expect(common?.members.map(({ check }) => check).sort()).toEqual(['a', 'b', 'c', 'd'].map((table) => `shop.${table}/${table}/volume`))
    // What was its own incident for a moment ended before anybody was to be told of it.
    const parts = all().filter(({ status }) => status === 'resolved')
    expect(parts.map(({ cause, resolvedAt = 0, tellAt = 0 }) => [cause, resolvedAt < tellAt])).toEqual(parts.map(() => [common?.id, true]))
  }
})

test('its members recover one by one, and the last one ends it', () => {
  const { visit, open } = source()
  for (const table of TABLES) visit(0, volumeOf(table, { when: '2026-11-20' }))
  for (const table of TABLES) visit(1, fell(table))
  const next = { when: '2026-11-22' }
  for (const table of ['a', 'b', 'c', 'd']) expect(visit(50, volumeOf(table, next))).toEqual([])
  expect(open()[0]?.members.filter(({ cleared }) => !cleared)).toMatchObject([{ check: 'shop.e/e/volume' }])
  expect(visit(51, fell('e', 40, next))).toEqual([])
  expect(visit(52, volumeOf('e', { when: '2026-11-23' }))).toEqual(['resolved'])
  expect(open()).toEqual([])
})

test('a table that joins later than a round of visits is told', () => {
  const { visit } = source()
  for (const table of TABLES) visit(0, volumeOf(table, { when: '2026-11-20' }))
  expect(['a', 'b', 'c', 'd'].map((table) => visit(1, fell(table)))).toEqual([
    ['opened'],
    ['opened'],
    ['resolved', 'resolved', 'opened'],
    [],
  ])
  expect(visit(1 + 2 * ROUND, fell('e'))).toEqual(['joined'])
})
