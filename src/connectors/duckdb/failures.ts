/** Why a database file could not be opened. DuckDB tells by message only. */
import { SourceFailure } from '../../core/connector.ts'
import type { UnknownCause } from '../../core/verdict.ts'

const MEANINGS: readonly (readonly [RegExp, UnknownCause, string])[] = [
  [/Could not set lock|Conflicting lock|being used by another process/, 'locked', 'another process has the database open for writing'],
  [/database does not exist|No such file/, 'unreachable', 'the database file is not there'],
  [/Permission denied/, 'no-permission', 'the database file may not be read'],
  [/Is a directory/, 'unreachable', 'the path is a folder, not a database file'],
  [
    /different version|newer version|storage version/i,
    'unsupported',
    'the file was written by a version of DuckDB that this one cannot read',
  ],
  [/WAL/, 'unreachable', 'the write-ahead log beside the database cannot be replayed'],
]

export function openFailure(error: unknown): SourceFailure {
  if (error instanceof SourceFailure) return error
  const message = error instanceof Error ? error.message : String(error)
  const [, code, words] = MEANINGS.find(([says]) => says.test(message)) ?? []
  return new SourceFailure(code ?? 'unreachable', words ?? 'the file is not a sound DuckDB database: damaged, or cut short')
}
