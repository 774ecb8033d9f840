import { describe } from 'vitest'
import { createDatabase, noPostgres } from '../../support/postgres.ts'
import { ask } from './ask-postgres.ts'
import { outboxSuite } from './outbox-suite.ts'
import type { Place } from './place.ts'
import { storeSuite } from './store-suite.ts'

const place: Place = {
  fresh: createDatabase,
  raw: ask,
}

describe.skipIf(noPostgres)('the Postgres store', () => {
  storeSuite(place)
  outboxSuite(place)
})
