/**
 * What is forgotten: raw measurements, and the delivered notices of resolved incidents. Incidents, their transitions and threads, and
 * notices that were given up stay.
 */
import type { Kysely } from 'kysely'
import type { Clock, Instant } from '../core/calendar/time.ts'
import { whole } from './encoding.ts'
import type { Tables } from './tables.ts'

/** Rows per transaction, so that nobody waits long for the lock. */
const BATCH = 2_000

/** Answers how many measurements went. */
export async function forget(db: Kysely<Tables>, before: Instant, clock: Clock): Promise<number> {
  const measurements = await inBatches(db, clock, (trx) => forgetMeasurements(trx, whole(before)))
  await inBatches(db, clock, (trx) => forgetDelivered(trx, whole(before)))
  return measurements
}

async function forgetMeasurements(trx: Kysely<Tables>, before: Instant): Promise<number> {
  const old = trx.selectFrom('measurements').select(['dataset', 'series', 'bucket']).where('bucket', '<', before).limit(BATCH)
  const deleted = await trx
    .deleteFrom('measurements')
    .where((is) => is(is.refTuple('dataset', 'series', 'bucket'), 'in', old.$asTuple('dataset', 'series', 'bucket')))
    .executeTakeFirstOrThrow()
  return Number(deleted.numDeletedRows)
}

async function forgetDelivered(trx: Kysely<Tables>, before: Instant): Promise<number> {
  const old = trx
    .selectFrom('outbox')
    .innerJoin('incidents', 'incidents.id', 'outbox.incident_id')
    .select('outbox.seq')
    .where('outbox.state', '=', 'delivered')
    .where('outbox.settled_at', '<', before)
    .where('incidents.status', '=', 'resolved')
    .limit(BATCH)
  const deleted = await trx.deleteFrom('outbox').where('seq', 'in', old).executeTakeFirstOrThrow()
  return Number(deleted.numDeletedRows)
}

/** Lets others have their turn between two batches: the embedded driver answers at once, and would keep the process to itself. */
async function inBatches(db: Kysely<Tables>, clock: Clock, batch: (trx: Kysely<Tables>) => Promise<number>): Promise<number> {
  let total = 0
  for (;;) {
    const deleted = await db.transaction().execute(batch)
    total += deleted
    if (deleted < BATCH) return total
    await new Promise<void>((resolve) => void clock.after(0, resolve))
  }
}
