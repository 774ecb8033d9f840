/** Real DuckDB files for tests: written here, or held by another process. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import type { Clock, Deadline } from '../../../../src/core/calendar/time.ts'
import type { Connector } from '../../../../src/core/connector.ts'
import type { Factory, Given } from '../../../../src/core/factory.ts'

export const systemClock: Clock = {
  now: () => Date.now(),
  after(delay, wake) {
    const timer = setTimeout(wake, delay)
    return () => clearTimeout(timer)
  },
}

export function within(length: number): Deadline {
  const at = Date.now() + length
  return { at, signal: AbortSignal.timeout(length), left: () => Math.max(0, at - Date.now()) }
}

export function open<C>(factory: Factory<C, Connector>, config: unknown, root: string, clock = systemClock): Connector {
  const nothing = () => {}
  const given: Given = { clock, root, log: { error: nothing, warn: nothing, info: nothing, debug: nothing } }
  return factory.create('source', factory.config.parse(config), given)
}

export interface Place {
  readonly folder: string
  remove(): void
}

export function newPlace(): Place {
  const folder = mkdtempSync(join(tmpdir(), 'meshwatch-test-'))
  chmodSync(folder, 0o755)
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

/** Runs statements that may write; the file is closed when they are done. */
export async function write(file: string, ...statements: readonly string[]): Promise<void> {
  const instance = await DuckDBInstance.create(file)
  const connection = await instance.connect()
  try {
    for (const sql of statements) await connection.run(sql)
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}

/** Does the work as somebody to whom nothing below the path is given; the superuser becomes nobody for as long. */
export async function forbidden<T>(path: string, work: () => Promise<T>): Promise<T> {
  const { mode } = statSync(path)
  const isSuperuser = process.geteuid?.() === 0
  chmodSync(path, 0)
  if (isSuperuser) process.seteuid?.(65_534)
  try {
    return await work()
  } finally {
    if (isSuperuser) process.seteuid?.(0)
    chmodSync(path, mode)
  }
}

const HOLDER = `
import { DuckDBInstance } from '@duckdb/node-api'
const [file, ...statements] = process.argv.slice(1)
const instance = await DuckDBInstance.create(file)
const connection = await instance.connect()
for (const sql of statements) await connection.run(sql)
console.log('held')
process.stdin.on('data', () => {}).on('end', () => {
  connection.closeSync()
  instance.closeSync()
})
`

/** Another process opens the file for writing, runs the statements and holds it until its input ends or it is killed. */
export async function holdElsewhere(file: string, ...statements: readonly string[]): Promise<ChildProcess> {
  const holder = spawn(process.execPath, ['--input-type=module', '--eval', HOLDER, file, ...statements], {
    stdio: ['pipe', 'pipe', 'inherit'],
    cwd: join(import.meta.dirname, '../../../..'),
  })
  const [said] = await Promise.race([once(holder.stdout, 'data'), once(holder, 'exit')])
  if (String(said).trim() !== 'held') throw new Error('the other process could not open the file')
  return holder
}

export async function letGo(holder: ChildProcess): Promise<void> {
  const gone = once(holder, 'exit')
  holder.stdin?.end()
  await gone
}
