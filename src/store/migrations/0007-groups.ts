/** Messages that tell of many incidents at once; the threads of these incidents point to them. */
import type { Migration } from './migration.ts'

export const groups: Migration = {
  version: 7,
  name: 'groups',
  statements: ({ instant, strict }) => [
    `create table message_groups (
      receiver text not null, handle text not null, address text not null, begun_at ${instant} not null, told_at ${instant} not null,
      primary key (receiver, handle)
    ) ${strict}`,
  ],
}
