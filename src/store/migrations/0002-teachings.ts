/** What people teach, and under which lessons a check learned what it remembers. */
import type { Migration } from './migration.ts'

export const teachings: Migration = {
  version: 2,
  name: 'teachings',
  statements: ({ instant, strict }) => [
    `create table teachings (
      check_id text not null, verb text not null, begins ${instant} not null, ends ${instant} not null,
      taught_by text not null, at ${instant} not null, note text,
      primary key (check_id, verb, begins)
    ) ${strict}`,
    'alter table check_states add column lessons text',
  ],
}
