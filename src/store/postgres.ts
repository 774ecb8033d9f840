/** The store in a Postgres of your own, for those who back one up already. All tables lie in the schema `meshwatch`. */
import { Kysely, PostgresDialect, sql } from 'kysely'
import pg from 'pg'
import { SECOND } from '../core/calendar/time.ts'
import type { Log } from '../core/factory.ts'
import type { Backend, StoreMode } from './backend.ts'
import { explainPostgres } from './postgres-errors.ts'
import { keepPlace, type Place } from './postgres-place.ts'
import type { Tables } from './tables.ts'

const SCHEMA = 'meshwatch'

/** Numbers of our own among the advisory locks of a database. */
const SCHEMA_LOCK = sql.lit(0x6d657368_00_01)

const INT8 = 20
const JSON_TEXT = 114

const CONNECTIONS = 4

export async function openPostgres(url: string, mode: StoreMode, log: Log): Promise<Backend> {
  const where = placeOf(url)
  const config: pg.PoolConfig = {
    connectionString: url,
    application_name: 'meshwatch',
    max: CONNECTIONS,
    connectionTimeoutMillis: 10 * SECOND,
    statement_timeout: 30 * SECOND,
    idle_in_transaction_session_timeout: 60 * SECOND,
    keepAlive: true,
    types: { getTypeParser: parserOf as typeof pg.types.getTypeParser },
  }
  const place = mode === 'daemon' ? keepPlace(config, where, log) : undefined
  try {
    await place?.assert()
  } catch (error) {
    await place?.leave()
    throw explainPostgres(error, where) ?? error
  }
  return backendOf(config, where, place, log)
}

function backendOf(config: pg.PoolConfig, where: string, place: Place | undefined, log: Log): Backend {
  const pool = new pg.Pool(config)
  const lost = (error: Error): void => log.warn('the store closed a connection', { error: error.message })
  pool.on('error', lost)
  // A connection that breaks while it is in use tells its own listeners, and without one ends the process.
  pool.on('connect', (client) => client.on('error', lost))
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) })
  return {
    db: db.withSchema(SCHEMA),
    words: { instant: 'bigint', json: 'json', sequence: 'bigint generated always as identity primary key', strict: '' },
    locksRows: true,
    lockSchema: async (trx) => {
      await sql`select pg_advisory_xact_lock(${SCHEMA_LOCK})`.execute(trx)
      // Creating a schema asks for a right on the database even where the schema is there already.
      const there = await sql`select from pg_namespace where nspname = ${SCHEMA}`.execute(trx)
      if (there.rows.length === 0) await sql`create schema ${sql.id(SCHEMA)}`.execute(trx)
      await sql`set local search_path to ${sql.id(SCHEMA)}`.execute(trx)
    },
    assertAlone: async () => place?.assert(),
    explain: (error) => explainPostgres(error, where),
    close: async () => {
      await place?.leave()
      await pool.end()
    },
  }
}

/** Instants fit a double exactly; JSON stays text, as it is in SQLite. */
function parserOf(oid: number, format?: 'text'): (text: string) => unknown {
  if (oid === INT8) return Number
  if (oid === JSON_TEXT) return String
  return pg.types.getTypeParser(oid, format)
}

/** Where the store is, without its password. */
function placeOf(url: string): string {
  const { host, pathname } = new URL(url)
  return `${host}${pathname}`
}
