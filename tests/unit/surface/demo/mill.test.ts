/** The data of the demo, as a reader of its files finds it. */
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DAY, MINUTE } from '../../../../src/core/calendar/time.ts'
import { type Mill, openMill } from '../../../../src/surface/demo/mill.ts'

/** A Friday; the eleven days before hold a Sunday and a Thursday. */
const NOW = Date.parse('2026-11-20T06:20:00Z')
const folders: string[] = []
let folder = ''
let mill: Mill

async function open(seed: number): Promise<[Mill, string]> {
  const place = await mkdtemp(join(tmpdir(), 'meshwatch-mill-'))
  folders.push(place)
  const opened = await openMill({ folder: place, seed, from: NOW - 11 * DAY, saleDay: NOW - 4 * DAY })
  await opened.deliver(NOW)
  return [opened, place]
}

async function ask(database: string, sql: string, place = folder): Promise<readonly (readonly unknown[])[]> {
  const instance = await DuckDBInstance.create(join(place, `${database}.duckdb`), { access_mode: 'READ_ONLY' })
  const connection = await instance.connect()
  try {
    return (await connection.runAndReadAll(sql)).getRowsJson()
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}

const perDay = (table: string, field: string) =>
  `SELECT dayname(day), count(*)::INT FROM (SELECT CAST(timezone('Europe/Berlin', ${field}) AS DATE) AS day FROM ${table}) GROUP BY day ORDER BY day`

beforeAll(async () => {
  ;[mill, folder] = await open(7)
})
afterAll(async () => {
  mill?.close()
  for (const place of folders) await rm(place, { recursive: true })
})

describe('the history', () => {
  test('has the rhythm of the week and of the sale', async () => {
    const shipments = await ask('fulfillment', perDay('shipment_status', 'status_at'))
    const on = (rows: typeof shipments, day: string) => Number(rows.find(([name]) => name === day)?.[1] ?? 0)
    expect(on(shipments, 'Sunday')).toBeLessThan(on(shipments, 'Wednesday') * 0.05)
    expect(on(shipments, 'Sunday')).toBeGreaterThan(0)
    const wholesale = await ask('wholesale', perDay('orders', 'placed_at'))
    expect(wholesale.map(([day]) => day)).not.toContain('Saturday')
    const orders = (await ask('storefront', perDay('orders', 'placed_at'))).map(([, count]) => Number(count))
    const whole = orders.slice(0, -1)
    expect(whole.indexOf(Math.max(...whole))).toBe(7)
  })

  test('holds nothing that has not arrived', async () => {
    const [[newest] = []] = await ask('storefront', 'SELECT epoch_ms(max(placed_at))::DOUBLE FROM orders')
    expect(Number(newest)).toBeLessThanOrEqual(NOW)
    expect(Number(newest)).toBeGreaterThan(NOW - 30 * MINUTE)
    expect((await readdir(join(folder, 'marketing', 'paid_acquisition'))).toSorted().at(-1)).toBe('2026-11-18.csv')
  })

  test('is the same for the same seed, and another for another', async () => {
    const print = 'SELECT count(*)::INT, sum(gross_eur)::DOUBLE, max(order_id) FROM orders'
    const [again, place] = await open(7)
    const [other, elsewhere] = await open(8)
    again.close()
    other.close()
    expect(await ask('storefront', print, place)).toEqual(await ask('storefront', print))
    expect(await ask('storefront', print, elsewhere)).not.toEqual(await ask('storefront', print))
  })
})

test('what arrives later is delivered later, and a file has the time of its delivery', async () => {
  const count = 'SELECT count(*)::INT FROM shipment_status'
  const [[before] = []] = await ask('fulfillment', count)
  await mill.deliver(NOW + 5 * MINUTE)
  expect(Number((await ask('fulfillment', count))[0]?.[0])).toBeGreaterThan(Number(before))
  expect((await stat(join(folder, 'fulfillment.duckdb'))).mtimeMs).toBe(NOW + 5 * MINUTE)
})

test('a damaged file cannot be read until it is repaired and delivered again', async () => {
  await mill.damage('finance')
  await mill.deliver(NOW + 10 * MINUTE)
  await expect(ask('finance', 'SELECT 1')).rejects.toThrow()
  mill.repair('finance')
  await mill.deliver(NOW + 15 * MINUTE)
  expect(await ask('finance', 'SELECT 1')).toEqual([[1]])
})
