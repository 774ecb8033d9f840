/** A dispatcher on a real store in memory, a clock moved by hand, and a notifier that answers as the test says. */
import { tmpdir } from 'node:os'
import { onTestFinished } from 'vitest'
import { type Deadline, MINUTE, type Millis } from '../../../src/core/calendar/time.ts'
import type { Delivery, Notice, Notifier, OutboxRow } from '../../../src/core/incident/notice.ts'
import type { Channel } from '../../../src/core/mesh.ts'
import type { Settlement, Store } from '../../../src/core/store.ts'
import { createDispatcher } from '../../../src/engine/delivery/dispatcher.ts'
import { openStore } from '../../../src/store/index.ts'
import { createStoryClock } from '../../../src/surface/demo/story-clock.ts'
import { incident, NOON, outboxRow, told } from '../../contract/store/samples.ts'

export interface Sent {
  /** Seconds since the start. */
  readonly at: number
  readonly id: string
  readonly form: Notice['form']
  readonly address: string
  readonly handle?: string
  readonly insteadOf?: Notice['insteadOf']
}

export type Answers = (notice: Notice, until: Deadline) => Delivery | Promise<Delivery>

export const OK: Delivery = { ok: true, handle: 'C1:1.1' }
export const DOWN: Delivery = { ok: false, retry: true, reason: 'server-error', detail: 'HTTP 500' }
export const NOWHERE: Delivery = { ok: false, retry: false, reason: 'unknown-channel', detail: 'channel_not_found' }

/** A notice of an incident that is named like the part before the dot. */
export function row(id: string, addresses: string | readonly string[], parts: Partial<Notice> = {}): OutboxRow {
  const of = id.slice(0, id.indexOf('.'))
  const base = outboxRow(id, of)
  const channels = [addresses].flat().map((address): Channel => ({ tool: 'slack', address, from: 'product' }))
  return { ...base, channels, notice: { ...base.notice, id, incident: incident(of), ...parts } }
}

export async function mailroom(answers: Answers, traits: Partial<Pick<Notifier, 'threads' | 'addressed'>> = {}) {
  const clock = createStoryClock(NOON, async () => {
    for (let turn = 0; turn < 40; turn++) await new Promise((next) => setImmediate(next))
  })
  const log = { error() {}, warn() {}, info() {}, debug() {} }
  const real = await openStore('sqlite::memory:', { clock, log, root: tmpdir(), mode: 'daemon' })
  onTestFinished(() => real.close())
  const counts = { claims: 0, settles: 0 }
  const faults: Error[] = []
  const store: Store = {
    ...real,
    async claim(...given) {
      counts.claims++
      const fault = faults.shift()
      if (fault) throw fault
      return real.claim(...given)
    },
    settle(...given) {
      counts.settles++
      return real.settle(...given)
    },
  }
  const sent: Sent[] = []
  const outcomes = new Map<string, Settlement>()
  const notifier: Notifier = {
    kind: 'slack',
    threads: true,
    addressed: true,
    ...traits,
    async send(notice, until) {
      const { id, form, channel, handle, insteadOf } = notice
      sent.push({
        at: (clock.now() - NOON) / 1_000,
        id,
        form,
        address: channel.address,
        ...(handle ? { handle } : {}),
        ...(insteadOf ? { insteadOf } : {}),
      })
      return answers(notice, until)
    },
    async close() {},
  }
  const notifiers = new Map([['slack', notifier]])
  const events = {
    probed() {},
    probeBroke() {},
    settled: (facts: { row: OutboxRow; outcome: Settlement }) => void outcomes.set(facts.row.id, facts.outcome),
  }
  const open = () => createDispatcher({ clock, store, notifiers: () => notifiers, events, budgetOf: () => 0, random: () => 1 })
  const dispatcher = open()
  onTestFinished(async () => {
    const stopped = dispatcher.stop()
    await clock.moveTo(clock.now() + MINUTE)
    await stopped
  })
  return {
    dispatcher,
    open,
    notifiers,
    clock,
    sent,
    outcomes,
    counts,
    faults,
    store: real,
    async put(...rows: readonly OutboxRow[]) {
      for (const [of, some] of Map.groupBy(rows, ({ incident: id }) => id)) await real.commit(told(of, some))
      dispatcher.kick()
    },
    pass: (length: Millis) => clock.moveTo(clock.now() + length),
  }
}
