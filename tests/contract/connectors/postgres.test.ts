import pg from 'pg'
import { describe, vi } from 'vitest'
import { createDatabase, noPostgres } from '../../support/postgres.ts'
import type { ConnectorFixture, Kind, Table } from './fixture.ts'
import { openGuest, quote } from './postgres-guest.ts'
import { connectorSuite } from './suite.ts'

const TYPES: Readonly<Record<Kind, string>> = {
  bigint: 'bigint',
  decimal: 'numeric(38,10)',
  double: 'double precision',
  text: 'text',
  boolean: 'boolean',
  date: 'date',
  timestamp: 'timestamp',
  instant: 'timestamptz',
}

async function makeFixture(): Promise<ConnectorFixture> {
  const { connector, owner, close } = await openGuest(await createDatabase())
  return {
    connector,
    async make({ name, columns, rows }: Table) {
      const list = columns.map((column) => `${quote(column.name)} ${TYPES[column.kind]}${column.required ? ' NOT NULL' : ''}`)
      await owner.query(`CREATE TABLE ${quote(name)} (${list.join(', ')})`)
      const holes = columns.map((_, index) => `$${index + 1}`).join(', ')
      for (const row of rows) await owner.query(`INSERT INTO ${quote(name)} VALUES (${holes})`, [...row])
      return { source: 'guest', schema: 'public', name }
    },
    writes: (relation) => [
      `INSERT INTO ${relation} SELECT * FROM ${relation}`,
      `DELETE FROM ${relation}`,
      'CREATE TABLE made (a int)',
      `TRUNCATE ${relation}`,
      `COPY ${relation} TO '/tmp/meshwatch-copied'`,
      `WITH gone AS (DELETE FROM ${relation} RETURNING 1) SELECT * FROM gone`,
      `SELECT * INTO made FROM ${relation}`,
      `SELECT * FROM ${relation} FOR UPDATE`,
      'COMMIT',
      "SELECT nextval('counter')",
      'SELECT writes()',
      "SELECT set_config('transaction_read_only', 'off', true)",
      `SELECT 1) AS a; DELETE FROM ${relation}; SELECT 1 FROM (SELECT 1`,
    ],
    deny: async ({ name }) => void (await owner.query(`REVOKE ALL ON ${quote(name)} FROM guest`)),
    rename: async (dataset, name) => void (await owner.query(`ALTER TABLE ${quote(dataset.name)} RENAME TO ${quote(name)}`)),
    async lock({ name }) {
      await owner.query('BEGIN')
      await owner.query(`LOCK TABLE ${quote(name)} IN ACCESS EXCLUSIVE MODE`)
      return async () => void (await owner.query('ROLLBACK'))
    },
    slow: 'SELECT pg_sleep(30)::text AS nothing',
    async statements(work) {
      const spy = vi.spyOn(pg.Client.prototype, 'query')
      await work()
      const texts = spy.mock.calls.map(([asked]: readonly unknown[]) =>
        typeof asked === 'string' ? asked : String((asked as { text: string }).text),
      )
      spy.mockRestore()
      return texts.filter((text) => !/^(BEGIN|ROLLBACK)/.test(text)).length
    },
    close,
  }
}

describe.skipIf(noPostgres)('on a real server', () => connectorSuite('Postgres', makeFixture))
