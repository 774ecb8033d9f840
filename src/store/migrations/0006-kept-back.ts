/** Beginnings that wait for the digest of their channel. */
import type { Migration } from './migration.ts'

export const keptBack: Migration = {
  version: 6,
  name: 'kept-back',
  statements: ({ instant, strict }) => [
    `create table kept_back (
      incident_id text not null, receiver text not null, audience text not null, at ${instant} not null, outbox_row text not null,
      primary key (incident_id, receiver, audience)
    ) ${strict}`,
  ],
}
