/** A stage on the way of a notice (see `stages.ts`), and what it is given. */
import type { Clock, Deadline, Instant } from '../../core/calendar/time.ts'
import type { Notice, Notifier, OutboxRow } from '../../core/incident/notice.ts'
import type { DomainId } from '../../core/names.ts'
import type { Settlement, Store } from '../../core/store.ts'

/** A row on its way, with what the stages have found out. */
export interface Parcel {
  readonly row: OutboxRow
  readonly notifier?: Notifier
  readonly notice?: Notice
}

export type StageAnswer = { readonly pass: Parcel } | { readonly settle: Settlement }

export interface Stage {
  readonly name: string
  run(parcel: Parcel, tools: StageTools): Promise<StageAnswer>
}

export interface StageTools {
  readonly clock: Clock
  readonly store: Store
  readonly notifiers: ReadonlyMap<string, Notifier>
  readonly until: Deadline
  /** From 0 to 1, for the jitter of retries. */
  random(): number
  /** Earliest next message per receiver and address. */
  readonly pauses: Map<string, Instant>
  /** Messages about new incidents that a channel of this domain gets in a week; 0 for no limit. */
  budgetOf(domain: DomainId): number
  /** How many rows for the same address were put back just before this one: they go first. */
  readonly ahead: number
}

/** Nothing has to be sent: it counts as delivered, and nowhere. */
export function told(clock: Clock): StageAnswer {
  return { settle: { state: 'delivered', at: clock.now(), address: '' } }
}

/** Conversations of owners: the first one, and those that routes add. */
export const OWNERS = /^(?:$|route:)/
