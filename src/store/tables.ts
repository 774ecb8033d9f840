/**
 * The tables as queries see them; `migrations/` makes them. Instants are whole milliseconds. What is looked up has a column,
 * the rest of a thing is one JSON text, so that a new optional property of a core type needs no migration.
 */
import type { Generated } from 'kysely'
import type { Instant } from '../core/calendar/time.ts'
import type { OutboxRow } from '../core/incident/notice.ts'

/** JSON as text: neither driver parses it, so that one unreadable row spoils nothing but itself. */
export type Json = string

export interface Tables {
  readonly probes: { readonly dataset: string; readonly at: Instant }
  readonly measurements: {
    readonly dataset: string
    readonly series: string
    readonly bucket: Instant
    readonly at: Instant
    readonly measured: Json
    readonly excluded: Json
  }
  readonly check_states: {
    readonly check_id: string
    readonly at: Instant
    readonly since: Instant
    readonly streak: number
    readonly verdict: Json
    readonly memo: Json | null
    readonly lessons: string | null
  }
  readonly teachings: {
    readonly check_id: string
    readonly verb: string
    readonly begins: Instant
    readonly ends: Instant
    readonly taught_by: string
    readonly at: Instant
    readonly note: string | null
  }
  readonly incidents: {
    readonly id: string
    readonly status: string
    readonly dataset: string
    readonly source: string | null
    readonly opened_at: Instant
    readonly resolved_at: Instant | null
    readonly incident: Json
  }
  readonly transitions: {
    readonly seq: Generated<number>
    readonly incident_id: string
    readonly at: Instant
    readonly transition: Json
  }
  readonly outbox: {
    /** The order in which rows were committed; rows of one incident and receiver leave in it. */
    readonly seq: Generated<number>
    readonly id: string
    readonly incident_id: string
    readonly receiver: string
    readonly audience: string
    readonly state: OutboxRow['state']
    readonly attempts: number
    readonly position: number
    readonly created_at: Instant
    readonly not_before: Instant
    /** End of the lease, while claimed. */
    readonly claimed_until: Instant | null
    /** When it was delivered or given up. */
    readonly settled_at: Instant | null
    readonly last_error: string | null
    readonly channels: Json
    readonly notice: Json
  }
  readonly threads: {
    readonly incident_id: string
    readonly receiver: string
    readonly audience: string
    readonly handle: string
    readonly address: string
    /** The moment of the incident that its root shows. */
    readonly told_at: Instant
  }
  readonly lineage_edges: {
    readonly upstream: string
    readonly downstream: string
    readonly added_by: string
    readonly at: Instant
  }
  readonly subscriptions: {
    readonly name: string
    readonly products: string
    readonly receiver: string
    readonly severity: string
    readonly added_by: string
    readonly at: Instant
  }
  readonly quiet_times: { readonly id: string; readonly at: Instant; readonly quiet: Json }
  readonly kept_back: {
    readonly incident_id: string
    readonly receiver: string
    readonly audience: string
    readonly at: Instant
    readonly outbox_row: Json
  }
  readonly message_groups: {
    readonly receiver: string
    readonly handle: string
    readonly address: string
    readonly begun_at: Instant
    /** The moment that the message shows. */
    readonly told_at: Instant
  }
  readonly meshwatch_migrations: { readonly version: number; readonly name: string; readonly at: Instant }
}
