/** What the engine and the faces read. */
import { type Kysely, sql } from 'kysely'
import type { Instant } from '../core/calendar/time.ts'
import type { CheckId } from '../core/check.ts'
import type { Log } from '../core/factory.ts'
import type { CheckState, Incident, IncidentId, Transition } from '../core/incident/incident.ts'
import type { DatasetId } from '../core/names.ts'
import type { HistoryQuery, IncidentQuery, KnownConversation, Measurement } from '../core/store.ts'
import { chunks } from './chunks.ts'
import { readable, toIncident, toMeasurement, toOutboxRow, toState, toTransition, whole } from './encoding.ts'
import type { Tables } from './tables.ts'

export async function states(db: Kysely<Tables>, checks: readonly CheckId[] | undefined, log: Log): Promise<readonly CheckState[]> {
  const all = db.selectFrom('check_states').selectAll().orderBy('check_id')
  if (checks === undefined) return readable(await all.execute(), toState, 'check_states', log)
  const found: CheckState[] = []
  for (const some of chunks(checks)) {
    found.push(...readable(await all.where('check_id', 'in', some).execute(), toState, 'check_states', log))
  }
  return found
}

/** Spans of `step` are counted from the epoch. The inner query is answered from the primary key alone. */
export async function history(db: Kysely<Tables>, query: HistoryQuery, log: Log): Promise<readonly Measurement[]> {
  const wanted = db
    .selectFrom('measurements')
    .where('dataset', '=', query.dataset)
    .where('series', '=', query.series)
    .where('bucket', '>=', Math.ceil(query.since))
    .where('bucket', '<', Math.ceil(query.before))
  // Node binds numbers as floating point, and a floating-point division would put each bucket into a span of its own.
  const span = sql`bucket / cast(${whole(query.step)} as bigint)`
  const lastOfSpans = wanted.select((is) => is.fn.max('bucket').as('bucket')).groupBy(span)
  const rows = query.step > 0 ? wanted.where('bucket', 'in', lastOfSpans) : wanted
  return readable(await rows.selectAll().orderBy('bucket').execute(), toMeasurement, 'measurements', log)
}

export async function incidents(db: Kysely<Tables>, query: IncidentQuery, log: Log): Promise<readonly Incident[]> {
  if (query.status?.length === 0) return []
  let rows = db.selectFrom('incidents').select(['id', 'incident']).orderBy('opened_at', 'desc').orderBy('id', 'desc')
  if (query.status !== undefined) rows = rows.where('status', 'in', query.status)
  if (query.dataset !== undefined) rows = rows.where('dataset', '=', query.dataset)
  if (query.source !== undefined) rows = rows.where('source', '=', query.source)
  if (query.endedSince !== undefined) rows = rows.where('resolved_at', '>=', whole(query.endedSince))
  if (query.id !== undefined) rows = rows.where('id', '=', query.id)
  return readable(await rows.execute(), toIncident, 'incidents', log)
}

export async function transitions(db: Kysely<Tables>, incident: IncidentId, log: Log): Promise<readonly Transition[]> {
  const rows = await db.selectFrom('transitions').select(['seq', 'transition']).where('incident_id', '=', incident).orderBy('seq').execute()
  return readable(rows, toTransition, 'transitions', log)
}

/** The first delivery of an opening; rows that were trimmed since are not known any more. */
export async function firstTold(db: Kysely<Tables>, incident: IncidentId): Promise<Instant | undefined> {
  const row = await db
    .selectFrom('outbox')
    .select((is) => is.fn.min<number | null>('settled_at').as('at'))
    .where('incident_id', '=', incident)
    .where('state', '=', 'delivered')
    .executeTakeFirst()
  return row?.at ?? undefined
}

/** Rows that were trimmed after delivery have left a thread or belong to an incident that is over. */
export async function conversations(db: Kysely<Tables>, incident: IncidentId, log: Log): Promise<readonly KnownConversation[]> {
  const rows = db.selectFrom('outbox').select(['receiver', 'audience']).where('incident_id', '=', incident)
  const threads = db.selectFrom('threads').select(['receiver', 'audience']).where('incident_id', '=', incident)
  const untried = await db
    .selectFrom('outbox')
    .selectAll()
    .where('incident_id', '=', incident)
    .where('state', '=', 'queued')
    .where('attempts', '=', 0)
    .orderBy('seq')
    .execute()
  const deferred = readable(untried, toOutboxRow, 'outbox', log).filter(({ notice }) => notice.deferred)
  return (await rows.union(threads).execute()).map(({ receiver, audience }) => {
    const kept = deferred.find((row) => row.receiver === receiver && row.audience === audience)
    const waits = kept && { until: kept.notBefore, address: kept.channels[kept.position]?.address ?? '' }
    return { incident, receiver, audience, ...(waits && { waits }) }
  })
}

export async function probed(db: Kysely<Tables>): Promise<ReadonlyMap<DatasetId, Instant>> {
  const rows = await db.selectFrom('probes').selectAll().execute()
  return new Map(rows.map(({ dataset, at }) => [dataset, at]))
}
