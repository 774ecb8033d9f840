/** What the engine tells whoever counts: metrics, logs, tests. */

import type { Millis } from '../core/calendar/time.ts'
import type { OutboxRow } from '../core/incident/notice.ts'
import type { DatasetId } from '../core/names.ts'
import type { ProbeRecord, Settlement } from '../core/store.ts'

export interface EngineEvents {
  /** A probe is over. `lateness`: how long after its time it began; `took` counts the visit itself. */
  probed(facts: {
    readonly source: string
    readonly record: ProbeRecord
    readonly statements: number
    readonly lateness: Millis
    readonly took: Millis
  }): void
  /** A probe ended by a fault of our own; nothing was committed. */
  probeBroke(facts: { readonly dataset: DatasetId; readonly error: unknown }): void
  settled(facts: { readonly row: OutboxRow; readonly outcome: Settlement; readonly took: Millis }): void
}
