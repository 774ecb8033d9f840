/** Sends what is in the outbox, and nothing else. A crash at any point loses no row; the one in flight may be sent again. */

import { type Clock, type Instant, MINUTE, type Millis, SECOND } from '../../core/calendar/time.ts'
import type { Notifier, OutboxRow } from '../../core/incident/notice.ts'
import type { DomainId } from '../../core/names.ts'
import type { Settlement, Store } from '../../core/store.ts'
import type { EngineEvents } from '../events.ts'
import { within } from '../slots.ts'
import type { Stage } from './stage.ts'
import { passThrough, STAGES } from './stages.ts'

export interface DispatcherTools {
  readonly clock: Clock
  readonly store: Store
  notifiers(): ReadonlyMap<string, Notifier>
  readonly events: EngineEvents
  /** See `StageTools`. */
  budgetOf(domain: DomainId): number
  random(): number
}

export interface Dispatcher {
  start(): void
  /** Something was committed: look now. */
  kick(): void
  /** Sends until nothing is due; answers how many rows were settled. */
  drain(): Promise<number>
  /** Waits for what is in flight. */
  stop(): Promise<void>
  readonly beat: Instant
  /** Whether something is being sent. */
  readonly busy: boolean
}

const BATCH = 50
const SEND_TIMEOUT: Millis = 10 * SECOND
/** Longer than any send may take, so that a live claim is never taken over. */
const LEASE: Millis = 30 * SECOND
const LONGEST_SLEEP: Millis = 30 * SECOND
const AFTER_TROUBLE: Millis = 5 * SECOND

export function createDispatcher(tools: DispatcherTools, stages: readonly Stage[] = STAGES): Dispatcher {
  const { clock, store, events } = tools
  const pauses = new Map<string, Instant>()
  const lanes = new Map<string, Promise<void>>()
  let beat = clock.now()
  let cancel: (() => void) | undefined
  let running: Promise<void> | undefined
  let again = false
  let state: 'idle' | 'started' | 'stopped' = 'idle'
  let settled = 0

  const deliver = async (row: OutboxRow, ahead: number): Promise<Settlement> => {
    const begun = clock.now()
    const outcome = await within(clock, SEND_TIMEOUT, undefined, (until) =>
      passThrough(stages, row, { ...tools, notifiers: tools.notifiers(), until, pauses, ahead }),
    )
    if (await store.settle(row, outcome)) events.settled({ row, outcome, took: clock.now() - begun })
    settled++
    return outcome
  }
  /** What has waited too long behind a slow message is left to the next claim, because this one may be over before it is sent. */
  const deliverInOrder = async (rows: readonly OutboxRow[], claimed: Instant) => {
    let ahead = 0
    for (const row of rows) {
      if (state === 'stopped' || clock.now() + SEND_TIMEOUT > claimed + LEASE) return
      const outcome = await deliver(row, ahead)
      if (outcome.state === 'queued') ahead++
    }
  }
  /** Rows to one address go one after the other, so that their order and its pace are kept; no address waits for another. */
  const enqueue = (address: string, rows: readonly OutboxRow[], claimed: Instant) => {
    const before = lanes.get(address) ?? Promise.resolve()
    const lane = before
      .then(() => deliverInOrder(rows, claimed))
      .catch(() => undefined) // The store could not take the outcome: the claim runs out, and the row is sent again.
      .then(() => {
        if (lanes.get(address) === lane) lanes.delete(address)
        void run()
      })
    lanes.set(address, lane)
  }
  /** Takes what is due, until nothing is, and leaves it to the lanes. */
  const take = async () => {
    while (state !== 'stopped') {
      beat = clock.now()
      const rows = await store.claim(beat, LEASE, BATCH)
      if (rows.length === 0) return
      for (const [address, some] of Map.groupBy(rows, addressOf)) enqueue(address, some, beat)
      for (const [address, free] of pauses) if (free < beat - MINUTE) pauses.delete(address)
    }
  }
  const run = async () => {
    if (state !== 'started') return
    cancel?.()
    if (running) {
      again = true
      return
    }
    let wait = LONGEST_SLEEP
    try {
      running = take()
      await running
      const next = await store.nextDue()
      if (next !== undefined) wait = Math.min(wait, Math.max(0, next - clock.now()))
    } catch {
      wait = AFTER_TROUBLE
    }
    running = undefined
    if (again) {
      again = false
      wait = 0
    }
    if (state === 'started') cancel = clock.after(wait, () => void run())
  }

  return {
    start() {
      state = 'started'
      void run()
    },
    kick: () => void run(),
    async drain() {
      const before = settled
      for (let seen = -1; seen !== settled; ) {
        seen = settled
        await take()
        await Promise.all(lanes.values())
      }
      return settled - before
    },
    async stop() {
      state = 'stopped'
      cancel?.()
      await running?.catch(() => undefined)
      await Promise.all(lanes.values())
    },
    get beat() {
      return beat
    },
    get busy() {
      return running !== undefined || again || lanes.size > 0
    },
  }
}

function addressOf(row: OutboxRow): string {
  return `${row.receiver} ${row.channels[row.position]?.address ?? ''}`
}
