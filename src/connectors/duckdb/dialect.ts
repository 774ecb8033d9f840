/** A database has typed columns, so DuckDB's words serve as they are. */
export { duckdbDialect } from '../duckdb-words.ts'
