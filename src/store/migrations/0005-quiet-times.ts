/** Windows and silences that people added. Ended ones stay: the ledger of promises and whoever asks need them. */
import type { Migration } from './migration.ts'

export const quietTimes: Migration = {
  version: 5,
  name: 'quiet-times',
  statements: ({ instant, strict }) => [
    `create table quiet_times (id text primary key, at ${instant} not null, quiet text not null) ${strict}`,
  ],
}
