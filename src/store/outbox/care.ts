/** What people and an outage do to the outbox: rows are listed, tried again, dropped, and gathered into one. */
import { type Kysely, sql, type Updateable } from 'kysely'
import type { Instant } from '../../core/calendar/time.ts'
import type { Log } from '../../core/factory.ts'
import type { Incident } from '../../core/incident/incident.ts'
import type { Digest, DigestEntry, OutboxRow } from '../../core/incident/notice.ts'
import type { OutboxQuery } from '../../core/store.ts'
import { fromOutboxRow, plain, readable, toOutboxRow, whole } from '../encoding.ts'
import type { Tables } from '../tables.ts'

const WAITING = ['queued', 'claimed'] as const satisfies readonly OutboxRow['state'][]
const USUAL_LIMIT = 1_000
/** So many are listed by name; a message has its limits. */
const MOST_LISTED = 40

export async function outbox(
  db: Kysely<Tables>,
  { state, receiver, id, limit = USUAL_LIMIT }: OutboxQuery,
  log: Log,
): Promise<readonly OutboxRow[]> {
  const states = state === undefined ? [...WAITING, 'dead' as const] : state === 'dead' ? (['dead'] as const) : WAITING
  const rows = await db
    .selectFrom('outbox')
    .selectAll()
    .where('state', 'in', states)
    .$if(receiver !== undefined, (query) => query.where('receiver', '=', receiver ?? ''))
    .$if(id !== undefined, (query) => query.where('id', '=', id ?? ''))
    .orderBy('seq')
    .limit(limit)
    .execute()
  return readable(rows, toOutboxRow, 'outbox', log)
}

/** Last error of rows that somebody took up again: they are not too old to be news. */
export const REPLAYED = 'replayed'

export async function replay(db: Kysely<Tables>, ids: readonly string[], by: string, now: Instant): Promise<number> {
  const again = {
    state: 'queued',
    position: 0,
    not_before: whole(now),
    claimed_until: null,
    settled_at: null,
    last_error: plain(`${REPLAYED}: by ${by}`),
  } as const
  return change(db, ids, again)
}

export async function drop(db: Kysely<Tables>, ids: readonly string[], by: string, now: Instant): Promise<number> {
  return change(db, ids, { state: 'delivered', claimed_until: null, settled_at: whole(now), last_error: plain(`dropped: by ${by}`) })
}

async function change(db: Kysely<Tables>, ids: readonly string[], set: Updateable<Tables['outbox']>): Promise<number> {
  if (ids.length === 0) return 0
  const done = await db
    .updateTable('outbox')
    .set(set)
    .where('id', 'in', [...ids])
    .where('state', 'in', ['queued', 'dead'])
    .executeTakeFirst()
  return Number(done.numUpdatedRows)
}

/** Postgres keeps JSON as it was written, but compares it as text only. */
const channelsText = sql<string>`cast(outbox.channels as text)`

/** Everything in one transaction: what is gathered is told by the new row, and by nothing else. */
export function gatherMissed(db: Kysely<Tables>, row: OutboxRow, before: Instant, now: Instant): Promise<number> {
  return db.transaction().execute(async (trx) => {
    const { channels } = fromOutboxRow(row)
    const found = await trx
      .selectFrom('outbox')
      .innerJoin('incidents', 'incidents.id', 'outbox.incident_id')
      .select(['outbox.id', 'outbox.incident_id', 'incidents.incident'])
      .where('outbox.receiver', '=', row.receiver)
      .where('outbox.audience', '=', row.audience)
      .where(channelsText, '=', channels)
      .where('outbox.state', 'in', WAITING)
      .where('outbox.created_at', '<', whole(before))
      .where('incidents.status', '=', 'resolved')
      .where((is) =>
        is.not(
          is.exists(
            is
              .selectFrom('threads')
              .select('threads.handle')
              .whereRef('threads.incident_id', '=', 'outbox.incident_id')
              .whereRef('threads.receiver', '=', 'outbox.receiver')
              .whereRef('threads.audience', '=', 'outbox.audience'),
          ),
        ),
      )
      .orderBy('outbox.seq')
      .execute()
    if (found.length === 0) return 0
    const settled = { state: 'delivered', claimed_until: null, settled_at: whole(now) } as const
    const ended = [...new Set(found.map(({ incident_id }) => incident_id))]
    await trx
      .updateTable('outbox')
      .set(settled)
      .where('receiver', '=', row.receiver)
      .where('audience', '=', row.audience)
      .where('incident_id', 'in', ended)
      .where('state', 'in', WAITING)
      .execute()
    const incidents = [...new Map(found.map(({ incident_id, incident }) => [incident_id, JSON.parse(incident) as Incident])).values()]
    const own = incidents.filter(({ cause }) => cause === undefined)
    const first = own[0]
    if (first === undefined) return 0
    const earlier = await takeDigests(trx, row, channels, settled)
    await trx
      .insertInto('outbox')
      .values(fromOutboxRow(digestRow(row, first, own, earlier, now)))
      .execute()
    return own.length
  })
}

/** What was gathered before and still waits becomes a part of the new one: an outage ends with one message. */
async function takeDigests(
  trx: Kysely<Tables>,
  row: OutboxRow,
  channels: string,
  settled: Updateable<Tables['outbox']>,
): Promise<readonly Digest[]> {
  const waiting = await trx
    .updateTable('outbox')
    .set(settled)
    .where('receiver', '=', row.receiver)
    .where(channelsText, '=', channels)
    .where('audience', 'like', `${MISSED}%`)
    .where('state', '=', 'queued')
    .returning('notice')
    .execute()
  return waiting.flatMap(({ notice }) => (JSON.parse(notice) as OutboxRow['notice']).digest ?? [])
}

const MISSED = 'missed:'

function digestRow(row: OutboxRow, incident: Incident, own: readonly Incident[], earlier: readonly Digest[], now: Instant): OutboxRow {
  const { lastError: _, ...rest } = row
  const fresh = own.map(({ id, title, severity, since, resolvedAt }): DigestEntry => {
    return { incident: id, title, severity, from: since, ...(resolvedAt === undefined ? {} : { to: resolvedAt }) }
  })
  const all = [...earlier.flatMap(({ entries }) => entries), ...fresh].sort((a, b) => a.from - b.from)
  const entries = all.slice(0, MOST_LISTED)
  const more = all.length - entries.length + earlier.reduce((sum, one) => sum + one.more, 0)
  const digest: Digest = { why: 'missed', entries, more }
  const id = `${incident.id}.${now}.missed.${row.receiver}${row.audience === '' ? '' : `.${row.audience}`}`
  const { effect: _effect, mention: _mention, ...notice } = row.notice
  return {
    ...rest,
    id,
    incident: incident.id,
    audience: `${MISSED}${now}`,
    position: 0,
    notice: {
      ...notice,
      id,
      form: 'root',
      incident,
      transition: 'digest',
      at: now,
      reason: missedWords(entries.length + more),
      audience: `${MISSED}${now}`,
      digest,
    },
    state: 'queued',
    attempts: 0,
    createdAt: now,
    notBefore: now,
  }
}

function missedWords(count: number): string {
  return `${count} ${count === 1 ? 'incident' : 'incidents'} began and ended while this could not be reached`
}
