/** What a channel was spared: beginnings that wait for its digest, and what its budget went to. */
import { type Kysely, sql } from 'kysely'
import type { Instant } from '../../core/calendar/time.ts'
import type { Incident } from '../../core/incident/incident.ts'
import type { OutboxRow } from '../../core/incident/notice.ts'
import type { BegunConversation, Conversation, KeptBack } from '../../core/store.ts'
import { fromOutboxRow, whole } from '../encoding.ts'
import type { Tables } from '../tables.ts'

export async function begun(db: Kysely<Tables>, since: Instant): Promise<readonly BegunConversation[]> {
  const rows = await db
    .selectFrom('threads')
    .innerJoin('incidents', 'incidents.id', 'threads.incident_id')
    .select(['threads.receiver', 'threads.address', 'threads.handle', 'incidents.incident'])
    .where('incidents.opened_at', '>=', whole(since))
    .where(isOwners)
    .orderBy('incidents.opened_at')
    .orderBy('incidents.id')
    .execute()
  // A message that tells of many incidents is one.
  const messages = new Map(rows.toReversed().map((row) => [`${row.receiver} ${row.handle}`, row]))
  return [...messages.values()]
    .toReversed()
    .map(({ receiver, address, incident }) => ({ receiver, address, incident: JSON.parse(incident) as Incident }))
}

export async function spent(db: Kysely<Tables>, receiver: string, address: string, since: Instant): Promise<number> {
  const { rows } = await db
    .selectFrom('threads')
    .innerJoin('incidents', 'incidents.id', 'threads.incident_id')
    .select(sql<number>`count(distinct threads.handle)`.as('rows'))
    .where('threads.receiver', '=', receiver)
    .where('threads.address', '=', address)
    .where('incidents.opened_at', '>=', whole(since))
    .where(isOwners)
    .executeTakeFirstOrThrow()
  return Number(rows)
}

const isOwners = sql<boolean>`(threads.audience = '' or threads.audience like 'route:%')`

export async function keptBack(db: Kysely<Tables>, of?: Conversation): Promise<readonly KeptBack[]> {
  const rows = await db
    .selectFrom('kept_back')
    .innerJoin('incidents', 'incidents.id', 'kept_back.incident_id')
    .select(['kept_back.at', 'kept_back.outbox_row', 'incidents.incident'])
    .$if(of !== undefined, (query) =>
      query
        .where('kept_back.incident_id', '=', of?.incident ?? '')
        .where('kept_back.receiver', '=', of?.receiver ?? '')
        .where('kept_back.audience', '=', of?.audience ?? ''),
    )
    .orderBy('kept_back.at')
    .execute()
  return rows.map(({ at, outbox_row, incident }) => ({
    row: JSON.parse(outbox_row) as OutboxRow,
    at,
    incident: JSON.parse(incident) as Incident,
  }))
}

export async function keepBack(db: Kysely<Tables>, row: OutboxRow, now: Instant): Promise<void> {
  await db
    .insertInto('kept_back')
    .values({ incident_id: row.incident, receiver: row.receiver, audience: row.audience, at: whole(now), outbox_row: JSON.stringify(row) })
    .onConflict((conflict) => conflict.columns(['incident_id', 'receiver', 'audience']).doNothing())
    .execute()
}

export function digest(db: Kysely<Tables>, told: readonly KeptBack[], row?: OutboxRow): Promise<void> {
  return db.transaction().execute(async (trx) => {
    for (const { row: kept } of told) {
      await trx
        .deleteFrom('kept_back')
        .where('incident_id', '=', kept.incident)
        .where('receiver', '=', kept.receiver)
        .where('audience', '=', kept.audience)
        .execute()
    }
    if (row !== undefined) await trx.insertInto('outbox').values(fromOutboxRow(row)).execute()
  })
}
