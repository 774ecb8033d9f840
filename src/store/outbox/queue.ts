/**
 * The outbox: rows are queued by a commit, claimed for a while, and settled. Of one conversation only the oldest
 * undelivered row can be claimed, so that an edit never overtakes its root, whichever process sends.
 */
import { type Expression, type ExpressionBuilder, type Kysely, type SqlBool, sql } from 'kysely'
import type { Instant, Millis } from '../../core/calendar/time.ts'
import type { Log } from '../../core/factory.ts'
import type { OutboxRow } from '../../core/incident/notice.ts'
import type { Conversation, Settlement, Store, Thread } from '../../core/store.ts'
import type { Backend } from '../backend.ts'
import { plain, readable, toOutboxRow, whole } from '../encoding.ts'
import type { Tables } from '../tables.ts'

const OPEN = ['queued', 'claimed'] as const satisfies readonly OutboxRow['state'][]

const INTERRUPTED = 'interrupted: the daemon ended while this was on its way'

/**
 * A claim counts as an attempt. Rows that another claimer is just taking are stepped over. A row that is taken from a claim that ran out
 * says so as its last error, because it may have been sent.
 */
export function claim({ db, locksRows }: Backend, now: Instant, lease: Millis, limit: number, log: Log): Promise<readonly OutboxRow[]> {
  return db.transaction().execute(async (trx) => {
    const due = trx
      .selectFrom('outbox')
      .select('outbox.seq')
      .where(isFirst)
      .where('outbox.state', 'in', OPEN)
      .where(dueAt, '<=', now)
      .orderBy('outbox.seq')
      .limit(limit)
    const claimed = await trx
      .with('due', () => (locksRows ? due.forUpdate().skipLocked() : due))
      .updateTable('outbox')
      .set((is) => ({
        state: 'claimed',
        attempts: is('attempts', '+', 1),
        claimed_until: whole(now + lease),
        last_error: is.case().when('outbox.state', '=', 'claimed').then(INTERRUPTED).else(is.ref('outbox.last_error')).end(),
      }))
      .where('seq', 'in', (is) => is.selectFrom('due').select('seq'))
      .returningAll()
      .execute()
    const inOrder = claimed.toSorted((a, b) => a.seq - b.seq)
    const rows = readable(inOrder, toOutboxRow, 'outbox', log)
    const unreadable = inOrder.filter(({ id }) => !rows.some((row) => row.id === id)).map(({ id }) => id)
    if (unreadable.length > 0) await bury(trx, unreadable, now)
    return rows
  })
}

/** A daemon alone on its store ends the claims of the one before it, and need not wait for their leases. */
export async function inheritClaims({ db }: Backend): Promise<void> {
  await db.updateTable('outbox').set({ claimed_until: 0 }).where('state', '=', 'claimed').execute()
}

/** A row that cannot be read can never be sent; left in the queue it would hold up all that follow it. */
async function bury(db: Kysely<Tables>, ids: readonly string[], now: Instant): Promise<void> {
  const end = { state: 'dead', claimed_until: null, settled_at: whole(now), last_error: 'the row cannot be read' } as const
  await db.updateTable('outbox').set(end).where('id', 'in', ids).execute()
}

