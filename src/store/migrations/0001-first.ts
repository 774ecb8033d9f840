/** The tables of the first release. */
import type { Migration } from './migration.ts'

export const first: Migration = {
  version: 1,
  name: 'first',
  statements: ({ instant, json, sequence, strict }) => [
    `create table probes (dataset text primary key, at ${instant} not null) ${strict}`,

    `create table measurements (
      dataset text not null, series text not null, bucket ${instant} not null, at ${instant} not null,
      measured ${json} not null, excluded ${json} not null,
      primary key (dataset, series, bucket)
    ) ${strict}`,
    'create index measurements_by_age on measurements (bucket)',

    `create table check_states (
      check_id text primary key, at ${instant} not null, since ${instant} not null, streak integer not null,
      verdict ${json} not null, memo ${json}
    ) ${strict}`,

    `create table incidents (
      id text primary key, status text not null, dataset text not null, source text, opened_at ${instant} not null,
      incident ${json} not null
    ) ${strict}`,
    'create index incidents_by_status on incidents (status, opened_at)',
    'create index incidents_by_dataset on incidents (dataset, opened_at)',

    `create table transitions (
      seq ${sequence}, incident_id text not null references incidents (id), at ${instant} not null, transition ${json} not null
    ) ${strict}`,
    'create index transitions_by_incident on transitions (incident_id, seq)',

    `create table outbox (
      seq ${sequence}, id text not null unique, incident_id text not null references incidents (id), receiver text not null,
      state text not null check (state in ('queued', 'claimed', 'delivered', 'dead')),
      attempts integer not null, position integer not null, created_at ${instant} not null, not_before ${instant} not null,
      claimed_until ${instant}, settled_at ${instant}, last_error text, channels ${json} not null, notice ${json} not null
    ) ${strict}`,
    'create index outbox_by_state on outbox (state, settled_at)',
    'create index outbox_by_conversation on outbox (incident_id, receiver, seq)',

    `create table threads (
      incident_id text not null references incidents (id), receiver text not null, handle text not null, address text not null,
      primary key (incident_id, receiver)
    ) ${strict}`,
  ],
}
