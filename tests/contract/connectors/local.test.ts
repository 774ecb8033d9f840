import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { local } from '../../../src/connectors/local/index.ts'
import { newPlace, open } from '../../unit/connectors/duckdb/database.ts'
import type { ConnectorFixture } from './fixture.ts'
import { connectorSuite } from './suite.ts'

async function makeFixture(): Promise<ConnectorFixture> {
  const place = newPlace()
  const connector = open(local, { path: '.' }, place.folder)
  return {
    connector,
    async make({ name, columns, rows }) {
      const cell = (value: string | null) => (value === null ? '' : `"${value.replaceAll('"', '""')}"`)
      const lines = [columns.map((column) => cell(column.name)), ...rows.map((row) => row.map(cell))]
      writeFileSync(join(place.folder, `${name}.csv`), lines.map((line) => `${line.join(',')}\r\n`).join(''))
      return { source: 'source', name, path: `${name}.csv` }
    },
    writes: (relation) => [
      `COPY (SELECT * FROM ${relation}) TO '${join(place.folder, 'copied.csv')}'`,
      `-- SELECT\nCOPY (SELECT 1) TO '${join(place.folder, 'copied.csv')}'`,
      'CREATE TABLE made (a INT)',
      `ATTACH '${join(place.folder, 'other.duckdb')}'`,
      'INSTALL httpfs',
      'SET threads = 8',
      "SET allowed_directories = ['/']",
    ],
    slow: 'SELECT count(*) AS n FROM range(100000000) AS a, range(100000) AS b WHERE hash(a.range, b.range) = 7',
    async close() {
      await connector.close()
      place.remove()
    },
  }
}

connectorSuite('local files', makeFixture, {
  deny: 'the suite may run as a user whom no file is denied to',
  rename: 'a file has no identity beyond its name',
  lock: 'nobody can hold a file so that it cannot be read',
  statements: 'files are described without statements',
})
