/** What every store must do: rows leave the outbox in order, once, and are never lost. */
import { describe, expect, test } from 'vitest'
import { HOUR, MINUTE } from '../../../src/core/calendar/time.ts'
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
      expect(await store.outboxSummary()).toMatchObject({ queued: 1, dead: 1 })
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
      expect(await store.outboxSummary()).toEqual({ queued: 1, dead: 1, oldest: NOON })
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
      expect(await store.outboxSummary()).toEqual({ queued: 0, dead: 0 })
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
}
