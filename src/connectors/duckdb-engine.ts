/**
 * One DuckDB inside this process, shut in: no extension is fetched or loaded, no file is read outside the given folders, the
 * configuration is locked before anyone's SQL is seen, and only a single SELECT passes. The native module is loaded on first use.
 */
import { rmSync } from 'node:fs'
import { mkdtemp, realpath } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, sep } from 'node:path'
import type { DuckDBConnection, DuckDBInstance, DuckDBPreparedStatement } from '@duckdb/node-api'
import type { Clock, Deadline } from '../core/calendar/time.ts'
import type { Row, Sql } from '../core/connector.ts'
import { SourceFailure } from '../core/connector.ts'
import { type Column, rowsOf, sizeOf } from './duckdb-cells.ts'
import { queryFailure } from './duckdb-failures.ts'
import type { EngineSettings } from './duckdb-settings.ts'
import { literal } from './duckdb-words.ts'

/** An answer beyond these is refused: probes aggregate, and a rule that answers rows is a mistake. */
const MAX_ROWS = 50_000
const MAX_SIZE = 16_000_000

/** How a statement that reads begins; decides nothing but the words in which a statement that DuckDB cannot prepare is refused. */
const READS = /^[\s(]*(SELECT|WITH|FROM|VALUES)\b/i

/** An interrupt that comes between two steps of a statement is lost, so it is repeated until the statement is over. */
const REPEAT_INTERRUPT = 20

export interface Engine {
  /** A folder of its own, readable by SQL and gone with the engine: two engines that spilled into one would overwrite each other. */
  readonly scratch: string
  /** All rows of one SELECT, or a SourceFailure. */
  run(sql: Sql, until: Deadline): Promise<readonly Row[]>
  close(): void
}

export interface Opening {
  /** A database file, opened read-only; undefined for an empty database in memory. */
  readonly file?: string
  /** Folders whose files may be read by SQL. */
  readonly folders: readonly string[]
  readonly settings: EngineSettings
  readonly clock: Clock
}

/** Rejects with the driver's own error when the database cannot be opened. */
export async function openEngine({ file, folders, settings, clock }: Opening): Promise<Engine> {
  const { DuckDBInstance: Database, JsonDuckDBValueConverter, StatementType } = await import('@duckdb/node-api')
  const scratch = await realpath(await mkdtemp(join(tmpdir(), 'meshwatch-duckdb-')))
  let opened: DuckDBInstance | undefined
  function close(): void {
    opened?.closeSync()
    rmSync(scratch, { recursive: true, force: true })
  }

  try {
    opened = await Database.create(file ?? ':memory:', {
      ...(file === undefined ? {} : { access_mode: 'READ_ONLY' }),
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
      memory_limit: settings.memory,
      threads: String(settings.threads),
      temp_directory: join(scratch, 'spilled'),
      max_temp_directory_size: '4GB',
    })
    await lockDown(await opened.connect(), [...folders, scratch])
  } catch (error) {
    close()
    throw error
  }
  const instance = opened

  async function run(sql: Sql, until: Deadline): Promise<readonly Row[]> {
    if (until.signal.aborted) throw tooLate()
    const connection = await instance.connect()
    const stop = interruptAt(until, connection, clock)
    try {
      return await readAll(connection, sql, until)
    } catch (error) {
      if (error instanceof SourceFailure) throw error
      throw until.signal.aborted ? tooLate() : queryFailure(error)
    } finally {
      stop()
      connection.closeSync()
    }
  }

  async function readAll(connection: DuckDBConnection, sql: Sql, until: Deadline): Promise<readonly Row[]> {
    const statement = await onlySelect(connection, sql)
    try {
      if (until.signal.aborted) throw tooLate()
      const result = await statement.stream()
      const names = result.deduplicatedColumnNames()
      const columns = names.map((name, index): Column => ({ name, type: String(result.columnType(index)) }))
      const rows: Row[] = []
      let size = 0
      for await (const chunk of result) {
        if (until.signal.aborted) throw tooLate()
        const more = rowsOf(chunk, columns, JsonDuckDBValueConverter)
        rows.push(...more)
        size += sizeOf(more)
        if (rows.length > MAX_ROWS || size > MAX_SIZE) {
          throw new SourceFailure('invalid-query', `the statement answers more than ${MAX_ROWS} rows or ${MAX_SIZE} characters`)
        }
      }
      return rows
    } finally {
      statement.destroySync()
    }
  }

  /** The driver says what a statement is only after parsing it, so neither comments nor spelling can hide a COPY or an ATTACH. */
  async function onlySelect(connection: DuckDBConnection, sql: Sql): Promise<DuckDBPreparedStatement> {
    const statements = await connection.extractStatements(sql)
    if (statements.count !== 1) throw new SourceFailure('invalid-query', 'exactly one statement is expected')
    const statement = await statements.prepare(0).catch((error: unknown) => Promise.reject(READS.test(sql) ? error : onlySelects()))
    if (statement.statementType === StatementType.SELECT) return statement
    statement.destroySync()
    throw onlySelects()
  }

  return { scratch, run, close }
}

async function lockDown(connection: DuckDBConnection, folders: readonly string[]): Promise<void> {
  const allowed = folders.map((folder) => literal(folder.endsWith(sep) ? folder : folder + sep)).join(', ')
  await connection.run(
    `SET GLOBAL TimeZone = 'UTC';
     SET allowed_directories = [${allowed}];
     SET enable_external_access = false;
     SET lock_configuration = true`,
  )
  connection.closeSync()
}

function interruptAt(until: Deadline, connection: DuckDBConnection, clock: Clock): () => void {
  let cancel = () => {}
  const interrupt = (): void => {
    connection.interrupt()
    cancel = clock.after(REPEAT_INTERRUPT, interrupt)
  }
  until.signal.addEventListener('abort', interrupt, { once: true })
  return () => {
    until.signal.removeEventListener('abort', interrupt)
    cancel()
  }
}

function onlySelects(): SourceFailure {
  return new SourceFailure('invalid-query', 'this is not a statement that reads: only SELECT is allowed')
}

function tooLate(): SourceFailure {
  return new SourceFailure('timeout', 'the statement was not done in time')
}
