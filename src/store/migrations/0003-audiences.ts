/** Conversations about one incident with others than its owner, and which moment of the incident a conversation has heard of. */
import type { Migration } from './migration.ts'

export const audiences: Migration = {
  version: 3,
  name: 'audiences',
  statements: ({ instant, strict }) => [
    "alter table outbox add column audience text not null default ''",
    'drop index outbox_by_conversation',
    'create index outbox_by_conversation on outbox (incident_id, receiver, audience, seq)',
    'alter table threads rename to first_threads',
    `create table threads (
      incident_id text not null references incidents (id), receiver text not null, audience text not null, handle text not null,
      address text not null, told_at ${instant} not null,
      primary key (incident_id, receiver, audience)
    ) ${strict}`,
    `insert into threads (incident_id, receiver, audience, handle, address, told_at)
      select incident_id, receiver, '', handle, address, 0 from first_threads`,
    'drop table first_threads',
    'create index threads_by_address on threads (receiver, address)',
    `alter table incidents add column resolved_at ${instant}`,
    'create index incidents_by_end on incidents (resolved_at)',
  ],
}
