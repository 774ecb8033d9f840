/** Files as a FROM clause. Text is read as text and cast per column, so one odd value costs a null and never the statement. */
import type { Sql } from '../../core/connector.ts'
import { literal } from '../duckdb-words.ts'
import { quoteName } from '../sql-dialect.ts'
import type { DataFile } from './files.ts'
import { type Guess, typeOf } from './guess.ts'
import type { TextShape } from './text-shape.ts'

export interface TextFile {
  readonly file: DataFile
  /** The file itself, or its copy in UTF-8. */
  readonly readFrom: string
  readonly shape: TextShape
}

/** What no file is read for: rows of a dataset whose files are all empty. */
export const NO_ROWS: Sql = '(SELECT NULL AS nothing WHERE FALSE)'

/** The name of the column that keeps the text of `name` as it is in the file. */
export function asWritten(name: string): string {
  return `${name} as written`
}

export function isTyped(type: string): boolean {
  return type !== 'VARCHAR'
}

/** `guesses` are those of all files together. Files that are written alike are read by one call. */
export function textRelation(files: readonly TextFile[], guesses: ReadonlyMap<string, Guess>): Sql {
  const filled = files.filter(({ shape }) => shape.columns.length > 0)
  const alike = Map.groupBy(filled, ({ shape }) => wayOfWriting(shape))
  const parts = [...alike.values()].map((group) => partRelation(group, guesses))
  return parts.length === 0 ? NO_ROWS : `(${parts.join(' UNION ALL BY NAME ')})`
}

function wayOfWriting({ delimiter, header, emptyLines, columns }: TextShape): string {
  return JSON.stringify([delimiter, header, emptyLines, columns.map(({ name }) => name)])
}

function partRelation(group: readonly TextFile[], guesses: ReadonlyMap<string, Guess>): Sql {
  const shape = group[0]?.shape
  if (shape === undefined) return NO_ROWS
  const names = shape.columns.map(({ name }) => name)
  const cells = names.flatMap((name) => {
    const [column, type] = [quoteName(name), typeOf(guesses.get(name.toLowerCase()) ?? 0)]
    return isTyped(type)
      ? [
          `TRY_CAST(${column} AS ${type === 'NULL' ? '"NULL"' : type}) AS ${column}`,
          `NULLIF(${column}, '') AS ${quoteName(asWritten(name))}`,
        ]
      : [column]
  })
  const options = [
    fileList(group.map(({ readFrom }) => readFrom)),
    'auto_detect = FALSE',
    `delim = ${literal(shape.delimiter ?? ',')}`,
    `quote = '"', escape = '"', nullstr = '', allow_quoted_nulls = FALSE`,
    `header = ${shape.header}`,
    `skip = ${shape.emptyLines}`,
    `columns = {${names.map((name) => `${literal(name)}: 'VARCHAR'`).join(', ')}}`,
    'strict_mode = FALSE, null_padding = TRUE',
    // Several threads cannot tell a line break within quotes from the end of a row.
    ...(group.some((one) => one.shape.lineBreaks || !one.shape.whole) ? ['parallel = FALSE'] : []),
  ]
  return `SELECT ${cells.join(', ')} FROM read_csv(${options.join(', ')})`
}

/** Files of a format that describes itself. */
export function selfDescribed(files: readonly DataFile[]): Sql {
  const paths = fileList(files.map(({ path }) => path))
  return files[0]?.kind === 'parquet'
    ? `read_parquet(${paths}, union_by_name = TRUE)`
    : `read_json(${paths}, union_by_name = TRUE, sample_size = -1)`
}

/** DuckDB takes every path for a pattern; a bracket around a pattern's character makes it plain. */
export function fileList(paths: readonly string[]): Sql {
  return `[${paths.map((path) => literal(path.replace(/[*?[]/g, '[$&]'))).join(', ')}]`
}
