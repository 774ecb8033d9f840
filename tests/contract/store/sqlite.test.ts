import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, test } from 'vitest'
import { outboxSuite } from './outbox-suite.ts'
import { folder, open, type Place } from './place.ts'
import { record, state } from './samples.ts'
import { storeSuite } from './store-suite.ts'

const place: Place = {
  fresh: async () => `sqlite:${join(folder(), 'new/state.db')}`,
  raw: async (url, ...statements) => {
    const database = new DatabaseSync(url.slice('sqlite:'.length))
    const answers = statements.map((statement) => database.prepare(statement).all())
    database.close()
    return (answers.at(-1) ?? []).map((row) => ({ ...row }))
  },
}

describe('the SQLite store', () => {
  storeSuite(place)
  outboxSuite(place)

  test('can live in memory, each one by itself', async () => {
    const [one, two] = await Promise.all([open('sqlite::memory:', 'daemon'), open('sqlite::memory:', 'daemon')])
    await one.commit(record({ states: [state('a')] }))
    expect([await one.states(), await two.states()]).toEqual([[state('a')], []])
  })
})
