import { inspect } from 'node:util'
import type pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Connector } from '../../../../src/core/connector.ts'
import { within } from '../../../contract/connectors/fixture.ts'
import { connectAs, type Guest, openGuest } from '../../../contract/connectors/postgres-guest.ts'
import { createDatabase, noPostgres } from '../../../support/postgres.ts'

describe.skipIf(noPostgres)('a connection to Postgres', () => {
  let url: string
  let guest: Guest
  let owner: pg.Client

  beforeAll(async () => {
    url = await createDatabase()
    guest = await openGuest(url)
    owner = guest.owner
  })
  afterAll(() => guest?.close())

  const one = async (sql: string) => (await guest.connector.query(`SELECT ${sql} AS value`, within(10_000)))[0]?.value

  /** What becomes of a question asked by a connector that is closed afterwards. */
  async function outcome(connector: Connector): Promise<unknown> {
    return connector
      .query('SELECT 1 AS one', within(5_000))
      .catch((error) => error)
      .finally(() => connector.close())
  }

  test('says who it is, and lives in UTC', async () => {
    expect(await one("current_setting('application_name')")).toBe('meshwatch/guest')
    expect(await one("current_setting('timezone')")).toBe('UTC')
  })

  test('is read-only and bounded by the deadline', async () => {
    expect(await one("current_setting('transaction_read_only')")).toBe('on')
    expect(await one("current_setting('statement_timeout')")).toMatch(/^9\d*(ms|s)$/)
    expect(await one("current_setting('lock_timeout')")).toMatch(/^(4\d*ms|5s)$/)
    expect(await one("current_setting('idle_in_transaction_session_timeout')")).not.toBe('0')
  })

  test.each([
    ['9007199254740991::int8', 9007199254740991],
    ['9007199254740993::int8', '9007199254740993'],
    ['-9007199254740993::int8', '-9007199254740993'],
    ['12.50::numeric', 12.5],
    ['1000::numeric', 1000],
    ['0.000000000000000000001::numeric', 1e-21],
    ['123456789012345678901234567890::numeric', '123456789012345678901234567890'],
    ['1234567890123456.7800::numeric', '1234567890123456.78'],
    ["'NaN'::numeric", Number.NaN],
    ["'-Infinity'::float8", Number.NEGATIVE_INFINITY],
    ['0.1::float8', 0.1],
    ['0.1::float4', 0.1],
    ['true', true],
    ['false', false],
    ['NULL::int', null],
    [`'{"a": 1}'::json`, '{"a": 1}'],
    ["'2024-03-31 02:30:00'::timestamp", '2024-03-31 02:30:00'],
    ["'2024-03-31'::date", '2024-03-31'],
  ])('reads %s without loss', async (sql, value) => {
    expect(await one(sql)).toEqual(value)
  })

  test('leaves nothing running on the server when it gives up', async () => {
    const control = new AbortController()
    const asked = guest.connector
      .query("SELECT pg_sleep(30)::text AS v, 'given up' AS w", within(10_000, control.signal))
      .catch((error) => error)
    const running = async () => {
      const { rows } = await owner.query(
        "SELECT count(*)::int AS n FROM pg_stat_activity WHERE query LIKE '%given up%' AND state = 'active' AND pid <> pg_backend_pid()",
      )
      return rows[0].n
    }
    await expect.poll(running).toBe(1)
    control.abort()
    expect(await asked).toMatchObject({ code: 'timeout', message: 'the statement was called off' })
    await expect.poll(running).toBe(0)
  })

  test('opens as many connections as it may, and no more', async () => {
    const asked = Promise.all(Array.from({ length: 6 }, () => guest.connector.query('SELECT pg_sleep(0.2)::text AS v', within(10_000))))
    const counted = async () => (await owner.query("SELECT count(*)::int AS n FROM pg_stat_activity WHERE usename = 'guest'")).rows[0].n
    await expect.poll(counted).toBe(2)
    expect(await asked).toHaveLength(6)
    expect(await counted()).toBe(2)
  })

  test('is made anew after the server ended it, busy or idle', async () => {
    const asked = one("pg_sleep(30)::text || 'terminated'").catch((error) => error)
    const terminate = () => owner.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'guest'")
    const busy = () => owner.query("SELECT 1 FROM pg_stat_activity WHERE usename = 'guest' AND query LIKE '%terminated%'")
    await expect.poll(async () => (await busy()).rowCount).toBe(1)
    await terminate()
    expect(await asked).toMatchObject({ code: 'unreachable' })
    await expect.poll(() => one('1').catch((error) => error.code)).toBe(1)
    await terminate()
    await expect.poll(() => one('1').catch((error) => error.code)).toBe(1)
  })

  test('tells a refused role, a missing database, a full server and a closed port apart', async () => {
    expect(await outcome(connectAs(url, 'nobody'))).toMatchObject({ code: 'no-permission' })
    expect(await outcome(connectAs(`${url}_gone`, 'guest'))).toMatchObject({
      code: 'unreachable',
      message: expect.stringContaining('_gone'),
    })
    await owner.query('CREATE ROLE crowd LOGIN CONNECTION LIMIT 0')
    expect(await outcome(connectAs(url, 'crowd'))).toMatchObject({ code: 'unreachable', message: expect.stringContaining('53300') })
    expect(await outcome(connectAs('postgres://127.0.0.1:1/x', 'guest'))).toMatchObject({
      code: 'unreachable',
      message: 'no connection (ECONNREFUSED)',
    })
  })

  test('shows its password to the server and to nobody else', async () => {
    await owner.query("CREATE ROLE sworn LOGIN PASSWORD 'open-sesame'")
    await demandPassword('sworn')
    expect(await outcome(connectAs(url, 'sworn', 'open-sesame'))).toEqual([{ one: 1 }])
    for (const password of ['open-barley', undefined]) {
      const refused = await outcome(connectAs(url, 'sworn', password))
      expect(refused).toMatchObject({ code: 'no-permission' })
      expect(inspect(refused, { depth: 9 })).not.toMatch(/open-/)
    }
  })

  /** Puts a line for the role before those that trust everyone, by the hand of the server itself. */
  async function demandPassword(role: string): Promise<void> {
    const { rows } = await owner.query("SELECT current_setting('hba_file') AS file, pg_read_file(current_setting('hba_file')) AS rules")
    const [{ file, rules }] = rows
    await owner.query('CREATE TEMP TABLE hba (position int, rule text)')
    const lines = [`host all ${role} 127.0.0.1/32 scram-sha-256`, ...rules.split('\n').filter((line: string) => /^\w/.test(line))]
    for (const [position, line] of lines.entries()) await owner.query('INSERT INTO hba VALUES ($1, $2)', [position, line])
    await owner.query(`COPY (SELECT rule FROM hba ORDER BY position) TO '${file}'`)
    await owner.query('SELECT pg_reload_conf()')
    await expect.poll(async () => (await owner.query('SELECT count(*)::int AS n FROM pg_hba_file_rules')).rows[0].n).toBe(lines.length)
  }

  test('does not count what a policy leaves of a table', async () => {
    await owner.query(`CREATE TABLE policed AS SELECT g FROM generate_series(1, 9) AS g; ALTER TABLE policed ENABLE ROW LEVEL SECURITY;
      CREATE POLICY few ON policed USING (g < 3)`)
    await expect(one('(SELECT count(*) FROM policed)')).rejects.toMatchObject({
      code: 'no-permission',
      message: expect.stringContaining('policed'),
    })
  })

  test('does not send what a statement cannot hold', async () => {
    await expect(one("'a\0b'")).rejects.toMatchObject({ code: 'invalid-query' })
  })
})
