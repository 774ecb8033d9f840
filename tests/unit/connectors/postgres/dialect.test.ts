import fc from 'fast-check'
import type pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Metric } from '../../../../src/core/metric.ts'
import { type Answer, askRule, factsOf, measure, within } from '../../../contract/connectors/fixture.ts'
import { connectAs, type Guest, openGuest } from '../../../contract/connectors/postgres-guest.ts'
import { createDatabase, noPostgres } from '../../../support/postgres.ts'

describe.skipIf(noPostgres)('the words of Postgres', () => {
  let url: string
  let guest: Guest
  let owner: pg.Client

  beforeAll(async () => {
    url = await createDatabase()
    guest = await openGuest(url)
    owner = guest.owner
  })
  afterAll(() => guest?.close())

  async function answers(table: string, ...metrics: readonly Metric[]): Promise<readonly Answer[]> {
    return measure(guest.connector, await factsOf(guest.connector, { source: 'guest', name: table }), metrics)
  }

  test('an infinite end has no place in time', async () => {
    await owner.query(`CREATE TABLE spans AS SELECT * FROM (VALUES
      ('2024-05-01 00:00+00'::timestamptz, '-infinity'::timestamp, '2024-05-01'::date), ('infinity', '2024-05-01', 'infinity'))
      AS v (ends, begins, day)`)
    const metrics = ['ends', 'begins', 'day'].flatMap((field): Metric[] => [
      { fn: 'earliest', fields: [field] },
      { fn: 'latest', fields: [field] },
    ])
    const may = Date.parse('2024-05-01T00:00Z')
    expect(await answers('spans', ...metrics)).toEqual([may, null, null, may, may, null])
  })

  test('a numeric without precision may be infinite and is measured all the same', async () => {
    await owner.query(
      `CREATE TABLE loose AS SELECT * FROM unnest(ARRAY['NaN', 'Infinity', '-Infinity', '1', '1.00', '3']::numeric[]) AS v (n)`,
    )
    const fns = ['min', 'max', 'mean', 'distinct', 'nulls'] as const
    expect(await answers('loose', ...fns.map((fn): Metric => ({ fn, fields: ['n'] })))).toEqual([1, 3, 5 / 3, 5, 0])
  })

  test('fields of every type can be counted', async () => {
    await owner.query(`CREATE TYPE mood AS ENUM ('sad', 'happy');
      CREATE TYPE pair AS (a int, b text);
      CREATE TABLE types (j json, jb jsonb, x xml, p point, u uuid, i inet, b bytea, e mood, c pair, a int[], r int4range, s interval, ch char(5));
      INSERT INTO types VALUES ('{}', '{}', '<a/>', '(1,2)', '00000000-0000-0000-0000-000000000000', '::1', '\\x00', 'sad', '(1,x)', '{1}', '[1,2)', '1 day', 'a');
      INSERT INTO types SELECT * FROM types;
      INSERT INTO types VALUES (null)`)
    const { fields } = await factsOf(guest.connector, { source: 'guest', name: 'types' })
    const metrics = fields.flatMap(({ name }): Metric[] => [
      { fn: 'nulls', fields: [name] },
      { fn: 'distinct', fields: [name] },
      { fn: 'duplicates', fields: [name] },
    ])
    expect(await answers('types', ...metrics)).toEqual(fields.flatMap(() => [1, 1, 1]))
    const tops = fields.map(({ name }): Metric => ({ fn: 'top', fields: [name], args: [3] }))
    expect((await answers('types', ...tops)).map((top) => Object.values(top as object))).toEqual(fields.map(() => [2]))
  })

  test('text with backslashes means itself, however the server reads them', async () => {
    await owner.query(String.raw`CREATE TABLE paths AS SELECT 'C:\new' AS path`)
    const metric: Metric = { fn: 'invalid', fields: ['path'], args: ['C:\\new', "\\'); DROP TABLE paths; --"] }
    expect(await answers('paths', metric)).toEqual([0])
    await owner.query('ALTER ROLE guest SET standard_conforming_strings = off')
    const connector = connectAs(url, 'guest')
    const answer = await measure(connector, await factsOf(connector, { source: 'guest', name: 'paths' }), [metric])
    await owner.query('ALTER ROLE guest RESET standard_conforming_strings')
    await connector.close()
    expect(answer).toEqual([0])
  })

  test('any text is found again as a literal', async () => {
    await owner.query('CREATE TABLE words (word text)')
    const text = fc.string({ unit: 'binary', maxLength: 12 }).map((word) => word.replaceAll('\0', "'\\"))
    const held = async (word: string, other: string) => {
      await owner.query('TRUNCATE words')
      await owner.query('INSERT INTO words VALUES ($1)', [word])
      const found = await answers(
        'words',
        { fn: 'missing', fields: ['word'], args: [word] },
        { fn: 'missing', fields: ['word'], args: [other] },
      )
      expect(found).toEqual([1, word === other ? 1 : 0])
    }
    await fc.assert(fc.asyncProperty(text, text, held), { numRuns: 40 })
  })

  test('an index answers the ends of a time field', async () => {
    await owner.query(`CREATE TABLE log AS SELECT to_timestamp(g) AS at FROM generate_series(1, 50000) AS g; CREATE INDEX ON log (at)`)
    await owner.query('VACUUM ANALYZE log')
    const [at] = (await factsOf(guest.connector, { source: 'guest', name: 'log' })).fields
    const { dialect } = guest.connector
    const { rows } = await owner.query(`EXPLAIN SELECT ${dialect.scalar({ fn: 'latest', fields: ['at'] }, at)}, ${dialect.now} FROM log`)
    const plan = rows.map((row) => row['QUERY PLAN']).join()
    expect(plan).toContain('Index Only Scan')
    expect(plan).not.toContain('Seq Scan')
  })

  test('a view is sampled row by row, a table page by page', async () => {
    await owner.query('CREATE TABLE many AS SELECT g FROM generate_series(1, 20000) AS g; CREATE VIEW all_of_many AS SELECT * FROM many')
    for (const name of ['many', 'all_of_many']) {
      const facts = await factsOf(guest.connector, { source: 'guest', name })
      const relation = guest.connector.dialect.sampled(facts.relation, 0.5)
      const [row] = await guest.connector.query(`SELECT count(*) AS n FROM ${relation}`, within(5_000))
      expect(Number(row?.n)).toBeGreaterThan(5_000)
      expect(Number(row?.n)).toBeLessThan(15_000)
      expect(await askRule(guest.connector, facts, 'SELECT count(o.g) FROM {object} AS o')).toBe(20_000)
    }
  })

  test('a pattern that is none, or a zone that is none, is a fault of the question', async () => {
    await expect(answers('paths', { fn: 'mismatched', fields: ['path'], args: ['('] })).rejects.toMatchObject({ code: 'invalid-query' })
    await expect(answers('spans', { fn: 'latest', fields: ['begins'], args: ["Mars/Olympus'; --"] })).rejects.toMatchObject({
      code: 'invalid-query',
    })
  })
})
