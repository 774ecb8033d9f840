/** SQLite's result codes, as far as a person can do something about them. See https://sqlite.org/rescode.html. */
import { MeshError } from '../core/errors.ts'

const UNAVAILABLE: ReadonlyMap<number, readonly [message: string, hint: string]> = new Map([
  [3, ['may not be accessed', 'Give the user that runs meshwatch read and write access to the file and its folder.']],
  [5, ['is locked by another process', 'Something holds a long transaction on the file; end it.']],
  [6, ['is locked', 'Something holds a long transaction on the file; end it.']],
  [8, ['is read-only', 'Give the user that runs meshwatch write access to the file and its folder.']],
  [10, ['cannot be read or written', 'Look at the disk and the system log.']],
  [13, ['cannot grow: the disk is full', 'Free some space; nothing was half-written, and the next probe is stored again.']],
  [14, ['cannot be opened', 'Check that the path is a file in a folder that meshwatch may write.']],
])

const BUSY = 5
const CANNOT_OPEN = 14
const CORRUPT: ReadonlySet<number> = new Set([11, 26])

export function explainSqlite(error: unknown, path: string): MeshError | undefined {
  const code = primaryCode(error)
  if (code === undefined) return undefined
  if (CORRUPT.has(code)) return corrupt(path, error instanceof Error ? error.message : '', error)
  const [message, hint] = UNAVAILABLE.get(code) ?? []
  return message === undefined ? undefined : new MeshError('STORE_UNREACHABLE', `The store ${path} ${message}.`, hint, { cause: error })
}

export function corrupt(path: string, faults: string, cause?: unknown): MeshError {
  const hint = 'It was left as it is. Restore it from a backup, or move it away to begin with an empty store.'
  return new MeshError('STORE_CORRUPT', `The store ${path} is damaged: ${faults}.`, hint, { cause })
}

export function isBusy(error: unknown): boolean {
  return primaryCode(error) === BUSY
}

/** The driver reports extended codes; their low byte is the primary one. A folder that cannot be made is a file that cannot be opened. */
function primaryCode(error: unknown): number | undefined {
  if (error instanceof Error && 'syscall' in error) return CANNOT_OPEN
  const code = error instanceof Error && 'errcode' in error ? error.errcode : undefined
  return typeof code === 'number' ? code & 0xff : undefined
}
