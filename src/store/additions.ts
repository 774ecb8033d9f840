/** What people add beside the files: edges of the lineage, and subscriptions. */
import type { Kysely } from 'kysely'
import type { Severity } from '../core/names.ts'
import type { AddedEdge, AddedSubscription } from '../core/routing/additions.ts'
import { plain, whole } from './encoding.ts'
import type { Tables } from './tables.ts'

export async function edges(db: Kysely<Tables>): Promise<readonly AddedEdge[]> {
  const rows = await db.selectFrom('lineage_edges').selectAll().orderBy('upstream').orderBy('downstream').execute()
  return rows.map(({ upstream, downstream, added_by, at }) => ({ from: upstream, to: downstream, by: added_by, at }))
}

export async function addEdge(db: Kysely<Tables>, { from, to, by, at }: AddedEdge): Promise<void> {
  const rest = { added_by: plain(by), at: whole(at) }
  await db
    .insertInto('lineage_edges')
    .values({ upstream: from, downstream: to, ...rest })
    .onConflict((row) => row.columns(['upstream', 'downstream']).doUpdateSet(rest))
    .execute()
}

export async function removeEdge(db: Kysely<Tables>, { from, to }: Pick<AddedEdge, 'from' | 'to'>): Promise<boolean> {
  const rows = db.deleteFrom('lineage_edges').where('upstream', '=', from).where('downstream', '=', to)
  return (await rows.executeTakeFirstOrThrow()).numDeletedRows > 0n
}

export async function subscriptions(db: Kysely<Tables>): Promise<readonly AddedSubscription[]> {
  const rows = await db.selectFrom('subscriptions').selectAll().orderBy('name').execute()
  return rows.map(({ name, products, receiver, severity, added_by, at }) => {
    return { name, products, to: receiver, from: severity as Severity, by: added_by, at }
  })
}

export async function subscribe(db: Kysely<Tables>, { name, products, to, from, by, at }: AddedSubscription): Promise<void> {
  const rest = { products: plain(products), receiver: plain(to), severity: from, added_by: plain(by), at: whole(at) }
  await db
    .insertInto('subscriptions')
    .values({ name: plain(name), ...rest })
    .onConflict((row) => row.column('name').doUpdateSet(rest))
    .execute()
}

export async function unsubscribe(db: Kysely<Tables>, name: string): Promise<boolean> {
  const rows = db.deleteFrom('subscriptions').where('name', '=', plain(name))
  return (await rows.executeTakeFirstOrThrow()).numDeletedRows > 0n
}
