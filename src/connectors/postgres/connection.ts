/**
 * The only way statements reach a Postgres. Each runs alone in a read-only transaction that is always rolled back, through the
 * extended protocol (which takes one statement, not several) and inside a sub-select (which keeps COPY and the like out).
 * Limits of time go to the server as settings of the transaction; limits of size are watched here, and a connection whose statement
 * had to be given up is thrown away.
 */
import pg from 'pg'
import type { Deadline, Millis } from '../../core/calendar/time.ts'
import { type Cell, type Row, SourceFailure, type Sql } from '../../core/connector.ts'
import { cellParser } from './cells.ts'
import type { PostgresConfig } from './config.ts'
import { sourceFailure } from './failures.ts'

export interface Connection {
  /** One statement that answers rows; any other is refused. */
  query(sql: Sql, until: Deadline, parameters?: readonly unknown[]): Promise<readonly Row[]>
  close(): Promise<void>
}

const MOST_ROWS = 10_000
const MOST_BYTES = 16 * 1024 * 1024
const LONGEST_LOCK_WAIT: Millis = 5_000
const LONGEST_CONNECT: Millis = 10_000

export function connect(source: string, config: PostgresConfig): Connection {
  const settings: pg.ClientConfig = {
    host: config.host,
    port: config.port,
    database: config.database,
    user: config.user,
    // A function, because for an undefined password the driver would look into the environment and the home of its user.
    password: () => config.password?.reveal() ?? '',
    ssl: config.ssl === 'off' ? false : { rejectUnauthorized: config.ssl === 'verify' },
    application_name: `meshwatch/${source}`,
    connectionTimeoutMillis: LONGEST_CONNECT,
    keepAlive: true,
    types: { getTypeParser: cellParser as typeof pg.types.getTypeParser },
  }
  const pool = new pg.Pool({ ...settings, max: config.concurrency, allowExitOnIdle: true })
  // A statement that runs is told of a broken connection, and the next one gets a new one. Nobody else has to know, but without
  // listeners a break, in the pool or out of it, would end the process.
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', () => {}))
  return {
    async query(sql, until, parameters = []) {
      if (sql.includes('\0')) throw new SourceFailure('invalid-query', 'a statement cannot hold the character NUL')
      try {
        return await run(await connected(pool, until), settings, bounded(sql), until, parameters)
      } catch (error) {
        throw sourceFailure(error)
      }
    },
    close: () => pool.end(),
  }
}

async function connected(pool: pg.Pool, until: Deadline): Promise<pg.PoolClient> {
  const over = watchDeadline(until)
  const pending = pool.connect()
  try {
    return await Promise.race([pending, over.failure])
  } catch (error) {
    // Should it come after all, it goes back.
    pending.then((late) => late.release()).catch(() => {})
    throw error
  } finally {
    over.forget()
  }
}

async function run(client: pg.PoolClient, settings: pg.ClientConfig, text: Sql, until: Deadline, parameters: readonly unknown[]) {
  const watches = [watchDeadline(until), watchSize(client)]
  let answered = false
  const answer = ask(client, text, until.left(), parameters).finally(() => {
    answered = true
  })
  try {
    return await Promise.race([answer, ...watches.map((watch) => watch.failure)])
  } finally {
    for (const watch of watches) watch.forget()
    // Nobody waits for the cleaning; a connection that cannot be cleaned is not used again.
    if (answered)
      client.query('ROLLBACK').then(
        () => client.release(),
        () => client.release(true),
      )
    else abandon(client, settings)
  }
}

async function ask(client: pg.PoolClient, text: Sql, left: Millis, parameters: readonly unknown[]): Promise<readonly Row[]> {
  await client.query(opening(left))
  const query: pg.QueryConfig & { queryMode: 'extended' } = { text, values: [...parameters], queryMode: 'extended' }
  const { rows } = await client.query<Record<string, Cell>>(query)
  if (rows.length > MOST_ROWS) throw new SourceFailure('invalid-query', `the statement answers more than ${MOST_ROWS} rows`)
  return rows
}

/**
 * The server gives up a little earlier than we do, so that the connection survives an ordinary timeout. Where a policy of row-level
 * security would hide rows from us, the statement shall fail rather than count what is left.
 */
function opening(left: Millis): Sql {
  const statement = Math.max(1, Math.floor(left * 0.95))
  const lock = Math.max(1, Math.min(LONGEST_LOCK_WAIT, Math.floor(statement / 2)))
  const locals = {
    statement_timeout: statement,
    lock_timeout: lock,
    idle_in_transaction_session_timeout: statement + LONGEST_CONNECT,
    timezone: "'UTC'",
    datestyle: "'ISO'",
    extra_float_digits: 1,
    row_security: 'off',
    // A probe is one statement of hundreds of aggregates, which takes longer to compile than a million rows take to read.
    jit: 'off',
  }
  const settings = Object.entries(locals).map(([name, value]) => `SET LOCAL ${name} = ${value}`)
  return ['BEGIN TRANSACTION READ ONLY', ...settings].join('; ')
}

/** One row more than allowed, to notice that there are too many. The line break ends a comment at the end of the statement. */
function bounded(sql: Sql): Sql {
  return `SELECT * FROM (\n${sql}\n) AS answer LIMIT ${MOST_ROWS + 1}`
}

/** Throws the connection away, and has the server end what may still run on it. */
function abandon(client: pg.PoolClient, settings: pg.ClientConfig): void {
  const { processID } = client as pg.PoolClient & { readonly processID: number }
  client.release(true)
  const messenger = new pg.Client(settings)
  messenger.on('error', () => {})
  const cancel = async (): Promise<void> => {
    await messenger.connect()
    await messenger.query('SELECT pg_cancel_backend($1)', [processID]).finally(() => messenger.end())
  }
  // Should this fail too, the statement timeout of the server is what is left.
  cancel().catch(() => {})
}

interface Watch {
  /** Rejects when the limit is passed, and never resolves. */
  readonly failure: Promise<never>
  forget(): void
}

function watchDeadline(until: Deadline): Watch {
  const { promise, reject } = Promise.withResolvers<never>()
  const onAbort = (): void =>
    reject(new SourceFailure('timeout', until.left() > 0 ? 'the statement was called off' : 'the statement took longer than it may'))
  const { signal } = until
  if (signal.aborted) onAbort()
  signal.addEventListener('abort', onAbort, { once: true })
  return { failure: promise, forget: () => signal.removeEventListener('abort', onAbort) }
}

/** Counts what arrives, so that not even one giant value fills the memory. */
function watchSize(client: pg.PoolClient): Watch {
  const { stream } = client.connection
  const { promise, reject } = Promise.withResolvers<never>()
  let received = 0
  const onData = (chunk: Buffer): void => {
    received += chunk.length
    if (received > MOST_BYTES) reject(new SourceFailure('invalid-query', `the statement answers more than ${MOST_BYTES} bytes`))
  }
  stream.on('data', onData)
  return { failure: promise, forget: () => stream.off('data', onData) }
}
