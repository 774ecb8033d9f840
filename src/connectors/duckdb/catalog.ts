/**
 * Tables and views of a database. DuckDB keeps no time of change per table, so every table has that of the file, or of the log
 * beside it when that is newer. Its row counts are estimates: a DELETE does not lower them.
 */
import { stat } from 'node:fs/promises'
import { closest } from '../../contracts/document/closest.ts'
import type { Instant } from '../../core/calendar/time.ts'
import type { DatasetFacts, FieldFacts, Row, Sql } from '../../core/connector.ts'
import type { DatasetRef } from '../../core/dataset.ts'
import { logicalTypeOf } from '../duckdb-types.ts'
import { quoteName } from '../sql-dialect.ts'

/** One row for each column of everything that can be read; estimates for tables only. */
export const CATALOG: Sql = `
  SELECT c.schema_name AS "schema", c.table_name AS "table", c.column_name AS "column", c.data_type AS "type", c.is_nullable AS nullable,
    t.estimated_size AS "rows"
  FROM duckdb_columns() AS c
  LEFT JOIN duckdb_tables() AS t ON t.database_oid = c.database_oid AND t.table_oid = c.table_oid
  WHERE NOT c.internal AND c.database_name = current_database()
  ORDER BY c.schema_name, c.table_name, c.column_index`

export type Tables = ReadonlyMap<string, readonly Row[]>

export function tablesOf(rows: readonly Row[]): Tables {
  return Map.groupBy(rows, (row) => keyOf(String(row.schema), String(row.table)))
}

/** DuckDB holds names that differ in case only to be the same. */
function keyOf(schema: string, table: string): string {
  return `${schema}.${table}`.toLowerCase()
}

export function factsOf(ref: DatasetRef, tables: Tables, defaultSchema: string, changedAt: Instant): DatasetFacts {
  const schema = ref.schema ?? defaultSchema
  const columns = tables.get(keyOf(schema, ref.name))
  const first = columns?.[0]
  if (columns === undefined || first === undefined) {
    const near = closest(ref.name, neighbours(tables, schema))
    const hint = near === undefined ? '' : `; did you mean ${near}?`
    return { state: 'missing', detail: `there is no table or view ${schema}.${ref.name}${hint}`, relation: '', fields: [] }
  }
  return {
    state: 'present',
    relation: `${quoteName(String(first.schema))}.${quoteName(String(first.table))}`,
    fields: columns.map(fieldOf),
    changedAt,
    ...(typeof first.rows === 'number' ? { rows: { value: first.rows, exact: false } } : {}),
  }
}

function neighbours(tables: Tables, schema: string): readonly string[] {
  return [...tables.values()].flatMap(([row]) => (row?.schema === schema ? [String(row.table)] : []))
}

function fieldOf(row: Row): FieldFacts {
  const type = String(row.type)
  return { name: String(row.column), type, logicalType: logicalTypeOf(type), nullable: row.nullable === true }
}

export function refsOf(tables: Tables, source: string): readonly DatasetRef[] {
  return [...tables.values()].flatMap(([row]) => (row ? [{ source, schema: String(row.schema), name: String(row.table) }] : []))
}

/** The newer time of the file and of its write-ahead log, which takes the commits until the next checkpoint. */
export async function changeTime(file: string): Promise<Instant> {
  const times = await Promise.all(
    [file, `${file}.wal`].map((path) =>
      stat(path).then(
        ({ mtimeMs }) => mtimeMs,
        () => 0,
      ),
    ),
  )
  return Math.floor(Math.max(...times))
}
