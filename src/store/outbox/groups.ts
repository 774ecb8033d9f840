/** Messages that tell of many incidents at once. */
import { type Kysely, sql } from 'kysely'
import type { Instant } from '../../core/calendar/time.ts'
import { type Incident, type IncidentId, isOutage } from '../../core/incident/incident.ts'
import type { OutboxRow } from '../../core/incident/notice.ts'
import type { Conversation, Group } from '../../core/store.ts'
import { fromOutboxRow, whole } from '../encoding.ts'
import type { Tables } from '../tables.ts'

const WAITING = ['queued', 'claimed'] as const satisfies readonly OutboxRow['state'][]

export async function waitingBeside(db: Kysely<Tables>, row: OutboxRow): Promise<readonly Incident[]> {
  const { channels } = fromOutboxRow(row)
  const rows = await db
    .selectFrom('incidents')
    .select('incidents.incident')
    .where('incidents.status', '<>', 'resolved')
    .where('incidents.id', 'in', (is) =>
      is
        .selectFrom('outbox')
        .select('outbox.incident_id')
        .where('outbox.receiver', '=', row.receiver)
        .where('outbox.audience', '=', row.audience)
        .where(sql<string>`cast(outbox.channels as text)`, '=', channels)
        .where('outbox.state', 'in', WAITING)
        .where((outbox) =>
          outbox.not(
            outbox.exists(
              outbox
                .selectFrom('threads')
                .select('threads.handle')
                .whereRef('threads.incident_id', '=', 'outbox.incident_id')
                .whereRef('threads.receiver', '=', 'outbox.receiver')
                .whereRef('threads.audience', '=', 'outbox.audience'),
            ),
          ),
        ),
    )
    .orderBy('incidents.opened_at')
    .orderBy('incidents.id')
    .execute()
  return rows.map(({ incident }) => JSON.parse(incident) as Incident)
}

export async function liveGroup(db: Kysely<Tables>, receiver: string, address: string, since: Instant): Promise<Group | undefined> {
  return db
    .selectFrom('message_groups')
    .select(['receiver', 'handle', 'address', 'told_at as shows'])
    .where('receiver', '=', receiver)
    .where('address', '=', address)
    .where('begun_at', '>=', whole(since))
    .orderBy('begun_at', 'desc')
    .limit(1)
    .executeTakeFirst()
}

export async function groupOfSources(db: Kysely<Tables>, row: OutboxRow, address: string, since: Instant): Promise<Group | undefined> {
  const told = await db
    .selectFrom('threads')
    .innerJoin('incidents', 'incidents.id', 'threads.incident_id')
    .select(['threads.handle', 'threads.told_at as shows', 'incidents.incident', 'incidents.opened_at as begun'])
    .where('threads.receiver', '=', row.receiver)
    .where('threads.address', '=', address)
    .where('incidents.source', 'is not', null)
    .where('incidents.status', '<>', 'resolved')
    .where('incidents.opened_at', '>=', whole(since))
    .orderBy('incidents.opened_at', 'desc')
    .execute()
  const other = told.find(({ incident }) => isOutage(JSON.parse(incident) as Incident))
  if (other === undefined) return undefined
  const { handle, shows, begun } = other
  await db
    .insertInto('message_groups')
    .values({ receiver: row.receiver, handle, address, begun_at: begun, told_at: shows })
    .onConflict((group) => group.columns(['receiver', 'handle']).doNothing())
    .execute()
  return { receiver: row.receiver, handle, address, shows }
}

export async function joinGroup(db: Kysely<Tables>, row: OutboxRow, { handle, address, shows }: Group): Promise<void> {
  await db
    .insertInto('threads')
    .values({ incident_id: row.incident, receiver: row.receiver, audience: row.audience, handle, address, told_at: shows })
    .onConflict((thread) => thread.columns(['incident_id', 'receiver', 'audience']).doNothing())
    .execute()
}

export async function groupOf(db: Kysely<Tables>, of: Conversation): Promise<Group | undefined> {
  return db
    .selectFrom('threads')
    .innerJoin('message_groups', (join) =>
      join.onRef('message_groups.receiver', '=', 'threads.receiver').onRef('message_groups.handle', '=', 'threads.handle'),
    )
    .select(['message_groups.receiver', 'message_groups.handle', 'message_groups.address', 'message_groups.told_at as shows'])
    .where('threads.incident_id', '=', of.incident)
    .where('threads.receiver', '=', of.receiver)
    .where('threads.audience', '=', of.audience)
    .executeTakeFirst()
}

export async function incidentsOf(db: Kysely<Tables>, group: Group): Promise<readonly Incident[]> {
  const rows = await membersOf(db, group).select('incidents.incident').orderBy('incidents.opened_at').orderBy('incidents.id').execute()
  return rows.map(({ incident }) => JSON.parse(incident) as Incident)
}

export async function lastOf(db: Kysely<Tables>, group: Group): Promise<IncidentId | undefined> {
  const goesOn = await membersOf(db, group).select('incidents.id').where('incidents.status', '<>', 'resolved').limit(1).executeTakeFirst()
  if (goesOn) return undefined
  const last = await membersOf(db, group)
    .select('incidents.id')
    .orderBy('incidents.resolved_at', 'desc')
    .orderBy('incidents.id')
    .limit(1)
    .executeTakeFirst()
  return last?.id
}

function membersOf(db: Kysely<Tables>, { receiver, handle }: Group) {
  return db
    .selectFrom('threads')
    .innerJoin('incidents', 'incidents.id', 'threads.incident_id')
    .where('threads.receiver', '=', receiver)
    .where('threads.handle', '=', handle)
}
