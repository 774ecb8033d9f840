/** Everything that was decided, in one transaction: what is told later was stored first, and nothing is stored in part. */
import type { Kysely } from 'kysely'
import type { OutboxRow } from '../core/incident/notice.ts'
import type { ProbeRecord } from '../core/store.ts'
import { chunks } from './chunks.ts'
import { fromIncident, fromMeasurement, fromOutboxRow, fromState, fromTransition, whole } from './encoding.ts'
import type { Tables } from './tables.ts'

export async function commit(db: Kysely<Tables>, record: ProbeRecord): Promise<void> {
  const measurements = lastOfEach(
    record.measurements.map(fromMeasurement),
    ({ dataset, series, bucket }) => `${dataset}\n${series}\n${bucket}`,
  )
  const states = lastOfEach(record.states.map(fromState), ({ check_id }) => check_id)
  const incidents = lastOfEach(record.incidents.map(fromIncident), ({ id }) => id)
  await db.transaction().execute(async (trx) => {
    const { dataset } = record
    if (dataset !== undefined)
      await trx
        .insertInto('probes')
        .values({ dataset, at: whole(record.at) })
        .onConflict((row) => row.column('dataset').doUpdateSet((is) => ({ at: is.ref('excluded.at') })))
        .execute()
    for (const rows of chunks(measurements)) await putMeasurements(trx, rows)
    for (const rows of chunks(states)) await putStates(trx, rows)
    // Before the outbox: whoever else commits to the same incident waits here, so that its rows are numbered in the order of commits.
    for (const rows of chunks(incidents)) await putIncidents(trx, rows)
    for (const rows of chunks(record.transitions.map(fromTransition))) await trx.insertInto('transitions').values(rows).execute()
    for (const rows of chunks(record.outbox.map(fromOutboxRow))) await trx.insertInto('outbox').values(rows).execute()
    for (const row of record.outbox) if (row.notice.form !== 'edit' && row.notice.transition !== 'opened') await hasten(trx, row)
  })
}

/** What waits for its hours and stands before a row in its conversation must not hold it up: it goes when that one goes. */
async function hasten(trx: Kysely<Tables>, { incident, receiver, audience, notBefore }: OutboxRow): Promise<void> {
  await trx
    .updateTable('outbox')
    .set({ not_before: whole(notBefore) })
    .where('incident_id', '=', incident)
    .where('receiver', '=', receiver)
    .where('audience', '=', audience)
    .where('state', '=', 'queued')
    .where('attempts', '=', 0)
    .where('created_at', '>', whole(notBefore))
    .execute()
}

async function putMeasurements(trx: Kysely<Tables>, rows: readonly ReturnType<typeof fromMeasurement>[]): Promise<void> {
  await trx
    .insertInto('measurements')
    .values(rows)
    .onConflict((row) =>
      row.columns(['dataset', 'series', 'bucket']).doUpdateSet((is) => ({
        at: is.ref('excluded.at'),
        measured: is.ref('excluded.measured'),
        excluded: is.ref('excluded.excluded'),
      })),
    )
    .execute()
}

/** A state without a memo leaves the old memo where it is, as a judgement without one means. */
async function putStates(trx: Kysely<Tables>, rows: readonly ReturnType<typeof fromState>[]): Promise<void> {
  await trx
    .insertInto('check_states')
    .values(rows)
    .onConflict((row) =>
      row.column('check_id').doUpdateSet((is) => ({
        at: is.ref('excluded.at'),
        since: is.ref('excluded.since'),
        streak: is.ref('excluded.streak'),
        verdict: is.ref('excluded.verdict'),
        memo: is.fn.coalesce('excluded.memo', 'check_states.memo'),
        lessons: is.ref('excluded.lessons'),
      })),
    )
    .execute()
}

async function putIncidents(trx: Kysely<Tables>, rows: readonly ReturnType<typeof fromIncident>[]): Promise<void> {
  await trx
    .insertInto('incidents')
    .values(rows)
    .onConflict((row) =>
      row.column('id').doUpdateSet((is) => ({
        status: is.ref('excluded.status'),
        dataset: is.ref('excluded.dataset'),
        source: is.ref('excluded.source'),
        opened_at: is.ref('excluded.opened_at'),
        resolved_at: is.ref('excluded.resolved_at'),
        incident: is.ref('excluded.incident'),
      })),
    )
    .execute()
}

/** Postgres updates no row twice in one statement, and programs that write in one order never wait for each other in a circle. */
function lastOfEach<T>(rows: readonly T[], keyOf: (row: T) => string): readonly T[] {
  const last = new Map(rows.map((row) => [keyOf(row), row]))
  return [...last].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row)
}
