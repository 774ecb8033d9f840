import type pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { DatasetRef } from '../../../../src/core/dataset.ts'
import { factsOf, measure, within } from '../../../contract/connectors/fixture.ts'
import { connectAs, type Guest, openGuest } from '../../../contract/connectors/postgres-guest.ts'
import { createDatabase, noPostgres } from '../../../support/postgres.ts'

describe.skipIf(noPostgres)('the catalog of Postgres', () => {
  let url: string
  let guest: Guest
  let owner: pg.Client

  beforeAll(async () => {
    url = await createDatabase()
    guest = await openGuest(url)
    owner = guest.owner
  })
  afterAll(() => guest?.close())

  const facts = (name: string, more: Partial<DatasetRef> = {}) => factsOf(guest.connector, { source: 'guest', name, ...more })
  const counted = async (name: string) => (await measure(guest.connector, await facts(name), [{ fn: 'rows' }]))[0]

  test('knows no row count before the first ANALYZE, and never says it is exact', async () => {
    await owner.query('CREATE TABLE fresh AS SELECT g FROM generate_series(1, 1000) AS g')
    expect((await facts('fresh')).rows).toBeUndefined()
    await owner.query('ANALYZE fresh')
    expect((await facts('fresh')).rows).toEqual({ value: 1000, exact: false })
    await owner.query('DELETE FROM fresh WHERE g > 100')
    expect((await facts('fresh')).rows).toEqual({ value: 1000, exact: false })
    expect(await counted('fresh')).toBe(100)
  })

  test('counts a partitioned or inherited table by its leaves', async () => {
    await owner.query(`CREATE TABLE parted (g int) PARTITION BY RANGE (g);
      CREATE TABLE parted_low PARTITION OF parted FOR VALUES FROM (0) TO (100) PARTITION BY RANGE (g);
      CREATE TABLE parted_lowest PARTITION OF parted_low FOR VALUES FROM (0) TO (50);
      CREATE TABLE parted_high PARTITION OF parted FOR VALUES FROM (100) TO (1000);
      INSERT INTO parted SELECT generate_series(20, 29); INSERT INTO parted SELECT generate_series(200, 219);
      CREATE TABLE old_parent (g int); CREATE TABLE old_child () INHERITS (old_parent);
      INSERT INTO old_parent VALUES (1); INSERT INTO old_child VALUES (2), (3);
      ANALYZE parted_lowest`)
    expect((await facts('parted')).rows).toBeUndefined()
    await owner.query('ANALYZE parted_high; ANALYZE old_parent; ANALYZE old_child')
    expect((await facts('parted')).rows?.value).toBe(30)
    expect((await facts('old_parent')).rows?.value).toBe(3)
    expect(await counted('parted')).toBe(30)
  })

  test('sees every field that is there, also those it may not read', async () => {
    await owner.query(
      'CREATE TABLE people (id int, email text, born date); REVOKE ALL ON people FROM guest; GRANT SELECT (id, born) ON people TO guest',
    )
    const people = await facts('people')
    expect(people.state).toBe('present')
    expect(people.fields.map(({ name, readable }) => [name, readable ?? true])).toEqual([
      ['id', true],
      ['email', false],
      ['born', true],
    ])
    expect(await measure(guest.connector, people, [{ fn: 'rows' }, { fn: 'nulls', fields: ['email'] }])).toEqual([0, undefined])
    expect(await measure(guest.connector, people, [{ fn: 'top', fields: ['email'], args: [3] }])).toEqual([undefined])
    await owner.query('ALTER TABLE people DROP COLUMN born')
    expect((await facts('people')).fields.map(({ name }) => name)).toEqual(['id', 'email'])
  })

  test('tells a role that may only monitor what is there, and that it may not read it', async () => {
    await owner.query('CREATE ROLE watcher LOGIN; GRANT pg_monitor TO watcher; CREATE TABLE watched (id int, at timestamptz NOT NULL)')
    const connector = connectAs(url, 'watcher')
    const watched = await factsOf(connector, { source: 'guest', name: 'watched' }).finally(() => connector.close())
    expect(watched).toMatchObject({ state: 'no-permission', detail: 'the role has no SELECT on public.watched', relation: '' })
    expect(watched.fields.map(({ name, nullable }) => [name, nullable])).toEqual([
      ['id', true],
      ['at', false],
    ])
  })

  test('tells a schema that may not be entered from one that is not there', async () => {
    await owner.query('CREATE SCHEMA closed; CREATE TABLE closed.t (id int); GRANT SELECT ON closed.t TO guest')
    expect(await facts('t', { schema: 'closed' })).toMatchObject({
      state: 'no-permission',
      detail: 'the role has no USAGE on schema closed',
    })
    expect(await facts('t', { schema: 'nowhere' })).toMatchObject({ state: 'missing', detail: 'schema nowhere is not there' })
    expect(await facts('t', { schema: 'closed', database: 'what the contract says' })).toMatchObject({ state: 'no-permission' })
    expect(await facts('a\0b')).toMatchObject({ state: 'missing' })
  })

  test('takes views, materialised views and foreign tables for datasets, and sequences not', async () => {
    await owner.query(`CREATE TABLE seen (id int); CREATE VIEW a_view AS SELECT * FROM seen; CREATE MATERIALIZED VIEW a_matview AS SELECT * FROM seen;
      CREATE FOREIGN DATA WRAPPER nothing; CREATE SERVER far FOREIGN DATA WRAPPER nothing; CREATE FOREIGN TABLE a_foreign (id int) SERVER far`)
    for (const name of ['a_view', 'a_matview', 'a_foreign']) expect(await facts(name)).toMatchObject({ state: 'present' })
    expect(await facts('counter')).toMatchObject({ state: 'missing' })
    expect((await facts('a_view')).rows).toBeUndefined()
    const names = (await guest.connector.discover(within(5_000))).map(({ name }) => name)
    expect(names).toEqual(expect.arrayContaining(['a_view', 'a_matview', 'a_foreign', 'seen']))
    expect(names).not.toContain('counter')
  })

  test('describes types in words of its own and of the project', async () => {
    await owner.query(`CREATE DOMAIN cents AS numeric(12,2) NOT NULL; CREATE TYPE colour AS ENUM ('red');
      CREATE TABLE typed (a smallint, b numeric(38,0), c numeric(12,2), d real, e varchar(10), f colour, g jsonb, h text[], i time,
        j timestamp(3), k timestamptz, l cents, m uuid, n int4range)`)
    expect((await facts('typed')).fields.map(({ type, logicalType }) => `${type}: ${logicalType}`)).toEqual([
      'smallint: integer',
      'numeric(38,0): integer',
      'numeric(12,2): number',
      'real: number',
      'character varying(10): string',
      'colour: string',
      'jsonb: object',
      'text[]: array',
      'time without time zone: time',
      'timestamp(3) without time zone: timestamp',
      'timestamp with time zone: timestamp',
      'numeric(12,2): number',
      'uuid: string',
      'int4range: object',
    ])
    expect((await facts('typed')).fields.find(({ name }) => name === 'l')?.nullable).toBe(false)
  })

  test('is not held up by a lock on the table', async () => {
    await owner.query('CREATE TABLE busy (id int)')
    await owner.query('BEGIN; LOCK TABLE busy IN ACCESS EXCLUSIVE MODE')
    const state = await facts('busy').then((found) => found.state)
    await owner.query('ROLLBACK')
    expect(state).toBe('present')
  })

  describe('the last change', () => {
    /** The server adds up its counters at the end of a transaction when it is told to, else about once a second. */
    const change = (sql: string) => owner.query(sql).then(() => owner.query('SELECT pg_stat_force_next_flush()'))

    test('is unknown at first, and seen at the next look after a commit', async () => {
      await change('CREATE TABLE ledger (id int); INSERT INTO ledger VALUES (1)')
      expect((await facts('ledger')).changedAt).toBeUndefined()
      expect((await facts('ledger')).changedAt).toBeUndefined()
      await change('UPDATE ledger SET id = 2')
      await expect.poll(async () => (await facts('ledger')).changedAt).toBeDefined()
      const changedAt = (await facts('ledger')).changedAt ?? 0
      expect(Math.abs(changedAt - Date.now())).toBeLessThan(5_000)
      expect((await facts('ledger')).changedAt).toBe(changedAt)
    })

    test('is no news of statistics that were reset', async () => {
      await change('CREATE TABLE counted (id int); INSERT INTO counted SELECT generate_series(1, 10)')
      expect((await facts('counted')).changedAt).toBeUndefined()
      await owner.query("SELECT pg_stat_reset_single_table_counters('counted'::regclass)")
      expect((await facts('counted')).changedAt).toBeUndefined()
      await change('INSERT INTO counted VALUES (1)')
      await expect.poll(async () => (await facts('counted')).changedAt).toBeDefined()
    })

    test('of a partitioned table is that of its leaves; a view has none', async () => {
      await change(`CREATE TABLE days (day int) PARTITION BY LIST (day); CREATE TABLE day_1 PARTITION OF days FOR VALUES IN (1);
        CREATE VIEW all_days AS SELECT * FROM days`)
      await facts('days')
      await facts('all_days')
      await change('INSERT INTO days VALUES (1)')
      await expect.poll(async () => (await facts('days')).changedAt).toBeDefined()
      expect((await facts('all_days')).changedAt).toBeUndefined()
    })
  })
})
