/**
 * What DuckDB's words about a statement mean. Its messages quote values and rows of files, so only messages about names and
 * syntax are handed on, and of those only the first line. The driver's error is not kept as a cause: logs print causes.
 */
import { SourceFailure } from '../core/connector.ts'
import type { UnknownCause } from '../core/verdict.ts'

interface Meaning {
  readonly says: RegExp
  readonly code: UnknownCause
  /** Told instead of the message, which may hold a value. */
  readonly words?: string
}

const MEANINGS: readonly Meaning[] = [
  { says: /^INTERRUPT Error/, code: 'timeout', words: 'the statement was interrupted' },
  { says: /^Permission Error/, code: 'no-permission', words: 'it reads something outside of what the source may read' },
  {
    says: /exists in the \w+ extension|Missing Extension|extension needs to be loaded|INSTALL \w+/,
    code: 'unsupported',
    words: 'it needs an extension of DuckDB that is not built in; extensions are never fetched',
  },
  { says: /^Catalog Error: Table with name/, code: 'missing' },
  { says: /^Binder Error: Referenced column/, code: 'missing' },
  { says: /^(Parser|Binder|Catalog) Error/, code: 'invalid-query' },
  {
    says: /^Out of Memory Error/,
    code: 'invalid-query',
    words: 'the statement needs more memory than the source may use (setting: memory)',
  },
  { says: /No files found|No such file/, code: 'missing', words: 'the file is gone' },
  { says: /Permission denied/, code: 'no-permission', words: 'the file may not be read' },
  { says: /^Conversion Error/, code: 'invalid-query', words: 'a value could not be converted to the type that the statement wants' },
  { says: /^Out of Range Error/, code: 'invalid-query', words: 'a number grew beyond what its type holds' },
  { says: /More than one row returned/, code: 'invalid-query', words: 'a rule answers more than one row' },
  { says: /^IO Error/, code: 'unreadable', words: 'the file could not be read' },
  { says: /CSV Error|Malformed JSON|Parquet|parquet/, code: 'unreadable', words: 'the file is not what its format promises' },
]

export function queryFailure(error: unknown): SourceFailure {
  const message = (error instanceof Error ? error.message : String(error)).replace(/^Failed to extract statements: /, '')
  const meaning = MEANINGS.find(({ says }) => says.test(message))
  const words = meaning ? (meaning.words ?? firstLine(message)) : 'DuckDB refused the statement'
  return new SourceFailure(meaning?.code ?? 'invalid-query', words)
}

function firstLine(message: string): string {
  return message.split('\n', 1)[0] ?? message
}
