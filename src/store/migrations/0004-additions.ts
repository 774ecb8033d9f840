/** What people add to the mesh beside its files: edges of the lineage, and subscriptions. */
import type { Migration } from './migration.ts'

export const additions: Migration = {
  version: 4,
  name: 'additions',
  statements: ({ instant, strict }) => [
    `create table lineage_edges (
      upstream text not null, downstream text not null, added_by text not null, at ${instant} not null,
      primary key (upstream, downstream)
    ) ${strict}`,
    `create table subscriptions (
      name text primary key, products text not null, receiver text not null, severity text not null, added_by text not null,
      at ${instant} not null
    ) ${strict}`,
  ],
}
