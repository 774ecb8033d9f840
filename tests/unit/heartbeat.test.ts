/** A sign of life, to a real server, that stays away when any part of the daemon stands still. */
import { tmpdir } from 'node:os'
import { expect, onTestFinished, test, vi } from 'vitest'
import { HOUR, MINUTE } from '../../src/core/calendar/time.ts'
import { Secret } from '../../src/core/secret.ts'
import { createHeartbeat } from '../../src/heartbeat.ts'
import { openStore } from '../../src/store/index.ts'
import { createStoryClock } from '../../src/surface/demo/story-clock.ts'
import { incident, NOON, outboxRow, record } from '../contract/store/samples.ts'
import { startFaultyServer } from '../support/faulty-server.ts'

async function opened() {
  const server = await startFaultyServer(() => ({ status: 200 }))
  onTestFinished(() => server.close())
  const clock = createStoryClock(NOON, async () => {
    for (let turn = 0; turn < 20; turn++) await new Promise((next) => setImmediate(next))
  })
  const warned: unknown[] = []
  const log = { error() {}, info() {}, debug() {}, warn: (...words: unknown[]) => void warned.push(words) }
  const store = await openStore('sqlite::memory:', { clock, log, root: tmpdir(), mode: 'daemon' })
  onTestFinished(() => store.close())
  const still = { scheduler: 0, dispatcher: 0 }
  const broken = { store: false }
  const heartbeat = createHeartbeat({
    clock,
    log,
    engine: {
      get pulse() {
        return { scheduler: still.scheduler || clock.now(), dispatcher: still.dispatcher || clock.now(), busy: false, waiting: 0 }
      },
    },
    store: {
      forget: (before) => (broken.store ? Promise.reject(new Error('disk full')) : store.forget(before)),
      nextDue: () => store.nextDue(),
    },
    config: () => ({ url: new Secret(`${server.url}/ping/canary-key`), every: MINUTE, allowPrivate: true }),
  })
  onTestFinished(() => heartbeat.stop())
  heartbeat.start()
  /** So many minutes pass one by one, and what is sent arrives. */
  const pass = async (minutes: number) => {
    for (let minute = 0; minute < minutes; minute++) {
      await clock.moveTo(clock.now() + MINUTE)
      await new Promise((next) => setTimeout(next, 40))
    }
  }
  return { server, clock, store, still, broken, heartbeat, pass, warned }
}

test('it beats while everything moves', async () => {
  const { server, pass, heartbeat, clock } = await opened()
  await pass(3)
  await vi.waitFor(() => expect(server.calls.length).toBeGreaterThanOrEqual(3))
  expect(server.calls[0]).toMatchObject({ method: 'GET', path: '/ping/canary-key' })
  expect(heartbeat.last).toBeGreaterThan(clock.now() - 2 * MINUTE)
})

test.each(['scheduler', 'dispatcher'] as const)(
  'it stays away within two periods when the %s stands still, and comes back',
  async (part) => {
    const { server, clock, still, pass, warned } = await opened()
    await pass(2)
    still[part] = clock.now()
    await pass(3)
    const before = server.calls.length
    await pass(3)
    expect(server.calls).toHaveLength(before)
    expect(before).toBeLessThanOrEqual(4)
    expect(JSON.stringify(warned)).toContain(`the ${part} stands still`)
    expect(JSON.stringify(warned)).not.toContain('canary-key')
    still[part] = 0
    await pass(2)
    expect(server.calls.length).toBeGreaterThan(before)
  },
)

test('it stays away when the store takes nothing, and when what is due is not sent', async () => {
  const { server, clock, store, broken, pass, warned } = await opened()
  await pass(2)
  broken.store = true
  const before = server.calls.length
  await pass(3)
  expect(server.calls.length).toBeLessThanOrEqual(before + 1)
  broken.store = false
  const due = clock.now()
  await store.commit(record({ incidents: [incident('i')], outbox: [outboxRow('a', 'i', { createdAt: due, notBefore: due })] }))
  await pass(3)
  const blocked = server.calls.length
  await pass(3)
  expect(server.calls).toHaveLength(blocked)
  expect(JSON.stringify(warned)).toContain('what is due in the outbox is not sent')
})

test('a receiver that is down is not our death: what is tried again later is moving', async () => {
  const { server, clock, store, pass } = await opened()
  const later = clock.now() + HOUR
  await store.commit(
    record({ incidents: [incident('i')], outbox: [outboxRow('a', 'i', { notBefore: later, lastError: 'unreachable: no' })] }),
  )
  await pass(3)
  expect(server.calls.length).toBeGreaterThanOrEqual(2)
})
