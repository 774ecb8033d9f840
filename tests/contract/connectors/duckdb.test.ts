import { join } from 'node:path'
import { DuckDBConnection } from '@duckdb/node-api'
import { vi } from 'vitest'
import { duckdb } from '../../../src/connectors/duckdb/index.ts'
import { quoteName } from '../../../src/connectors/sql-dialect.ts'
import { holdElsewhere, letGo, newPlace, open, write } from '../../unit/connectors/duckdb/database.ts'
import type { ConnectorFixture, Kind } from './fixture.ts'
import { connectorSuite } from './suite.ts'

const TYPES: Readonly<Record<Kind, string>> = {
  bigint: 'BIGINT',
  decimal: 'DECIMAL(38,10)',
  double: 'DOUBLE',
  text: 'VARCHAR',
  boolean: 'BOOLEAN',
  date: 'DATE',
  timestamp: 'TIMESTAMP',
  instant: 'TIMESTAMPTZ',
}

async function makeFixture(): Promise<ConnectorFixture> {
  const place = newPlace()
  const file = join(place.folder, 'mesh.duckdb')
  const connector = open(duckdb, { path: 'mesh.duckdb' }, place.folder)
  return {
    connector,
    async make({ name, columns, rows }) {
      const list = columns.map((column) => `${quoteName(column.name)} ${TYPES[column.kind]}${column.required ? ' NOT NULL' : ''}`)
      const values = rows.map((row) => row.map((value) => (value === null ? 'NULL' : `'${value.replaceAll("'", "''")}'`)).join(', '))
      await write(
        file,
        "SET TimeZone = 'UTC'",
        `CREATE TABLE ${quoteName(name)} (${list.join(', ')})`,
        ...values.map((row) => `INSERT INTO ${quoteName(name)} VALUES (${row})`),
      )
      return { source: 'source', name }
    },
    writes: (relation) => [
      `INSERT INTO ${relation} SELECT * FROM ${relation}`,
      `DELETE FROM ${relation}`,
      'CREATE TEMP TABLE made (a INT)',
      `COPY ${relation} TO '${join(place.folder, 'copied.csv')}'`,
      `/* harmless */ COPY (SELECT 1) TO '${join(place.folder, 'copied.csv')}'`,
      `ATTACH '${join(place.folder, 'other.duckdb')}'`,
      'INSTALL httpfs',
      'LOAD httpfs',
      'SET threads = 8',
      'PRAGMA memory_limit = "8GB"',
      'CALL pragma_version()',
      'CHECKPOINT',
      `EXPLAIN ANALYZE DELETE FROM ${relation}`,
    ],
    async lock() {
      const holder = await holdElsewhere(file)
      return () => letGo(holder)
    },
    slow: 'SELECT count(*) AS n FROM range(100000000) AS a, range(100000) AS b WHERE hash(a.range, b.range) = 7',
    async statements(work) {
      const spy = vi.spyOn(DuckDBConnection.prototype, 'extractStatements')
      await work()
      const count = spy.mock.calls.length
      spy.mockRestore()
      return count
    },
    async close() {
      await connector.close()
      place.remove()
    },
  }
}

connectorSuite('DuckDB', makeFixture, {
  deny: 'a database file has no rights for its tables',
  rename: 'DuckDB keeps no name that would outlive a renaming',
})
