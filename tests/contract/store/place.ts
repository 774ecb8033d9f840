/** Where a suite keeps its stores, and a way past the interface to damage or look at what is stored. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { Secret } from '../../../src/core/secret.ts'
import type { Store } from '../../../src/core/store.ts'
import { openStore, type StoreMode } from '../../../src/store/index.ts'
import { clock, log } from './surroundings.ts'

export interface Place {
  /** A URL at which no store was opened yet. */
  fresh(): Promise<string>
  /** Runs statements on the tables, and answers the rows of the last one. */
  raw(url: string, ...statements: readonly string[]): Promise<readonly Readonly<Record<string, unknown>>[]>
}

/** Opened for the length of one test. */
export async function open(url: string | Secret, mode: StoreMode = 'reader'): Promise<Store> {
  const store = await openStore(url, { clock, log, root: tmpdir(), mode })
  let closed: Promise<void> | undefined
  const close = (): Promise<void> => {
    closed ??= store.close()
    return closed
  }
  onTestFinished(close)
  return { ...store, close }
}

/** A folder for the length of one test. */
export function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'meshwatch-store-'))
  onTestFinished(() => rmSync(path, { recursive: true, force: true }))
  return path
}
