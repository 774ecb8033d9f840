/** Brings a store to the schema of this program when it is opened, or refuses a store that is ahead of it. */
import { type Kysely, sql } from 'kysely'
import type { Instant } from '../../core/calendar/time.ts'
import { MeshError } from '../../core/errors.ts'
import type { Backend } from '../backend.ts'
import type { Tables } from '../tables.ts'
import { first } from './0001-first.ts'
import { teachings } from './0002-teachings.ts'
import { audiences } from './0003-audiences.ts'
import { additions } from './0004-additions.ts'
import { quietTimes } from './0005-quiet-times.ts'
import { keptBack } from './0006-kept-back.ts'
import { groups } from './0007-groups.ts'
import type { Migration } from './migration.ts'

export const MIGRATIONS: readonly Migration[] = [first, teachings, audiences, additions, quietTimes, keptBack, groups]

/** All pending steps in one transaction, behind the lock of the backend: two programs that start together run them once. */
export async function migrate(backend: Backend, now: Instant): Promise<void> {
  await backend.db.transaction().execute(async (trx) => {
    await backend.lockSchema(trx)
    const { instant, strict } = backend.words
    const columns = `version integer primary key, name text not null, at ${instant} not null`
    await sql.raw(`create table if not exists meshwatch_migrations (${columns}) ${strict}`).execute(trx)
    const version = await versionOf(trx)
    refuseNewer(version)
    for (const migration of MIGRATIONS.filter((step) => step.version > version)) {
      for (const statement of migration.statements(backend.words)) await sql.raw(statement).execute(trx)
      await trx.insertInto('meshwatch_migrations').values({ version: migration.version, name: migration.name, at: now }).execute()
    }
  })
}

async function versionOf(db: Kysely<Tables>): Promise<number> {
  const row = await db.selectFrom('meshwatch_migrations').select('version').orderBy('version', 'desc').limit(1).executeTakeFirst()
  return row?.version ?? 0
}

function refuseNewer(version: number): void {
  const newest = MIGRATIONS.at(-1)?.version ?? 0
  if (version <= newest) return
  const hint = 'Run the newer meshwatch again, or give this one a store of its own.'
  throw new MeshError('STORE_NEWER', `The store has schema ${version}; this meshwatch knows schemas up to ${newest}.`, hint)
}
