/** What every store must do: reading back what was committed, whole or not at all. */

import { describe, expect, test } from 'vitest'
import { DAY, HOUR, MINUTE } from '../../../src/core/calendar/time.ts'
import { MIGRATIONS } from '../../../src/store/migrations/migrate.ts'
import { open, type Place } from './place.ts'
import { DATASET, incident, measurement, NOON, outboxRow, record, state, teaching, transition } from './samples.ts'
import { lines } from './surroundings.ts'

export function storeSuite(place: Place): void {
  const fresh = async () => open(await place.fresh())
  const whole = { dataset: DATASET, series: 'probe', since: 0, before: NOON + DAY, step: 0 }

  describe('what was committed', () => {
    test('is read back as it was, also by the next one to open the store', async () => {
      const url = await place.fresh()
      const store = await open(url)
      const written = record({
        measurements: [
          measurement(NOON, 9_007_199_254_740_991, { values: { 'rows()': 9_007_199_254_740_991, 'mean(a)': -0.1 }, excluded: ['rows()'] }),
        ],
        states: [state('a/freshness', { memo: { columns: ['ä', '\u0000', '\ud800'] } }), state('a/volume', { lessons: '0af3' })],
        incidents: [incident('i1', { source: 'warehouse', fields: ['weight'] })],
        transitions: [transition('i1', { by: 'ada' })],
        outbox: [outboxRow('n1', 'i1')],
      })
      await store.commit(written)
      await store.close()
      const again = await open(url)
      expect(await again.history(whole)).toEqual(written.measurements)
      expect(await again.states()).toEqual(written.states)
      expect(await again.incidents({})).toEqual(written.incidents)
      expect(await again.transitions('i1')).toEqual(written.transitions)
      expect(await again.probed()).toEqual(new Map([[DATASET, NOON]]))
      expect(await again.claim(NOON, MINUTE, 10)).toEqual([{ ...written.outbox[0], state: 'claimed', attempts: 1 }])
    })

    test('replaces the same bucket, check and incident, and adds to the transitions', async () => {
      const store = await fresh()
      await store.commit(
        record({ measurements: [measurement(NOON, 1)], states: [state('c')], incidents: [incident('i')], transitions: [transition('i')] }),
      )
      const later = record({
        at: NOON + HOUR,
        measurements: [measurement(NOON, 5), measurement(NOON, 2, { at: NOON + HOUR })],
        states: [state('c', { streak: 2 }), state('c', { streak: 3 })],
        incidents: [incident('i'), incident('i', { status: 'resolved', resolvedAt: NOON + HOUR })],
        transitions: [transition('i', { kind: 'resolved', at: NOON + HOUR })],
      })
      await store.commit(later)
      expect(await store.history(whole)).toEqual([measurement(NOON, 2, { at: NOON + HOUR })])
      expect(await store.states()).toEqual([state('c', { streak: 3 })])
      expect(await store.incidents({})).toEqual([later.incidents[1]])
      expect((await store.transitions('i')).map(({ kind }) => kind)).toEqual(['opened', 'resolved'])
      expect(await store.probed()).toEqual(new Map([[DATASET, NOON + HOUR]]))
    })

    test('keeps the memo of a check that remembers nothing new, and takes null for a memo', async () => {
      const store = await fresh()
      await store.commit(record({ states: [state('a', { memo: 1 }), state('b', { memo: 1 })] }))
      await store.commit(record({ states: [state('a', { streak: 2 }), state('b', { memo: null })] }))
      expect(await store.states()).toEqual([state('a', { streak: 2, memo: 1 }), state('b', { memo: null })])
    })

    test('is all or nothing: a notice that cannot be stored takes its incident back', async () => {
      const store = await fresh()
      await store.commit(record({ incidents: [incident('i1')], outbox: [outboxRow('n1', 'i1')] }))
      const twice = record({
        at: NOON + HOUR,
        measurements: [measurement(NOON, 1)],
        states: [state('c')],
        incidents: [incident('i1', { status: 'resolved' }), incident('i2')],
        transitions: [transition('i2')],
        outbox: [outboxRow('n2', 'i2'), outboxRow('n1', 'i1')],
      })
      await expect(store.commit(twice)).rejects.toThrow(/unique/i)
      expect(await store.incidents({})).toEqual([incident('i1')])
      expect([await store.history(whole), await store.states(), await store.transitions('i2')]).toEqual([[], [], []])
      expect(await store.probed()).toEqual(new Map([[DATASET, NOON]]))
      expect(await store.outbox({ state: 'waiting' })).toHaveLength(1)
    })

    test('has no size limit: thousands of checks and periods in one record', async () => {
      const store = await fresh()
      const many = Array.from({ length: 2_500 }, (_, index) => index)
      await store.commit(record({ measurements: many.map((n) => measurement(NOON + n, n)), states: many.map((n) => state(`c${n}`)) }))
      expect(await store.history(whole)).toHaveLength(2_500)
      expect(await store.states(many.map((n) => `c${n}`))).toHaveLength(2_500)
    })

    test('leaves out numbers that are none, and the part of a millisecond', async () => {
      const store = await fresh()
      await store.commit(
        record({
          at: NOON + 0.4,
          measurements: [measurement(NOON + 0.7, 1, { values: { a: Number.NaN, b: 2, c: Number.POSITIVE_INFINITY } })],
        }),
      )
      expect(await store.history(whole)).toEqual([measurement(NOON, 1, { values: { b: 2 } })])
      expect(await store.probed()).toEqual(new Map([[DATASET, NOON]]))
    })
  })

  describe('history', () => {
    test('goes from `since` up to, not including, `before`, oldest first, in one series of one dataset', async () => {
      const store = await fresh()
      const foreign = [measurement(NOON, 0, { series: 'volume per day of at in UTC' }), measurement(NOON, 0, { dataset: 'other' })]
      await store.commit(record({ measurements: [...[3, 1, 2, 0].map((hour) => measurement(NOON + hour * HOUR, hour)), ...foreign] }))
      const found = await store.history({ ...whole, since: NOON + HOUR, before: NOON + 3 * HOUR })
      expect(found.map(({ values }) => values['rows()'])).toEqual([1, 2])
    })

    test('keeps the last measurement of each span of `step`', async () => {
      const store = await fresh()
      await store.commit(record({ measurements: [0, 20, 59, 60, 61, 150].map((minute) => measurement(NOON + minute * MINUTE, minute)) }))
      const found = await store.history({ ...whole, step: HOUR })
      expect(found.map(({ values }) => values['rows()'])).toEqual([59, 61, 150])
      const early = await store.history({ ...whole, step: HOUR, before: NOON + 59 * MINUTE })
      expect(early.map(({ values }) => values['rows()'])).toEqual([20])
    })
  })

  test('states are found by name; unknown names are left out', async () => {
    const store = await fresh()
    await store.commit(record({ states: [state('a'), state('b'), state('c')] }))
    expect((await store.states(['c', 'a', 'x'])).map(({ check }) => check).sort()).toEqual(['a', 'c'])
    expect(await store.states([])).toEqual([])
  })

  test('incidents are found by status, dataset, source and id, newest first', async () => {
    const store = await fresh()
    const all = [
      incident('old', { openedAt: NOON - DAY, status: 'resolved' }),
      incident('new', { openedAt: NOON, status: 'pending' }),
      incident('mid', { openedAt: NOON - HOUR, dataset: 'other', source: 'warehouse' }),
    ]
    await store.commit(record({ incidents: all }))
    const ids = async (query: Parameters<typeof store.incidents>[0]) => (await store.incidents(query)).map(({ id }) => id)
    expect(await ids({})).toEqual(['new', 'mid', 'old'])
    expect(await ids({ status: ['pending', 'resolved'] })).toEqual(['new', 'old'])
    expect(await ids({ status: [] })).toEqual([])
    expect(await ids({ dataset: 'other' })).toEqual(['mid'])
    expect(await ids({ source: 'warehouse', status: ['open'] })).toEqual(['mid'])
    expect(await ids({ id: 'old' })).toEqual(['old'])
  })

  describe('what people teach', () => {
    test('is read back by check in the order in which it was taught, and stays when measurements are forgotten', async () => {
      const url = await place.fresh()
      const store = await open(url)
      const sale = teaching('a', { at: NOON + 2, note: 'sale “ä” 🐍' })
      const other = teaching('b', { at: NOON + 1 })
      for (const one of [sale, other]) await store.teach(one)
      await store.forget(NOON + DAY)
      await store.close()
      const again = await open(url)
      expect(await again.teachings()).toEqual([other, sale])
      expect(await again.teachings(['a', 'x'])).toEqual([sale])
      expect(await again.teachings([])).toEqual([])
    })

    test('is replaced by the same verb from the same moment on, and by no other', async () => {
      const store = await fresh()
      const again = teaching('a', { to: NOON + DAY, by: 'Ben', at: NOON + 1 })
      const other = teaching('a', { verb: 'anomaly' })
      for (const one of [teaching('a'), other, again]) await store.teach(one)
      expect(await store.teachings(['a'])).toEqual([other, again])
    })

    test('can be taken back once', async () => {
      const store = await fresh()
      await store.teach(teaching('a'))
      await store.teach(teaching('a', { from: NOON - DAY }))
      expect(await store.unteach(teaching('a'))).toBe(true)
      expect(await store.unteach(teaching('a'))).toBe(false)
      expect(await store.teachings()).toEqual([teaching('a', { from: NOON - DAY })])
    })
  })

  test('windows and silences are read back in their order, ended ones included, and an id is kept once', async () => {
    const url = await place.fresh()
    const store = await open(url)
    const window = {
      what: 'window',
      id: 'w1',
      kind: 'backfill',
      name: 'load of “ä” 🐍',
      for: 'orders.*',
      when: { hours: { zone: 'Europe/Berlin', weekdays: [7], from: 120, to: 240 } },
      by: 'Ada',
      at: NOON + 1,
    } as const
    const silence = { what: 'silence', id: 's1', for: '*', reason: 'known', from: NOON, to: NOON + DAY, by: 'Ben', at: NOON } as const
    await store.keepQuietTime(window)
    await store.keepQuietTime(silence)
    const ended = { ...silence, endedAt: NOON + 5, endedBy: 'Ada' }
    await store.keepQuietTime(ended)
    await store.close()
    expect(await (await open(url)).quietTimes()).toEqual([ended, window])
  })

  test('forgetting deletes old measurements and delivered notices of resolved incidents, nothing else', async () => {
    const store = await fresh()
    const old = Array.from({ length: 4_500 }, (_, index) => measurement(NOON - HOUR - index, index))
    await store.commit(
      record({ measurements: [...old, measurement(NOON, 1)], incidents: [incident('open'), incident('over', { status: 'resolved' })] }),
    )
    await store.commit(
      record({ outbox: [outboxRow('o', 'open'), outboxRow('d', 'over'), outboxRow('x', 'over', { receiver: 'webhook' })] }),
    )
    for (const row of await store.claim(NOON, MINUTE, 10)) {
      const dead = row.id === 'x'
      await store.settle(
        row,
        dead ? { state: 'dead', at: NOON, error: 'gone' } : { state: 'delivered', at: NOON, handle: row.id, address: '#orders' },
      )
    }
    expect(await store.forget(NOON)).toBe(4_500)
    expect(await store.history(whole)).toEqual([measurement(NOON, 1)])
    expect(await store.forget(NOON + 1)).toBe(1)
    expect(await store.incidents({})).toHaveLength(2)
    expect(await store.outbox({})).toMatchObject([{ state: 'dead' }])
    expect(await store.thread({ incident: 'over', receiver: 'slack', audience: '' })).toEqual({ handle: 'd', address: '#orders', shows: 0 })
  })

  test('forgetting takes the delivered notices of an incident only once it is resolved', async () => {
    const url = await place.fresh()
    const store = await open(url)
    await store.commit(
      record({
        incidents: [incident('open'), incident('over', { status: 'resolved' })],
        outbox: [outboxRow('o', 'open'), outboxRow('d', 'over')],
      }),
    )
    for (const row of await store.claim(NOON, MINUTE, 10)) await store.settle(row, { state: 'delivered', at: NOON, address: '#orders' })
    await store.forget(NOON + 1)
    expect(await place.raw(url, 'select id from outbox')).toEqual([{ id: 'o' }])
  })

  test('a row that cannot be read is left out and reported, and the others are answered', async () => {
    const url = await place.fresh()
    const store = await open(url)
    await store.commit(
      record({
        measurements: [measurement(NOON, 1), measurement(NOON + 1, 2)],
        states: [state('a'), state('b')],
        incidents: [incident('i'), incident('j')],
      }),
    )
    await place.raw(
      url,
      `update measurements set measured = '"odd"' where bucket = ${NOON}`,
      `update check_states set verdict = '[]' where check_id = 'a'`,
      `update incidents set incident = 'null' where id = 'i'`,
    )
    lines.length = 0
    expect(await store.history(whole)).toEqual([measurement(NOON + 1, 2)])
    expect(await store.states()).toEqual([state('b')])
    expect(await store.incidents({})).toEqual([incident('j')])
    expect(lines).toHaveLength(3)
    expect(new Set(lines.map(({ level }) => level))).toEqual(new Set(['error']))
  })

  test('a store of a newer program is refused, and left to it', async () => {
    const url = await place.fresh()
    await (await open(url)).close()
    await place.raw(url, `insert into meshwatch_migrations values (999, 'later', 0)`)
    await expect(open(url)).rejects.toMatchObject({ code: 'STORE_NEWER' })
    expect(await place.raw(url, 'select max(version) as version from meshwatch_migrations')).toEqual([{ version: 999 }])
  })

  test('many that open a new store at once make it once', async () => {
    const url = await place.fresh()
    const stores = await Promise.all(Array.from({ length: 6 }, () => open(url)))
    await Promise.all(stores.map((store, index) => store.commit(record({ states: [state(`c${index}`)] }))))
    expect(await stores[0]?.states()).toHaveLength(6)
    expect(await place.raw(url, 'select version from meshwatch_migrations')).toEqual(MIGRATIONS.map(({ version }) => ({ version })))
  })

  test('a second daemon is refused while the first one runs; others may read and write beside it', async () => {
    const url = await place.fresh()
    const first = await open(url, 'daemon')
    await expect(open(url, 'daemon')).rejects.toMatchObject({ code: 'STORE_IN_USE' })
    const beside = await open(url)
    await beside.commit(record({ states: [state('a')] }))
    expect(await first.states()).toHaveLength(1)
    await first.close()
    await open(url, 'daemon')
  })
}
