/** Sends what is in the outbox, and nothing else. A crash at any point loses no row; the one in flight may be sent again. */

import { type Clock, type Instant, MINUTE, type Millis, SECOND } from '../core/calendar/time.ts'
import type { Notifier, OutboxRow } from '../core/incident/notice.ts'
import type { Store } from '../core/store.ts'
import type { EngineEvents } from './events.ts'
import { within } from './slots.ts'
import { passThrough, STAGES, type Stage } from './stages.ts'

export interface DispatcherTools {
  readonly clock: Clock
  readonly store: Store
  notifiers(): ReadonlyMap<string, Notifier>
  readonly events: EngineEvents
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
  let beat = clock.now()
  let cancel: (() => void) | undefined
  let running: Promise<number> | undefined
  let again = false
  let stopped = true

  const deliver = async (row: OutboxRow): Promise<void> => {
    const begun = clock.now()
    const outcome = await within(clock, SEND_TIMEOUT, undefined, (until) =>
      passThrough(stages, row, { ...tools, notifiers: tools.notifiers(), until, pauses }),
    )
    if (await store.settle(row, outcome)) events.settled({ row, outcome, took: clock.now() - begun })
  }
  /** Rows to one address go one after the other, so that their order and its pace are kept; addresses go side by side. */
  const deliverAll = (rows: readonly OutboxRow[]) =>
    Promise.all(
      [...Map.groupBy(rows, (row) => `${row.receiver} ${row.channels[row.position]?.address ?? ''}`).values()].map(async (lane) => {
        for (const row of lane) await deliver(row)
      }),
    )
  const drain = async () => {
    let settled = 0
    for (;;) {
      beat = clock.now()
      const rows = await store.claim(beat, LEASE, BATCH)
      if (rows.length === 0) return settled
      await deliverAll(rows)
      settled += rows.length
      for (const [lane, free] of pauses) if (free < beat - MINUTE) pauses.delete(lane)
    }
  }
  const run = async () => {
    if (stopped) return
    cancel?.()
    if (running) {
      again = true
      return
    }
    let wait = LONGEST_SLEEP
    try {
      running = drain()
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
    if (!stopped) cancel = clock.after(wait, () => void run())
  }

  return {
    start() {
      stopped = false
      void run()
    },
    kick: () => void run(),
    drain,
    async stop() {
      stopped = true
      cancel?.()
      await running?.catch(() => undefined)
    },
    get beat() {
      return beat
    },
    get busy() {
      return running !== undefined || again
    },
  }
}
