/** Windows and silences that people added. */
import type { Kysely } from 'kysely'
import type { QuietTime } from '../core/quiet/quiet-time.ts'
import { whole } from './encoding.ts'
import type { Tables } from './tables.ts'

/** In the order in which they were added. */
export async function quietTimes(db: Kysely<Tables>): Promise<readonly QuietTime[]> {
  const rows = await db.selectFrom('quiet_times').select('quiet').orderBy('at').orderBy('id').execute()
  return rows.map(({ quiet }) => JSON.parse(quiet) as QuietTime)
}

export async function keepQuietTime(db: Kysely<Tables>, quiet: QuietTime): Promise<void> {
  const row = { at: whole(quiet.at ?? 0), quiet: JSON.stringify(quiet) }
  await db
    .insertInto('quiet_times')
    .values({ id: quiet.id, ...row })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
    .execute()
}
