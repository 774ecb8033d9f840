/** Where a suite keeps its stores, and a way past the interface to damage or look at what is stored. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { Log } from '../../../src/core/factory.ts'
import type { Store } from '../../../src/core/store.ts'
import type { Clock } from '../../../src/core/time.ts'
import { openStore, type StoreMode } from '../../../src/store/index.ts'
import { NOON } from './samples.ts'

export interface Place {
  /** A URL at which no store was opened yet. */
  fresh(): Promise<string>
  /** Runs statements on the tables, and answers the rows of the last one. */
  raw(url: string, ...statements: readonly string[]): Promise<readonly Readonly<Record<string, unknown>>[]>
}

export interface LogLine {
  readonly level: string
  readonly message: string
}

export const lines: LogLine[] = []

const write = (level: string) => (message: string) => void lines.push({ level, message })
const log: Log = { error: write('error'), warn: write('warn'), info: write('info'), debug: write('debug') }

/** Stands still at noon; pauses end at once, after others had their turn. */
export const clock: Clock = {
  now: () => NOON,
  after(_, wake) {
    const turn = setImmediate(wake)
    return () => clearImmediate(turn)
  },
}

/** Opened for the length of one test. */
export async function open(url: string, mode: StoreMode = 'reader'): Promise<Store> {
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
