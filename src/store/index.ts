/** The state of the daemon, in SQLite or Postgres, named by a URL. */
import { resolve } from 'node:path'
import { MeshError } from '../core/errors.ts'
import { Secret } from '../core/secret.ts'
import type { Store } from '../core/store.ts'
import { addEdge, edges, removeEdge, subscribe, subscriptions, unsubscribe } from './additions.ts'
import type { Backend, StoreGiven } from './backend.ts'
import { commit } from './commit.ts'
import { conversations, firstTold, history, incidents, probed, states, transitions } from './lookups.ts'
import { migrate } from './migrations/migrate.ts'
import { drop, gatherMissed, outbox, replay } from './outbox/care.ts'
import { groupOf, groupOfSources, incidentsOf, joinGroup, lastOf, liveGroup, waitingBeside } from './outbox/groups.ts'
import { begun, digest, keepBack, keptBack, spent } from './outbox/kept-back.ts'
import { claim, inheritClaims, nextDue, outboxSummary, settle, thread } from './outbox/queue.ts'
import { keepQuietTime, quietTimes } from './quiet-times.ts'
import { forget } from './retention.ts'
import { teach, teachings, unteach } from './teachings.ts'

export type { StoreGiven, StoreMode } from './backend.ts'

/**
 * `sqlite:<path>` (relative to the configuration's folder), `sqlite::memory:` or `postgres://user@host/database`. Makes the store if it is not
 * there yet. Throws CONFIG_INVALID, STORE_CORRUPT, STORE_NEWER, STORE_IN_USE (a second daemon) or STORE_UNREACHABLE; so do the
 * methods of the store. What is refused is left as it is.
 */
export async function openStore(url: string | Secret, given: StoreGiven): Promise<Store> {
  const backend = await openBackend(url instanceof Secret ? url.reveal() : url, given)
  try {
    await migrate(backend, given.clock.now())
    if (given.mode === 'daemon') await inheritClaims(backend)
  } catch (error) {
    await backend.close()
    throw backend.explain(error) ?? error
  }
  return storeOn(backend, given)
}

/** Loads only the driver that is asked for. */
async function openBackend(url: string, { mode, root, log, clock }: StoreGiven): Promise<Backend> {
  if (/^sqlite:(?!\/\/[^/]).+/.test(url)) {
    const path = url.slice('sqlite:'.length)
    const { openSqlite } = await import('./sqlite.ts')
    return openSqlite(path === ':memory:' ? path : resolve(root, path), mode, clock)
  }
  if (/^postgres(ql)?:\/\//.test(url) && URL.canParse(url)) {
    const { openPostgres } = await import('./postgres.ts')
    return openPostgres(url, mode, log)
  }
  // The URL is not repeated here: it may hold a password.
  const hint = 'Write `sqlite:<path>`, `sqlite::memory:` or `postgres://user@host:port/database`.'
  throw new MeshError('CONFIG_INVALID', 'The URL of the store cannot be read.', hint)
}

function storeOn(backend: Backend, { clock, log }: StoreGiven): Store {
  const { db } = backend
  const reading = <T>(work: () => Promise<T>): Promise<T> =>
    work().catch((error: unknown) => {
      throw backend.explain(error) ?? error
    })
  const writing = <T>(work: () => Promise<T>): Promise<T> => reading(() => backend.assertAlone().then(work))
  return {
    states: (checks) => reading(() => states(db, checks, log)),
    history: (query) => reading(() => history(db, query, log)),
    incidents: (query) => reading(() => incidents(db, query, log)),
    transitions: (incident) => reading(() => transitions(db, incident, log)),
    commit: (record) => writing(() => commit(db, record)),
    probed: () => reading(() => probed(db)),
    claim: (now, lease, limit) => writing(() => claim(backend, now, lease, limit, log)),
    settle: (row, outcome) => writing(() => settle(db, row, outcome)),
    thread: (conversation) => reading(() => thread(db, conversation)),
    gatherMissed: (row, before, now) => writing(() => gatherMissed(db, row, before, now)),
    waitingBeside: (row) => reading(() => waitingBeside(db, row)),
    liveGroup: (receiver, address, since) => reading(() => liveGroup(db, receiver, address, since)),
    joinGroup: (row, group) => writing(() => joinGroup(db, row, group)),
    groupOf: (conversation) => reading(() => groupOf(db, conversation)),
    groupOfSources: (row, address, since) => writing(() => groupOfSources(db, row, address, since)),
    incidentsOf: (group) => reading(() => incidentsOf(db, group)),
    lastOf: (group) => reading(() => lastOf(db, group)),
    begun: (since) => reading(() => begun(db, since)),
    spent: (receiver, address, since) => reading(() => spent(db, receiver, address, since)),
    keptBack: (conversation) => reading(() => keptBack(db, conversation)),
    keepBack: (row, now) => writing(() => keepBack(db, row, now)),
    digest: (told, row) => writing(() => digest(db, told, row)),
    outbox: (query) => reading(() => outbox(db, query, log)),
    replay: (ids, by, now) => writing(() => replay(db, ids, by, now)),
    drop: (ids, by, now) => writing(() => drop(db, ids, by, now)),
    outboxSummary: () => reading(() => outboxSummary(db)),
    firstTold: (incident) => reading(() => firstTold(db, incident)),
    conversations: (incident) => reading(() => conversations(db, incident, log)),
    nextDue: () => reading(() => nextDue(db)),
    teachings: (checks) => reading(() => teachings(db, checks)),
    teach: (teaching) => writing(() => teach(db, teaching)),
    unteach: (key) => writing(() => unteach(db, key)),
    quietTimes: () => reading(() => quietTimes(db)),
    keepQuietTime: (quiet) => writing(() => keepQuietTime(db, quiet)),
    edges: () => reading(() => edges(db)),
    addEdge: (edge) => writing(() => addEdge(db, edge)),
    removeEdge: (edge) => writing(() => removeEdge(db, edge)),
    subscriptions: () => reading(() => subscriptions(db)),
    subscribe: (subscription) => writing(() => subscribe(db, subscription)),
    unsubscribe: (name) => writing(() => unsubscribe(db, name)),
    forget: (before) => writing(() => forget(db, before, clock)),
    close: () => backend.close(),
  }
}
