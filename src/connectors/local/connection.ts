/** The folder and one DuckDB in memory that may read below it and nowhere else. Opened on first use and kept: it locks nothing. */
import { mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Clock } from '../../core/time.ts'
import { type Engine, openEngine } from '../duckdb-engine.ts'
import type { EngineSettings } from '../duckdb-settings.ts'
import { fileFailure } from './failures.ts'

export interface Folder {
  /** Where the folder really is, links resolved. */
  readonly root: string
  /** A folder of our own for copies that DuckDB can read; goes away with the connection. */
  readonly scratch: string
  readonly engine: Engine
}

export interface FolderAccess {
  open(): Promise<Folder>
  close(): Promise<void>
}

export function folderAccess(path: string, settings: EngineSettings, clock: Clock): FolderAccess {
  let opening: Promise<Folder> | undefined

  async function start(): Promise<Folder> {
    const root = await realpath(path).catch((error: unknown) => Promise.reject(fileFailure(error)))
    const scratch = await realpath(await mkdtemp(join(tmpdir(), 'meshwatch-local-')))
    return { root, scratch, engine: await openEngine({ folders: [root, scratch], settings, clock }) }
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
      if (folder !== undefined) await rm(folder.scratch, { recursive: true, force: true })
    },
  }
}
