/**
 * The embedded store: one SQLite file through Node's own driver. Write-ahead log, so that command line tools read while the daemon writes.
 * `synchronous = FULL`: a commit also holds what was decided about incidents, and what was decided must survive a power cut, or
 * people are told twice; at a few commits a second the extra sync costs nothing.
 */
import { mkdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Kysely } from 'kysely'
import { type Clock, type Millis, SECOND } from '../core/calendar/time.ts'
import { MeshError } from '../core/errors.ts'
import { type Backend, inUse, type StoreMode } from './backend.ts'
import { NodeSqliteDialect } from './sqlite-dialect.ts'
import { corrupt, explainSqlite, isBusy } from './sqlite-errors.ts'
import type { Tables } from './tables.ts'

const MEMORY = ':memory:'

/** How long opening waits for another process. */
const OPENING_WAIT = 5 * SECOND

/** Afterwards the driver waits only as long as the whole process may stand still; then the dialect goes on waiting, with pauses. */
const STANDSTILL: Millis = 15
const PAUSE: Millis = 20

/** The write-ahead log shrinks back to this after a large transaction. */
const LOG_SIZE = 64 * 1024 * 1024

export function openSqlite(place: string, mode: StoreMode, clock: Clock): Backend {
  const path = mode === 'guest' && place !== MEMORY && !hasContent(place) ? MEMORY : place
  const opened: DatabaseSync[] = []
  const close = (): void => opened.filter((database) => database.isOpen).forEach((database) => void database.close())
  try {
    if (path !== MEMORY) mkdirSync(dirname(path), { recursive: true })
    if (path !== MEMORY && mode === 'daemon') opened.push(takePlace(path))
    if (path !== MEMORY && hasContent(path)) inspect(path)
    const database = new DatabaseSync(path, { timeout: OPENING_WAIT })
    opened.push(database)
    database.exec(`pragma journal_mode = wal; pragma synchronous = full; pragma journal_size_limit = ${LOG_SIZE}`)
    database.exec(`pragma busy_timeout = ${STANDSTILL}`)
    const pause = () => new Promise<void>((resolve) => void clock.after(PAUSE, resolve))
    return backendOf(new Kysely({ dialect: new NodeSqliteDialect(database, pause) }), path, close)
  } catch (error) {
    close()
    throw explainSqlite(error, path) ?? error
  }
}

function backendOf(db: Kysely<Tables>, path: string, close: () => void): Backend {
  return {
    db,
    words: {
      instant: 'integer',
      json: 'text',
      sequence: 'integer primary key autoincrement',
      strict: 'strict',
    },
    locksRows: false,
    lockSchema: async () => {},
    assertAlone: async () => {},
    explain: (error) => explainSqlite(error, path),
    close: async () => {
      await db.destroy()
      close()
    },
  }
}

/**
 * The daemon's place is an exclusive lock on a small file beside the store, held by an open transaction for as long as the
 * process lives. The system takes it away with the process, however that ends.
 */
function takePlace(path: string): DatabaseSync {
  const place = new DatabaseSync(`${path}-daemon`, { timeout: 0 })
  try {
    place.exec('begin exclusive')
    return place
  } catch (error) {
    place.close()
    throw isBusy(error) ? inUse(path) : error
  }
}

function hasContent(path: string): boolean {
  return (statSync(path, { throwIfNoEntry: false })?.size ?? 0) > 0
}

/**
 * Looks before anything could write: a read-only connection neither repairs nor checkpoints. The tables that hold decisions are checked
 * in full; the measurements, which can be large, show their faults when they are read.
 */
function inspect(path: string): void {
  const database = new DatabaseSync(path, { timeout: OPENING_WAIT, readOnly: true })
  try {
    const tables = database
      .prepare(`select name from sqlite_schema where type = 'table'`)
      .all()
      .map(({ name }) => String(name))
    if (tables.length > 0 && !tables.includes('meshwatch_migrations')) {
      throw new MeshError('CONFIG_INVALID', `${path} is a database of another program.`, 'Name a file of its own for the store.')
    }
    for (const table of tables.filter((name) => name !== 'measurements')) {
      const faults = database
        .prepare(`pragma quick_check('${table}')`)
        .all()
        .map((row) => String(Object.values(row)[0]))
      if (faults.some((fault) => fault !== 'ok')) throw corrupt(path, faults.join('; '))
    }
  } finally {
    database.close()
  }
}
