/** Node's SQLite driver in the shape that Kysely expects of one. */
import type { DatabaseSync, SQLInputValue } from 'node:sqlite'
import { type Driver, SqliteDialect, SqliteDriver, type SqliteStatement } from 'kysely'
import { isBusy } from './sqlite-errors.ts'

/** A short pause in which others have their turn. */
export type Pause = () => Promise<void>

/** How often the write lock is asked for before giving up. */
const TRIES = 150
/** Statements, or transactions, between two turns of the others. */
const TURN = 10

export class NodeSqliteDialect extends SqliteDialect {
  readonly #database: DatabaseSync
  readonly #pause: Pause
  constructor(database: DatabaseSync, pause: Pause) {
    super({ database: adapt(database) })
    this.#database = database
    this.#pause = pause
  }
  override createDriver(): Driver {
    return new ImmediateDriver(this.#database, this.#pause)
  }
}

/**
 * Takes the write lock at the beginning. A transaction that begins by reading cannot wait for another writer later: SQLite fails it
 * at once, because what it has read is out of date. The wait is ours, not the driver's, whose wait would stop the whole
 * process, and with it another store of this process that may hold the lock. Every write of the store is in a transaction for that.
 */
class ImmediateDriver extends SqliteDriver {
  readonly #database: DatabaseSync
  readonly #pause: Pause
  #served = 0
  constructor(database: DatabaseSync, pause: Pause) {
    super({ database: adapt(database) })
    this.#database = database
    this.#pause = pause
  }
  /** No statement is waited for, so that a chain of thousands would let nothing else of the process move: others have their turn in between. */
  override async acquireConnection(): ReturnType<SqliteDriver['acquireConnection']> {
    this.#served++
    if (this.#served % TURN === 0) await new Promise<void>((next) => setImmediate(next))
    return super.acquireConnection()
  }
  override async beginTransaction(): Promise<void> {
    for (let tries = 1; ; tries++) {
      try {
        return this.#database.exec('begin immediate')
      } catch (error) {
        if (!isBusy(error) || tries === TRIES) throw error
        await this.#pause()
      }
    }
  }
  /** A full disk has already rolled back; a second time would hide the reason. */
  override async rollbackTransaction(): Promise<void> {
    if (this.#database.isTransaction) this.#database.exec('rollback')
  }
}

function adapt(database: DatabaseSync): { close(): void; prepare(sql: string): SqliteStatement } {
  return {
    close: () => database.close(),
    prepare(sql) {
      const statement = database.prepare(sql)
      return {
        reader: statement.columns().length > 0,
        all: (values) => statement.all(...(values as SQLInputValue[])),
        run: (values) => statement.run(...(values as SQLInputValue[])),
        iterate: (values) => statement.iterate(...(values as SQLInputValue[])),
      }
    },
  }
}
