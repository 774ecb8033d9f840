/** A large table of a real Postgres is registered at breakfast: what is usual is known at once, and the same evening its rows stop. */
import pg from 'pg'
import { describe, expect, onTestFinished, test } from 'vitest'
import { HOUR, MINUTE } from '../../src/core/calendar/time.ts'
import { instantOf, wallTime } from '../../src/core/calendar/wall-time.ts'
import { openMesh } from '../../src/index.ts'
import { createDatabase, noPostgres } from '../support/postgres.ts'
import { makePlace } from '../support/program.ts'

const ZONE = 'Europe/Berlin'
/** A Tuesday at 07:05, two days after the clocks went back. */
const BREAKFAST = instantOf({ year: 2026, month: 10, day: 27, hour: 7, minute: 5, second: 0 }, ZONE)

const CONTRACT = `apiVersion: v3.1.0
kind: DataContract
id: shop-orders
name: orders
version: 1.0.0
status: active
servers:
  - { server: shop, type: postgres, host: localhost, port: 5432, database: shop, schema: public }
schema:
  - name: orders
    customProperties: [{ property: meshwatch.timeField, value: placed_at }]
    properties:
      - { name: id, logicalType: integer, primaryKey: true }
      - { name: placed_at, logicalType: timestamp }
      - { name: region, logicalType: string }
`

function ordersIn(hour: number): number {
  const clock = wallTime(hour, ZONE).hour
  return Math.round((clock < 6 ? 4 : clock < 17 ? 30 : 50) * (1 + 0.1 * Math.sin(hour / HOUR)))
}

describe.skipIf(noPostgres)('day one', { timeout: 120_000 }, () => {
  test('needs one statement to know what is usual, and tells the same evening that the day is behind', async () => {
    const url = new URL(await createDatabase())
    const owner = new pg.Client(url.href)
    await owner.connect()
    onTestFinished(() => owner.end())
    await owner.query('CREATE TABLE orders (id bigserial PRIMARY KEY, placed_at timestamptz NOT NULL, region text)')
    await owner.query('CREATE INDEX ON orders (placed_at)')
    const load = (hours: readonly number[]) =>
      owner.query(
        `INSERT INTO orders (placed_at, region)
         SELECT to_timestamp(h / 1000) + make_interval(secs => 3600.0 * i / n), 'r' || i % 5
         FROM unnest($1::float8[], $2::int[]) AS hours (h, n), generate_series(0, n - 1) AS i`,
        [hours, hours.map(ordersIn)],
      )
    const begun = BREAKFAST - 5 * MINUTE
    await load(Array.from({ length: 62 * 24 }, (_, index) => begun - (index + 1) * HOUR))
    await owner.query('ANALYZE orders')

    const place = makePlace({ 'monitors/shop/orders.odcs.yaml': CONTRACT })
    let now = BREAKFAST
    const source = { type: 'postgres', host: url.hostname, port: Number(url.port), database: url.pathname.slice(1), user: 'postgres' }
    const mesh = await openMesh({
      config: { registry: place.at('monitors'), store: 'sqlite::memory:', sources: { shop: source }, defaults: { timezone: ZONE } },
      now: () => now,
    })
    onTestFinished(() => mesh.close())
    expect(mesh.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
    const select = 'shop.orders/orders/volume/placed_at'
    const look = async () => (await mesh.check({ select })).verdicts.find(({ kind }) => kind === 'volume')

    const plan = await mesh.plan()
    expect(plan.datasets).toMatchObject([{ state: 'present', first: { statements: 1, days: 61, timeField: 'placed_at' } }])
    expect(plan.datasets[0]?.rows).toBeGreaterThan(30_000)
    expect(plan.datasets[0]?.first?.rows).toBeGreaterThan(plan.datasets[0]?.rows ?? 0)
    expect(plan.datasets[0]?.daily?.visits).toBeGreaterThanOrEqual(288)

    const first = await look()
    expect(first).toMatchObject({ state: 'pass', code: 'usual', basis: 'exact' })
    expect(first?.evidence?.samples).toBeGreaterThanOrEqual(59)

    const seen: (readonly [number, string | undefined, string | undefined])[] = []
    for (let hour = begun; hour < begun + 17 * HOUR; hour += HOUR) {
      now = hour + HOUR + 5 * MINUTE
      if (wallTime(hour, ZONE).hour < 16) await load([hour])
      const verdict = await look()
      seen.push([wallTime(now, ZONE).hour, verdict?.code, verdict?.reason])
    }
    const behind = seen.filter(([, code]) => code !== 'usual')
    expect(behind[0]?.[0]).toBeGreaterThan(16)
    expect(behind[0]?.[0]).toBeLessThanOrEqual(21)
    expect(behind[0]?.[1]).toBe('behind-pace')
    expect(behind[0]?.[2]).toMatch(
      /^\d+ rows on Tue 27 Oct by \d\d:05 are \d\d[\d.]* % of a usual day; by \d\d:00 usually \d\d[\d.]* % to \d\d[\d.]* % of it has landed$/,
    )
    expect(behind.map(([hour]) => hour)).toEqual(behind.map((_, index) => ((behind[0]?.[0] ?? 0) + index) % 24))
    expect(await mesh.incidents({ status: 'open' })).toMatchObject([{ type: 'volume', product: 'shop.orders' }])
  })
})