/** The number of attempts tells one claim from the next: who lost the lease finds another number. */
export async function settle(db: Kysely<Tables>, row: OutboxRow, outcome: Settlement): Promise<boolean> {
  return db.transaction().execute(async (trx) => {
    const { numUpdatedRows } = await trx
      .updateTable('outbox')
      .set({ claimed_until: null, ...columnsOf(outcome) })
      .where('id', '=', row.id)
      .where('state', '=', 'claimed')
      .where('attempts', '=', row.attempts)
      .executeTakeFirstOrThrow()
    if (numUpdatedRows === 0n) return false
    if (outcome.state !== 'delivered') return true
    const { handle, address } = outcome
    const told_at = whole(outcome.shows ?? 0)
    if (handle !== undefined && outcome.group)
      await trx
        .insertInto('message_groups')
        .values({ receiver: row.receiver, handle, address, begun_at: whole(outcome.at), told_at })
        .onConflict((group) => group.columns(['receiver', 'handle']).doNothing())
        .execute()
    if (handle !== undefined) {
      await trx
        .insertInto('threads')
        .values({ incident_id: row.incident, receiver: row.receiver, audience: row.audience, handle, address, told_at })
        .onConflict((thread) => thread.columns(['incident_id', 'receiver', 'audience']).doNothing())
        .execute()
    } else if (outcome.shows !== undefined) {
      await trx
        .updateTable('threads')
        .set({ told_at })
        .where('incident_id', '=', row.incident)
        .where('receiver', '=', row.receiver)
        .where('audience', '=', row.audience)
        .where('told_at', '<', told_at)
        .execute()
      await trx
        .updateTable('message_groups')
        .set({ told_at })
        .where('receiver', '=', row.receiver)
        .where('told_at', '<', told_at)
        .where('handle', 'in', (is) =>
          is
            .selectFrom('threads')
            .select('handle')
            .where('incident_id', '=', row.incident)
            .where('receiver', '=', row.receiver)
            .where('audience', '=', row.audience),
        )
        .execute()
    }
    return true
  })
}

function columnsOf(outcome: Settlement) {
  switch (outcome.state) {
    case 'delivered':
      return { state: outcome.state, settled_at: whole(outcome.at) }
    case 'dead':
      return { state: outcome.state, settled_at: whole(outcome.at), last_error: plain(outcome.error) }
    case 'queued':
      return {
        state: outcome.state,
        position: outcome.position,
        not_before: whole(outcome.notBefore),
        last_error: plain(outcome.error),
      }
  }
}

export async function thread(db: Kysely<Tables>, key: Conversation): Promise<Thread | undefined> {
  return db
    .selectFrom('threads')
    .select(['handle', 'address', 'told_at as shows'])
    .where('incident_id', '=', key.incident)
    .where('receiver', '=', key.receiver)
    .where('audience', '=', key.audience)
    .executeTakeFirst()
}

export async function outboxSummary(db: Kysely<Tables>): ReturnType<Store['outboxSummary']> {
  const waiting = await db
    .selectFrom('outbox')
    .select((is) => ['receiver', is.fn.countAll<number>().as('rows'), is.fn.min('created_at').as('oldest')])
    .where('state', 'in', OPEN)
    .groupBy('receiver')
    .execute()
  const dead = await db.selectFrom('outbox').select(['receiver', 'last_error']).where('state', '=', 'dead').execute()
  const receivers = [...new Set([...waiting, ...dead].map(({ receiver }) => receiver))].sort()
  return receivers.map((receiver) => {
    const own = waiting.find((one) => one.receiver === receiver)
    const reasons = Map.groupBy(
      dead.filter((one) => one.receiver === receiver),
      ({ last_error }) => last_error?.split(':', 1)[0] ?? '',
    )
    return {
      receiver,
      queued: own?.rows ?? 0,
      dead: new Map([...reasons].map(([reason, rows]) => [reason, rows.length])),
      ...(own === undefined ? {} : { oldest: own.oldest }),
    }
  })
}

/** A claimed row counts too: if its claimer is gone, it is due when the lease is over. */
export async function nextDue(db: Kysely<Tables>): Promise<Instant | undefined> {
  const heads = db.selectFrom('outbox').where('state', 'in', OPEN).where(isFirst)
  const row = await heads.select((is) => is.fn.min<number | null>(dueAt).as('at')).executeTakeFirst()
  return row?.at ?? undefined
}

const dueAt = sql<Instant>`case outbox.state when 'queued' then outbox.not_before else outbox.claimed_until end`

/** No older row of the same conversation is still to be delivered. */
function isFirst(is: ExpressionBuilder<Tables, 'outbox'>): Expression<SqlBool> {
  const older = is
    .selectFrom('outbox as older')
    .select('older.seq')
    .whereRef('older.incident_id', '=', 'outbox.incident_id')
    .whereRef('older.receiver', '=', 'outbox.receiver')
    .whereRef('older.audience', '=', 'outbox.audience')
    .whereRef('older.seq', '<', 'outbox.seq')
    .where('older.state', 'in', OPEN)
  return is.not(is.exists(older))
}
