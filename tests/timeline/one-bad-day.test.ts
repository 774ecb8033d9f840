/** A large table of a real database is registered; the next day one row in fifty arrives in the wrong unit, and a status that nobody knows. */
import { readFileSync } from 'node:fs'
import { DuckDBInstance } from '@duckdb/node-api'
import pg from 'pg'
import { describe, expect, onTestFinished, test } from 'vitest'
import { DAY, HOUR } from '../../src/core/calendar/time.ts'
import { openMesh } from '../../src/index.ts'
import { createDatabase, noPostgres } from '../support/postgres.ts'
import { makePlace } from '../support/program.ts'

const MIDNIGHT = Date.UTC(2026, 9, 27)
const DAYS = 61
const ROWS = 3_000
const SECRET = 'Ada-Example-42'

const contract = (server: string) => `apiVersion: v3.1.0
kind: DataContract
id: orders
version: 1.0.0
status: active
servers:
  - ${server}
schema:
  - name: orders
    customProperties:
      - { property: meshwatch.timeField, value: placed_at }
      - { property: meshwatch.settle, value: 1h }
    properties:
      - { name: placed_at, logicalType: timestamp, customProperties: [{ property: meshwatch.distribution, value: false }] }
      - { name: amount, logicalType: number }
      - { name: lines, logicalType: integer }
      - name: status
        logicalType: string
      - name: country
        logicalType: string
        customProperties: [{ property: meshwatch.showValues, value: true }]
`

/** Days whose values are alike but never the same; chance that is the same in every run. */
function rowsOf(day: number, isBad: boolean): string {
  const chance = (salt: number) =>
    `(abs(sin((i + ${ROWS} * ${day}) * ${salt}.9898 + ${salt})) * 43758.5453 - floor(abs(sin((i + ${ROWS} * ${day}) * ${salt}.9898 + ${salt})) * 43758.5453))`
  const amount = `30 * exp(sqrt(-2 * ln(1 - ${chance(12)})) * cos(6.2831853 * ${chance(37)}))`
  const status = isBad
    ? `CASE WHEN ${chance(5)} < 0.04 THEN '${SECRET}' WHEN ${chance(5)} < 0.7 THEN 'paid' ELSE 'open' END`
    : `CASE WHEN ${chance(5)} < 0.7 THEN 'paid' ELSE 'open' END`
  return `SELECT TIMESTAMP '${new Date(MIDNIGHT + day * DAY).toISOString().slice(0, 10)} 00:00:00' + i * INTERVAL '20 seconds' AS placed_at,
    CAST(${isBad ? `CASE WHEN i % 50 = 0 THEN 100 ELSE 1 END * ` : ''}${amount} AS DECIMAL(14, 2)) AS amount,
    CAST(1 + floor(5 * ${chance(71)}) AS INTEGER) AS lines, ${status} AS status, CASE WHEN ${chance(3)} < 0.5 THEN 'DE' ELSE 'FR' END AS country
    FROM generate_series(0, ${ROWS - 1}) AS numbers(i)`
}

interface Database {
  readonly source: Record<string, unknown>
  readonly server: string
  run(sql: string): Promise<unknown>
}

async function postgres(): Promise<Database> {
  const { href, hostname, port, pathname } = new URL(await createDatabase())
  const client = new pg.Client(href)
  await client.connect()
  onTestFinished(() => client.end())
  const database = pathname.slice(1)
  return {
    source: { type: 'postgres', host: hostname, port: Number(port), database, user: 'postgres' },
    server: `{ server: shop, type: postgres, host: localhost, port: 5432, database: ${database}, schema: public }`,
    run: (sql) => client.query(sql),
  }
}

async function duckdb(): Promise<Database> {
  const path = makePlace({}).at('shop.duckdb')
  return {
    source: { type: 'duckdb', path },
    server: '{ server: shop, type: duckdb, database: shop.duckdb, schema: main }',
    async run(sql) {
      const instance = await DuckDBInstance.create(path)
      const connection = await instance.connect()
      await connection.run(sql)
      connection.closeSync()
      instance.closeSync()
    },
  }
}

describe.each([
  ['DuckDB', duckdb, false],
  ['Postgres', postgres, noPostgres],
] as const)('in %s', (_, open, missing) => {
  test.skipIf(missing)('what is wrong with one day of many is found, named and kept to itself', { timeout: 120_000 }, async () => {
    const { source, server, run } = await open()
    await run(`CREATE TABLE orders AS ${Array.from({ length: DAYS }, (_, index) => rowsOf(index - DAYS, false)).join(' UNION ALL ')}`)
    const place = makePlace({ 'monitors/shop/orders.odcs.yaml': contract(server) })
    let now = MIDNIGHT + 2 * HOUR
    const mesh = await openMesh({
      config: { registry: place.at('monitors'), store: `sqlite:${place.at('state.db')}`, sources: { shop: source } },
      now: () => now,
    })
    onTestFinished(() => mesh.close())
    expect(mesh.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
    const look = async () =>
      (await mesh.check({ select: 'distribution' })).verdicts.map(({ check, state, reason }) => [check.split('/').at(-1), state, reason])

    expect((await look()).map(([, state]) => state)).toEqual(['pass', 'pass', 'pass', 'pass'])

    await run(`INSERT INTO orders ${rowsOf(0, true)}`)
    now += DAY
    const found = new Map((await look()).map(([field, ...rest]) => [field, rest]))
    expect([...found].map(([field, [state]]) => [field, state])).toEqual([
      ['amount', 'fail'],
      ['lines', 'pass'],
      ['status', 'fail'],
      ['country', 'pass'],
    ])
    expect(found.get('amount')?.[1]).toMatch(/^amount: .*99 % quantile/)
    expect(found.get('status')?.[1]).toMatch(/^status: a category is new, with \d(\.\d)? % of the rows/)
    expect(await mesh.incidents({ status: 'open' })).toMatchObject([{ type: 'distribution', product: 'shop.orders' }])
    const kept = ['state.db', 'state.db-wal'].map((file) => readFileSync(place.at(file), 'latin1')).join()
    expect(kept).not.toContain(SECRET)
    expect(kept).toContain('"DE"')

    await run(`INSERT INTO orders ${rowsOf(1, false)}`)
    now += DAY
    expect((await look()).map(([, state]) => state)).toEqual(['pass', 'pass', 'pass', 'pass'])
  })
})
