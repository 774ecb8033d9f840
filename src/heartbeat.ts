/**
 * A sign of life to an address outside, such as a dead man's switch: whoever waits there calls when it stays away. It beats only while
 * everything moves: the scheduler and the dispatcher, the store (something is really written), and the outbox. A receiver that takes no
 * messages is not our death: its notices are tried again and again, and that is moving.
 */
import type { HeartbeatConfig } from './config/config.ts'
import type { Clock, Instant } from './core/calendar/time.ts'
import { MINUTE, SECOND } from './core/calendar/time.ts'
import type { Log } from './core/factory.ts'
import type { Store } from './core/store.ts'
import type { Engine } from './engine/engine.ts'
import { within } from './engine/slots.ts'
import { exchange } from './notifiers/exchange.ts'

export interface HeartbeatGiven {
  readonly clock: Clock
  readonly log: Log
  readonly engine: Pick<Engine, 'pulse'>
  readonly store: Pick<Store, 'forget' | 'nextDue'>
  /** What the configuration in force says. */
  config(): HeartbeatConfig | undefined
}

export interface Heartbeat {
  start(): void
  stop(): void
  /** When the last beat was taken at the other end. */
  readonly last: Instant | undefined
}

/** The scheduler and the dispatcher move once a minute at least. */
const STILL = 2 * MINUTE
const SEND_TIMEOUT = 10 * SECOND
const WHERE_NONE = MINUTE

export function createHeartbeat({ clock, log, engine, store, config }: HeartbeatGiven): Heartbeat {
  let cancel: (() => void) | undefined
  let last: Instant | undefined
  let stopped = false

  /** Why it does not beat; undefined while everything moves. */
  const standstill = async (): Promise<string | undefined> => {
    const now = clock.now()
    const { scheduler, dispatcher } = engine.pulse
    if (now - scheduler > STILL) return 'the scheduler stands still'
    if (now - dispatcher > STILL) return 'the dispatcher stands still'
    try {
      // Nothing is that old; but it is a transaction that writes.
      await within(clock, SEND_TIMEOUT, undefined, () => store.forget(0))
      const due = await store.nextDue()
      if (due !== undefined && now - due > STILL) return 'what is due in the outbox is not sent'
    } catch {
      return 'the store does not take anything'
    }
    return undefined
  }
  const beat = async ({ url, allowPrivate }: HeartbeatConfig) => {
    const why = await standstill()
    if (why !== undefined) return log.warn('no heartbeat is sent', { why })
    const answer = await within(clock, SEND_TIMEOUT, undefined, (until) =>
      exchange({ url: new URL(url.reveal()), method: 'GET', headers: {}, allowPrivate }, until),
    )
    if (answer.status < 300) last = clock.now()
    else log.warn('the heartbeat was not taken', { status: answer.status })
  }
  const next = () => {
    if (stopped) return
    cancel = clock.after(config()?.every ?? WHERE_NONE, () => {
      const current = config()
      const done = current === undefined ? Promise.resolve() : beat(current)
      void done.catch((error: unknown) => log.warn('the heartbeat could not be sent', { error })).finally(next)
    })
  }
  return {
    start: next,
    stop() {
      stopped = true
      cancel?.()
    },
    get last() {
      return last
    },
  }
}
