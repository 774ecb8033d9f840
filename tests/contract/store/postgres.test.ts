import pg from 'pg'
import { describe } from 'vitest'
import { createDatabase, noPostgres } from '../../support/postgres.ts'
import { outboxSuite } from './outbox-suite.ts'
import type { Place } from './place.ts'
import { storeSuite } from './store-suite.ts'

const place: Place = {
  fresh: createDatabase,
  raw: async (url, ...statements) => {
    const client = new pg.Client({ connectionString: url, options: '-c search_path=meshwatch' })
    await client.connect()
    try {
      let rows: readonly Readonly<Record<string, unknown>>[] = []
      for (const statement of statements) rows = (await client.query(statement)).rows
      return rows
    } finally {
      await client.end()
    }
  },
}

describe.skipIf(noPostgres)('the Postgres store', () => {
  storeSuite(place)
  outboxSuite(place)
})
