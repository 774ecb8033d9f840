/** The folder and one DuckDB in memory that may read below it and nowhere else. Opened on first use and kept: it locks nothing. */
import { realpath } from 'node:fs/promises'
import type { Clock } from '../../core/calendar/time.ts'
import { type Engine, openEngine } from '../duckdb-engine.ts'
import type { EngineSettings } from '../duckdb-settings.ts'
import { rootFailure } from './failures.ts'

export interface Folder {
  /** Where the folder really is, links resolved. */
  readonly root: string
  readonly engine: Engine
}

export interface FolderAccess {
  open(): Promise<Folder>
  close(): Promise<void>
}

export function folderAccess(path: string, settings: EngineSettings, clock: Clock): FolderAccess {
  let opening: Promise<Folder> | undefined

  async function start(): Promise<Folder> {
    const root = await realpath(path).catch((error: unknown) => Promise.reject(rootFailure(error)))
    return { root, engine: await openEngine({ folders: [root], settings, clock }) }
  }

  return {
    open() {
      opening ??= start().catch((error: unknown) => {
        opening = undefined
        throw error
      })
      return opening
    },
    async close() {
      const current = opening
      opening = undefined
      const folder = await current?.catch(() => undefined)
      folder?.engine.close()
    },
  }
}
