/** What the suite needs of a notifier: the thing itself, a receiver that fails on command, and a look at what arrived. */

import type { Clock, Deadline } from '../../../src/core/calendar/time.ts'
import type { Notice, Notifier } from '../../../src/core/incident/notice.ts'

export interface NotifierFixture {
  readonly notifier: Notifier
  /** Mostly a FaultyServer. Whatever it is, `{ slow: n }` makes it take n milliseconds. */
  readonly server: { readonly faults: unknown[]; readonly calls: readonly unknown[] }
  /** Shown by the receiver to people; nothing else of a notice is. */
  arrived(): readonly string[]
  /** Faults of a text that a person gets to see, such as a mention that came from data. */
  harm(text: string): readonly string[]
  /** No text that leaves the notifier may hold one of these. */
  readonly secrets: readonly string[]
  /** The same notifier, told to go where nobody listens. */
  readonly astray: Notifier
  close(): Promise<void>
}

export const NOW = Date.UTC(2026, 10, 20, 14)

export const clock: Clock = { now: () => NOW, after: () => () => undefined }

export const given = { clock, log: { error() {}, warn() {}, info() {}, debug() {} }, root: '.' }

/** A deadline in real time. */
export function within(length: number): Deadline {
  const at = Date.now() + length
  return { at, signal: AbortSignal.timeout(length), left: () => Math.max(0, at - Date.now()) }
}

export function send(notifier: Notifier, notice: Notice) {
  return notifier.send(notice, within(5_000))
}
