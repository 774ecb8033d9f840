/**
 * The daemon's place on a Postgres store: an advisory lock of a session of its own, so that it ends with the process or its network.
 * When the session breaks (a restart, a failover) the place is taken again before the next write, unless another daemon was quicker.
 */
import pg from 'pg'
import type { Log } from '../core/factory.ts'
import { inUse } from './backend.ts'

export interface Place {
  /** Takes the place if it is not held; throws STORE_IN_USE when another daemon has it. */
  assert(): Promise<void>
  leave(): Promise<void>
}

/** A number of our own among the advisory locks of a database. */
const DAEMON_LOCK = 0x6d657368_00_02

export function keepPlace(config: pg.ClientConfig, where: string, log: Log): Place {
  let session: Promise<pg.Client> | undefined
  const take = async (): Promise<pg.Client> => {
    const client = new pg.Client(config)
    client.on('error', (error) => log.warn('the daemon lost its place on the store', { error: error.message }))
    client.on('end', () => {
      session = undefined
    })
    await client.connect()
    const answer = await client.query<{ taken: boolean }>('select pg_try_advisory_lock($1) as taken', [DAEMON_LOCK])
    if (answer.rows[0]?.taken === true) return client
    await client.end()
    throw inUse(where)
  }
  return {
    async assert() {
      session ??= take()
      await session.catch((error) => {
        session = undefined
        throw error
      })
    },
    async leave() {
      const client = await session?.catch(() => undefined)
      await client?.end()
    },
  }
}
