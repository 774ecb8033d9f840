/** What every store must do: rows leave the outbox in order, once, and are never lost. */
import { describe, expect, test } from 'vitest'
import { DAY, HOUR, MINUTE } from '../../../src/core/calendar/time.ts'
import type { Store } from '../../../src/core/store.ts'
import { open, type Place } from './place.ts'
import { incident, NOON, outboxRow, record, reply, told } from './samples.ts'

const SLACK = { incident: 'i', receiver: 'slack', audience: '' } as const
const DELIVERED = { state: 'delivered', at: NOON, address: '#orders' } as const

export function outboxSuite(place: Place): void {
  const fresh = async () => open(await place.fresh())
  const claimed = async (store: Store, at = NOON, limit = 10) => (await store.claim(at, MINUTE, limit)).map(({ id }) => id)

  const receiversOf = async (store: Store, of: string) => (await store.conversations(of)).map(({ receiver }) => receiver)

  describe('a claim', () => {
    test('takes only the first undelivered row of each incident and receiver, in the order of commits', async () => {
      const store = await fresh()
      await store.commit(told('i', [outboxRow('z-root', 'i'), reply('a-reply', 'i'), outboxRow('hook', 'i', { receiver: 'webhook' })]))
      await store.commit(told('j', [outboxRow('j-root', 'j')]))
      expect(await claimed(store)).toEqual(['z-root', 'hook', 'j-root'])
      expect(await claimed(store)).toEqual([])
    })

    test('takes no more than the limit, the oldest first', async () => {
      const store = await fresh()
      const ids = Array.from({ length: 9 }, (_, index) => `i${index}`)
      await store.commit(record({ incidents: ids.map((id) => incident(id)), outbox: ids.map((id) => outboxRow(`n-${id}`, id)) }))
      expect(await claimed(store, NOON, 4)).toEqual(['n-i0', 'n-i1', 'n-i2', 'n-i3'])
      expect(await claimed(store, NOON, 4)).toEqual(['n-i4', 'n-i5', 'n-i6', 'n-i7'])
    })

    test('waits for the time of a row, and a row behind it waits with it', async () => {
      const store = await fresh()
      await store.commit(told('i', [outboxRow('root', 'i', { notBefore: NOON + HOUR }), reply('reply', 'i')]))
      expect(await claimed(store, NOON + HOUR - 1)).toEqual([])
      expect(await store.nextDue()).toBe(NOON + HOUR)
      expect(await claimed(store, NOON + HOUR)).toEqual(['root'])
    })

    test('a beginning that waits for its hours goes with what follows it at once, and is known to wait until then', async () => {
      const store = await fresh()
      const later = { createdAt: NOON + HOUR, notBefore: NOON + HOUR }
      const root = outboxRow('root', 'i', later)
      await store.commit(told('i', [{ ...root, notice: { ...root.notice, deferred: true } }]))
      await store.commit(told('j', [outboxRow('other', 'j', { notBefore: NOON + HOUR })]))
      expect(await store.conversations('i')).toEqual([{ ...SLACK, waits: { until: NOON + HOUR, address: '#orders' } }])
      expect(await store.conversations('j')).toEqual([{ ...SLACK, incident: 'j' }])
      const news = (of: string) => {
        const row = reply(`${of}-reply`, of)
        return { ...row, notice: { ...row.notice, transition: 'changed' as const } }
      }
      await store.commit(record({ outbox: [news('i'), news('j')] }))
      expect(await claimed(store)).toEqual(['root'])
      expect(await store.conversations('i')).toEqual([SLACK])
    })

    test('is free again when its lease is over, and the late claimer cannot settle any more', async () => {
      const store = await fresh()
      await store.commit(told('i', [outboxRow('root', 'i')]))
      const [late] = await store.claim(NOON, MINUTE, 1)
      expect(await claimed(store, NOON + MINUTE - 1)).toEqual([])
      expect(await store.nextDue()).toBe(NOON + MINUTE)
      const [row] = await store.claim(NOON + MINUTE, MINUTE, 1)
      if (late === undefined || row === undefined) throw new Error('nothing was claimed')
      expect(row.attempts).toBe(2)
      expect(late.lastError).toBeUndefined()
      expect(row.lastError).toMatch(/^interrupted: /)
      expect(await store.settle(late, { ...DELIVERED, handle: 'late' })).toBe(false)
      expect(await store.thread(SLACK)).toBeUndefined()
      expect(await store.settle(row, { ...DELIVERED, handle: 'in time' })).toBe(true)
      expect(await store.settle(row, DELIVERED)).toBe(false)
      expect(await store.thread(SLACK)).toEqual({ handle: 'in time', address: '#orders', shows: 0 })
    })

    test('never gives two claimers the same row', async () => {
      const url = await place.fresh()
      const claimers = await Promise.all(Array.from({ length: 4 }, () => open(url)))
      const ids = Array.from({ length: 120 }, (_, index) => `i${index}`)
      await claimers[0]?.commit(record({ incidents: ids.map((id) => incident(id)), outbox: ids.map((id) => outboxRow(id, id)) }))
      const drain = async (store: Store): Promise<readonly string[]> => {
        const rows = await claimed(store, NOON, 7)
        return rows.length === 0 ? [] : [...rows, ...(await drain(store))]
      }
      const taken = (await Promise.all(claimers.map(drain))).flat()
      expect(taken.toSorted()).toEqual(ids.toSorted())
    })

    test('of a daemon that is gone is free for the next daemon at once, not for a reader', async () => {
      const url = await place.fresh()
      const first = await open(url, 'daemon')
      await first.commit(told('i', [outboxRow('root', 'i')]))
      expect(await claimed(first)).toEqual(['root'])
      await first.close()
      expect(await claimed(await open(url))).toEqual([])
      expect(await claimed(await open(url, 'daemon'))).toEqual(['root'])
    })

    test('buries a row that cannot be read, so that it holds up nothing', async () => {
      const url = await place.fresh()
      const store = await open(url)
      await store.commit(told('i', [outboxRow('bad', 'i'), reply('good', 'i')]))
      await place.raw(url, `update outbox set notice = '7' where id = 'bad'`)
      expect(await claimed(store)).toEqual([])
      expect(await claimed(store)).toEqual(['good'])
      expect(await store.outboxSummary()).toMatchObject([{ queued: 1, dead: new Map([['the row cannot be read', 1]]) }])
    })
  })

  describe('settling', () => {
    test('a delivered or dead row lets the next one go', async () => {
      const store = await fresh()
      await store.commit(told('i', [outboxRow('1', 'i'), reply('2', 'i'), reply('3', 'i')]))
      for (const outcome of [DELIVERED, { state: 'dead', at: NOON, error: 'no such channel' } as const]) {
        const [row] = await store.claim(NOON, MINUTE, 5)
        if (row !== undefined) await store.settle(row, outcome)
      }
      expect(await claimed(store)).toEqual(['3'])
      expect(await store.outboxSummary()).toEqual([{ receiver: 'slack', queued: 1, dead: new Map([['no such channel', 1]]), oldest: NOON }])
    })

    test('a row that is tried again moves on in its chain, remembers why, and keeps its turn', async () => {
      const store = await fresh()
      await store.commit(told('i', [outboxRow('root', 'i'), reply('reply', 'i')]))
      const [row] = await store.claim(NOON, MINUTE, 5)
      if (row === undefined) throw new Error('nothing was claimed')
      await store.settle(row, { state: 'queued', position: 1, notBefore: NOON + HOUR, error: 'no\0 such channel' })
      expect(await claimed(store)).toEqual([])
      const [again] = await store.claim(NOON + HOUR, MINUTE, 5)
      expect(again).toMatchObject({ id: 'root', position: 1, attempts: 2, notBefore: NOON + HOUR, lastError: 'no such channel' })
    })

    test('the first root of a conversation gives it its handle; replies and later roots leave it', async () => {
      const store = await fresh()
      await store.commit(told('i', [outboxRow('root', 'i'), reply('reply', 'i'), outboxRow('again', 'i')]))
      for (const handle of ['first', 'second', 'third']) {
        const [row] = await store.claim(NOON, MINUTE, 5)
        if (row !== undefined) await store.settle(row, { ...DELIVERED, handle })
        expect(await store.thread(SLACK)).toEqual({ handle: 'first', address: '#orders', shows: 0 })
      }
      expect(await store.thread({ ...SLACK, receiver: 'webhook' })).toBeUndefined()
      expect(await store.outboxSummary()).toEqual([])
      expect(await store.nextDue()).toBeUndefined()
    })

    test('tells who has, or had, anything to hear of an incident', async () => {
      const store = await fresh()
      expect(await receiversOf(store, 'i')).toEqual([])
      await store.commit(told('i', [outboxRow('root', 'i'), reply('reply', 'i'), outboxRow('hook', 'i', { receiver: 'webhook' })]))
      expect((await receiversOf(store, 'i')).toSorted()).toEqual(['slack', 'webhook'])
      expect(await receiversOf(store, 'j')).toEqual([])
    })

    test('knows the newest moment that a root shows, each audience has a conversation of its own', async () => {
      const store = await fresh()
      const affected = { audience: 'affected:shop.revenue' }
      await store.commit(told('i', [outboxRow('root', 'i'), outboxRow('edit', 'i'), outboxRow('other', 'i', affected)]))
      const [root, other] = await store.claim(NOON, MINUTE, 5)
      if (root) await store.settle(root, { ...DELIVERED, handle: 'h', shows: NOON })
      if (other) await store.settle(other, { ...DELIVERED, handle: 'o', shows: NOON + 1 })
      const [edit] = await store.claim(NOON, MINUTE, 5)
      if (edit) await store.settle(edit, { ...DELIVERED, shows: NOON + HOUR })
      expect(await store.thread(SLACK)).toEqual({ handle: 'h', address: '#orders', shows: NOON + HOUR })
      expect(await store.thread({ ...SLACK, ...affected })).toEqual({ handle: 'o', address: '#orders', shows: NOON + 1 })
    })

    test('where no root went before, the first delivery with a handle begins the conversation', async () => {
      const store = await fresh()
      await store.commit(told('i', [reply('reply', 'i')]))
      const [row] = await store.claim(NOON, MINUTE, 5)
      if (row !== undefined) expect(await store.settle(row, { ...DELIVERED, handle: 'x' })).toBe(true)
      expect(await store.thread(SLACK)).toEqual({ handle: 'x', address: '#orders', shows: 0 })
    })
  })

  describe('what people and an outage do', () => {
    const failed = (id: string, of: string) => outboxRow(id, of, { lastError: 'unreachable: no route', attempts: 3 })
    const over = (id: string, parts = {}) =>
      incident(id, { status: 'resolved', resolvedAt: NOON + HOUR, title: `${id} was late`, ...parts })

    test('rows that wait and rows that were given up are listed, by receiver and state', async () => {
      const store = await fresh()
      await store.commit(told('i', [outboxRow('a', 'i'), outboxRow('b', 'i', { receiver: 'hook' })]))
      const [row] = await store.claim(NOON, MINUTE, 1)
      if (!row) throw new Error('nothing was claimed')
      await store.settle(row, { state: 'dead', at: NOON, error: 'auth: no' })
      const ids = async (query: Parameters<Store['outbox']>[0]) => (await store.outbox(query)).map(({ id }) => id)
      expect(await ids({})).toEqual(['a', 'b'])
      expect(await ids({ state: 'dead' })).toEqual(['a'])
      expect(await ids({ state: 'waiting', receiver: 'hook' })).toEqual(['b'])
      expect(await ids({ state: 'waiting', receiver: 'slack' })).toEqual([])
      expect(await store.outboxSummary()).toEqual([
        { receiver: 'hook', queued: 1, oldest: NOON, dead: new Map() },
        { receiver: 'slack', queued: 0, dead: new Map([['auth', 1]]) },
      ])
    })

    test('a row that was given up is tried again from the beginning of its chain, or dropped for good', async () => {
      const store = await fresh()
      await store.commit(told('i', [outboxRow('a', 'i'), outboxRow('b', 'i', { receiver: 'hook' })]))
      for (const row of await store.claim(NOON, MINUTE, 2)) await store.settle(row, { state: 'dead', at: NOON, error: 'auth: no' })
      expect(await store.replay(['a'], 'Ada', NOON + HOUR)).toBe(1)
      expect(await store.drop(['b', 'nothing'], 'Ada', NOON + HOUR)).toBe(1)
      expect(await store.claim(NOON + HOUR, MINUTE, 5)).toMatchObject([{ id: 'a', position: 0, lastError: 'replayed: by Ada' }])
      expect(await store.outbox({})).toMatchObject([{ id: 'a' }])
    })

    test('what began and ended untold is gathered into one row, once; what goes on, was told, or goes elsewhere is not', async () => {
      const store = await fresh()
      const elsewhere = [{ tool: 'slack', address: '#other', from: 'product' }] as const
      await store.commit(
        record({
          incidents: [over('a'), over('b'), incident('c'), over('d'), over('e', { cause: 'a' }), over('f')],
          outbox: [
            failed('a1', 'a'),
            { ...failed('a2', 'a'), notice: reply('a2', 'a').notice },
            failed('b1', 'b'),
            failed('c1', 'c'),
            outboxRow('d1', 'd', { channels: elsewhere }),
            failed('e1', 'e'),
            outboxRow('f1', 'f', { createdAt: NOON + HOUR }),
          ],
        }),
      )
      const rows = await store.claim(NOON, MINUTE, 1)
      const [row] = rows
      if (!row) throw new Error('nothing was claimed')
      expect(await store.gatherMissed(row, NOON + MINUTE, NOON + 2 * HOUR)).toBe(2)
      expect(await store.gatherMissed(row, NOON + MINUTE, NOON + 2 * HOUR)).toBe(0)
      expect((await store.outbox({})).map(({ id }) => id)).toEqual(['c1', 'd1', 'f1', `a.${NOON + 2 * HOUR}.missed.slack`])
      const [, , , digest] = await store.outbox({})
      expect(digest?.notice).toMatchObject({
        transition: 'digest',
        form: 'root',
        digest: { why: 'missed', more: 0, entries: [{ title: 'a was late', to: NOON + HOUR }, { title: 'b was late' }] },
      })
      expect(await store.settle(row, DELIVERED)).toBe(false)
      await store.commit(record({ incidents: [over('g')], outbox: [failed('g1', 'g')] }))
      expect(await store.gatherMissed(row, NOON + MINUTE, NOON + 3 * HOUR)).toBe(1)
      const waiting = await store.outbox({})
      expect(waiting.map(({ id }) => id)).toEqual(['c1', 'd1', 'f1', `g.${NOON + 3 * HOUR}.missed.slack`])
      expect(waiting.at(-1)?.notice.digest?.entries.map(({ incident: id }) => id)).toEqual(['a', 'b', 'g'])
      expect(waiting.at(-1)?.notice.reason).toBe('3 incidents began and ended while this could not be reached')
    })

    test('what is kept back is kept once, with its incident as it is by now, and a digest takes its place whole', async () => {
      const store = await fresh()
      const row = outboxRow('a', 'i')
      await store.commit(told('i', [row]))
      await store.keepBack(row, NOON)
      await store.keepBack({ ...row, id: 'again' }, NOON + HOUR)
      await store.commit(record({ incidents: [over('i')] }))
      const kept = await store.keptBack()
      expect(kept).toMatchObject([{ at: NOON, row: { id: 'a' }, incident: { status: 'resolved', title: 'i was late' } }])
      expect(await store.keptBack({ incident: 'i', receiver: 'hook', audience: '' })).toEqual([])
      await expect(store.digest(kept, outboxRow('a', 'i'))).rejects.toThrow()
      expect(await store.keptBack()).toHaveLength(1)
      await store.digest(kept, outboxRow('digest', 'i', { audience: 'budget:1' }))
      expect(await store.keptBack()).toEqual([])
      expect((await store.outbox({})).map(({ id }) => id)).toEqual(['a', 'digest'])
    })

    test('conversations of owners that were begun since a time are what a budget went to', async () => {
      const store = await fresh()
      await store.commit(
        record({
          incidents: [incident('i'), incident('old', { openedAt: NOON - DAY }), incident('j')],
          outbox: [outboxRow('a', 'i'), outboxRow('b', 'old'), outboxRow('c', 'j', { audience: 'affected:x' })],
        }),
      )
      for (const row of await store.claim(NOON, MINUTE, 5)) await store.settle(row, { ...DELIVERED, handle: row.id })
      expect(await store.begun(NOON - HOUR)).toMatchObject([{ receiver: 'slack', address: '#orders', incident: { id: 'i' } }])
      expect(await store.begun(NOON - 2 * DAY)).toHaveLength(2)
      expect(await store.spent('slack', '#orders', NOON - HOUR)).toBe(1)
      expect(await store.spent('slack', '#other', NOON - HOUR)).toBe(0)
    })

    test('a message of many incidents is a group that others join, and a budget counts it once', async () => {
      const store = await fresh()
      const calm = outboxRow('z', 'z', { channels: [{ tool: 'slack', address: '#other', from: 'product' }] })
      await store.commit(
        record({
          incidents: [incident('i'), incident('j'), over('k'), incident('z')],
          outbox: [outboxRow('a', 'i'), outboxRow('b', 'j'), outboxRow('c', 'k'), calm],
        }),
      )
      const [row, next] = await store.claim(NOON, MINUTE, 2)
      if (!row || !next) throw new Error('nothing was claimed')
      expect((await store.waitingBeside(row)).map(({ id }) => id)).toEqual(['i', 'j'])
      expect(await store.liveGroup('slack', '#orders', NOON - HOUR)).toBeUndefined()
      expect(await store.groupOf(next)).toBeUndefined()
      await store.settle(row, { ...DELIVERED, handle: 'C1:1', shows: NOON, group: true })
      const group = await store.liveGroup('slack', '#orders', NOON - HOUR)
      expect(group).toEqual({ receiver: 'slack', handle: 'C1:1', address: '#orders', shows: NOON })
      expect(await store.liveGroup('slack', '#orders', NOON + 1)).toBeUndefined()
      if (group) await store.joinGroup(next, group)
      const joined = await store.groupOf(next)
      expect(joined).toMatchObject({ handle: 'C1:1', shows: NOON })
      expect(joined && (await store.incidentsOf(joined)).map(({ id }) => id)).toEqual(['i', 'j'])
      expect(joined && (await store.lastOf(joined))).toBeUndefined()
      await store.settle(next, { ...DELIVERED, shows: NOON + HOUR })
      expect((await store.groupOf(row))?.shows).toBe(NOON + HOUR)
      expect((await store.waitingBeside(row)).map(({ id }) => id)).toEqual([])
      expect(await store.spent('slack', '#orders', NOON - HOUR)).toBe(1)
      expect(await store.begun(NOON - HOUR)).toHaveLength(1)
    })
  })
}
