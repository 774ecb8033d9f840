/**
 * The database file, open only while somebody reads it. DuckDB gives a file to one writing process or to several reading ones, so
 * every moment it is held keeps the pipeline that fills it waiting, and the other way round it may be locked when we come.
 */
import { access, constants } from 'node:fs/promises'
import type { Clock, Deadline, Millis } from '../../core/calendar/time.ts'
import { SourceFailure } from '../../core/connector.ts'
import { type Engine, openEngine } from '../duckdb-engine.ts'
import type { EngineSettings } from '../duckdb-settings.ts'
import { openFailure } from './failures.ts'

/** Pauses before a locked file is tried again: a pipeline often writes for a moment only. */
const PATIENCE: readonly Millis[] = [50, 200, 500]

export interface DatabaseFile {
  /** Readers at the same time share one opening; the last one closes it. */
  read<T>(until: Deadline, work: (engine: Engine) => Promise<T>): Promise<T>
}

export function databaseFile(file: string, settings: EngineSettings, clock: Clock): DatabaseFile {
  let opening: Promise<Engine> | undefined
  let readers = 0

  async function read<T>(until: Deadline, work: (engine: Engine) => Promise<T>): Promise<T> {
    readers++
    opening ??= openPatiently(until)
    const current = opening
    try {
      return await work(await current)
    } finally {
      readers--
      if (readers === 0) {
        opening = undefined
        await current.then(
          (engine) => engine.close(),
          () => undefined,
        )
      }
    }
  }

  async function openPatiently(until: Deadline): Promise<Engine> {
    for (const wait of [...PATIENCE, undefined]) {
      try {
        await mustBeReadable(file)
        return await openEngine({ file, folders: [], settings, clock })
      } catch (error) {
        const failure = openFailure(error)
        if (failure.code !== 'locked' || wait === undefined || until.left() <= wait) throw failure
        await pause(wait, clock, until)
      }
    }
    throw new SourceFailure('locked', 'another process has the database open for writing')
  }

  return { read }
}

/** Asks the system first: its answers are plainer than those of the driver. */
async function mustBeReadable(file: string): Promise<void> {
  try {
    await access(file, constants.R_OK)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'ENOENT' || code === 'ENOTDIR') throw new SourceFailure('unreachable', 'the database file is not there')
    if (code === 'EACCES' || code === 'EPERM') throw new SourceFailure('no-permission', 'the database file may not be read')
    throw new SourceFailure('unreachable', `the database file cannot be opened (${String(code)})`)
  }
}

function pause(wait: Millis, clock: Clock, until: Deadline): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      cancel()
      until.signal.removeEventListener('abort', done)
      resolve()
    }
    const cancel = clock.after(wait, done)
    until.signal.addEventListener('abort', done, { once: true })
  })
}
