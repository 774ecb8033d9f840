/** What people taught, a row for each verb and beginning. */
import type { Kysely, Selectable } from 'kysely'
import type { CheckId } from '../core/check.ts'
import type { Teaching, TeachingKey, Verb } from '../core/teaching.ts'
import { chunks } from './chunks.ts'
import { plain, whole } from './encoding.ts'
import type { Tables } from './tables.ts'

export async function teachings(db: Kysely<Tables>, checks: readonly CheckId[] | undefined): Promise<readonly Teaching[]> {
  const all = db.selectFrom('teachings').selectAll().orderBy('at').orderBy('check_id').orderBy('verb').orderBy('begins')
  if (checks === undefined) return (await all.execute()).map(toTeaching)
  const found: Teaching[] = []
  for (const some of chunks(checks)) found.push(...(await all.where('check_id', 'in', some).execute()).map(toTeaching))
  return found
}

export async function teach(db: Kysely<Tables>, { check, verb, from, to, by, at, note }: Teaching): Promise<void> {
  const rest = { ends: whole(to), taught_by: plain(by), at: whole(at), note: note === undefined ? null : plain(note) }
  await db
    .insertInto('teachings')
    .values({ check_id: check, verb, begins: whole(from), ...rest })
    .onConflict((row) => row.columns(['check_id', 'verb', 'begins']).doUpdateSet(rest))
    .execute()
}

export async function unteach(db: Kysely<Tables>, { check, verb, from }: TeachingKey): Promise<boolean> {
  const rows = db.deleteFrom('teachings').where('check_id', '=', check).where('verb', '=', verb).where('begins', '=', whole(from))
  return (await rows.executeTakeFirstOrThrow()).numDeletedRows > 0n
}

const toTeaching = ({ check_id, verb, begins, ends, taught_by, at, note }: Selectable<Tables['teachings']>): Teaching => ({
  check: check_id,
  verb: verb as Verb,
  from: begins,
  to: ends,
  by: taught_by,
  at,
  ...(note === null ? {} : { note }),
})
