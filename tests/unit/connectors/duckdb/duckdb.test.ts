import { once } from 'node:events'
import { mkdirSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { duckdb } from '../../../../src/connectors/duckdb/index.ts'
import type { Connector } from '../../../../src/core/connector.ts'
import type { Metric } from '../../../../src/core/metric.ts'
import { forbidden, holdElsewhere, letGo, newPlace, open, type Place, systemClock, within, write } from './database.ts'

describe('a DuckDB database file', () => {
  let place: Place
  let file: string
  let connector: Connector

  beforeEach(async () => {
    place = newPlace()
    file = join(place.folder, 'mesh.duckdb')
    connector = open(duckdb, { path: 'mesh.duckdb' }, place.folder)
    await write(file, 'CREATE TABLE orders AS SELECT range AS id FROM range(1000)')
  })

  afterEach(async () => {
    await connector.close()
    place.remove()
  })

  async function look(name = 'orders', schema?: string) {
    const [facts] = await connector.catalog([{ source: 'source', name, ...(schema === undefined ? {} : { schema }) }], within(5_000))
    if (facts === undefined) throw new Error('no facts')
    return facts
  }

  async function ask(metric: Metric, name = 'orders') {
    const facts = await look(name)
    const field = facts.fields.find((one) => one.name === metric.fields?.[0])
    const [row] = await connector.query(`SELECT ${connector.dialect.scalar(metric, field)} AS value FROM ${facts.relation}`, within(5_000))
    return row?.value
  }

  const failureOf = (work: Promise<unknown>) =>
    work.then(
      () => 'none',
      (error: { readonly code: string }) => error.code,
    )

  test('the row count of its catalog is an estimate that a DELETE does not lower, so rows are counted', async () => {
    await write(file, 'DELETE FROM orders WHERE id >= 500')
    expect((await look()).rows).toEqual({ value: 1000, exact: false })
    expect(await ask({ fn: 'rows' })).toBe(500)
  })

  test('a file that another process writes is locked, not down, and readable once it is let go', async () => {
    const holder = await holdElsewhere(file)
    expect(await failureOf(look())).toBe('locked')
    await letGo(holder)
    expect(await look()).toMatchObject({ state: 'present' })
  })

  test('a lock that lasts a moment only is waited for', async () => {
    const holder = await holdElsewhere(file)
    setTimeout(() => void letGo(holder), 150)
    expect(await look()).toMatchObject({ state: 'present' })
  })

  test('it is not held between two looks: another process can write right after', async () => {
    await Promise.all([look(), ask({ fn: 'rows' }), ask({ fn: 'rows' })])
    await letGo(await holdElsewhere(file, 'INSERT INTO orders VALUES (-1)'))
    expect(await ask({ fn: 'rows' })).toBe(1001)
  })

  test('it is let go also after a statement that failed, was too long, or took too long', async () => {
    const endless = 'SELECT count(*) AS n FROM range(100000000) AS a, range(100000) AS b WHERE hash(a.range, b.range) = 7'
    expect(await failureOf(connector.query('SELECT nothing FROM orders', within(5_000)))).toBe('missing')
    expect(await failureOf(connector.query('SELECT * FROM range(1000000)', within(5_000)))).toBe('invalid-query')
    expect(await failureOf(connector.query(endless, within(200)))).toBe('timeout')
    await letGo(await holdElsewhere(file, 'DELETE FROM orders'))
    expect(await ask({ fn: 'rows' })).toBe(0)
  })

  test('what is wrong with a statement is told in words', async () => {
    await expect(connector.query('SELECT count( FROM orders', within(5_000))).rejects.toThrow(/^Parser Error: syntax error/)
    await expect(connector.query('', within(5_000))).rejects.toMatchObject({ code: 'invalid-query' })
    await expect(connector.query('SELECT 1; SELECT 2', within(5_000))).rejects.toThrow('exactly one statement')
  })

  test('commits that a killed writer left in the log are seen, and the log tells the time of change', async () => {
    const holder = await holdElsewhere(file, 'SET checkpoint_threshold = "1GB"', 'INSERT INTO orders VALUES (-1), (-2)')
    const gone = once(holder, 'exit')
    holder.kill('SIGKILL')
    await gone
    utimesSync(file, 1_000, 1_000)
    utimesSync(`${file}.wal`, 2_000, 2_000)
    expect((await look()).changedAt).toBe(2_000_000)
    expect(await ask({ fn: 'rows' })).toBe(1002)
    utimesSync(file, 3_000, 3_000)
    expect((await look()).changedAt).toBe(3_000_000)
  })

  test('looking leaves the file, and the folder around it, as they were', async () => {
    const before = [readdirSync(place.folder), statSync(file).mtimeMs, readFileSync(file)]
    await ask({ fn: 'distinct', fields: ['id'] })
    expect([readdirSync(place.folder), statSync(file).mtimeMs, readFileSync(file)]).toEqual(before)
  })

  test.each([
    ['unreachable', 'is not there', 'gone.duckdb', () => {}],
    ['unreachable', 'is in a folder that is not there', 'nowhere/mesh.duckdb', () => {}],
    ['unreachable', 'is a folder', 'dir', (path: string) => mkdirSync(path)],
    ['unreachable', 'is empty', 'empty', (path: string) => writeFileSync(path, '')],
    ['unreachable', 'is something else', 'text', (path: string) => writeFileSync(path, 'id;name\n'.repeat(9_000))],
    ['unreachable', 'is cut short', 'short', (path: string) => writeFileSync(path, readFileSync(file).subarray(0, 9_000))],
  ])('it is %s when it %s', async (code, _, name, prepare) => {
    prepare(join(place.folder, name))
    const other = open(duckdb, { path: name }, place.folder)
    expect(await failureOf(other.catalog([], within(2_000)))).toBe(code)
  })

  test('a file that may not be read is that, and not missing', async () => {
    expect(await forbidden(file, () => failureOf(look()))).toBe('no-permission')
    expect(await look()).toMatchObject({ state: 'present' })
  })

  test('names that differ in case only are the same, and other schemas and views are found', async () => {
    await write(file, 'CREATE SCHEMA sales', 'CREATE TABLE sales.Refunds (id INT NOT NULL)', 'CREATE VIEW recent AS SELECT * FROM orders')
    expect(await look('ORDERS')).toMatchObject({ relation: '"main"."orders"' })
    expect(await look('refunds', 'Sales')).toMatchObject({ relation: '"sales"."Refunds"', fields: [{ name: 'id', nullable: false }] })
    expect(await look('recent')).toMatchObject({ state: 'present', fields: [{ name: 'id', type: 'BIGINT' }] })
    expect((await look('recent')).rows).toBeUndefined()
    const refs = await connector.discover(within(5_000))
    expect(refs.map(({ schema, name }) => `${schema}.${name}`)).toEqual(['main.orders', 'main.recent', 'sales.Refunds'])
  })

  test('numbers keep every digit and moments are told whatever they are written in', async () => {
    await write(
      file,
      `CREATE TABLE odd AS SELECT 170141183460469231731687303715884105727::HUGEINT AS huge, 1::UTINYINT AS tiny,
         TIMESTAMP_NS '2024-05-01 12:00:00.123456789' AS nanos, 'infinity'::TIMESTAMP AS forever, DATE '2024-05-01' AS day,
         '2024-05-01T14:00:00+02:00' AS iso, '2024-05-01 12:00' AS naive, 'soon' AS vague, 'nan'::FLOAT AS nan, 12.50::DECIMAL(9,2) AS price`,
    )
    expect(await ask({ fn: 'max', fields: ['huge'] }, 'odd')).toBe('170141183460469231731687303715884105727')
    expect(await ask({ fn: 'max', fields: ['tiny'] }, 'odd')).toBe(1)
    expect(await ask({ fn: 'max', fields: ['price'] }, 'odd')).toBe(12.5)
    expect(await ask({ fn: 'max', fields: ['nan'] }, 'odd')).toBeNull()
    const noon = Date.parse('2024-05-01T12:00:00Z')
    expect(await ask({ fn: 'latest', fields: ['nanos'] }, 'odd')).toBe(noon + 123)
    expect(await ask({ fn: 'latest', fields: ['iso'], args: ['Asia/Tokyo'] }, 'odd')).toBe(noon)
    expect(await ask({ fn: 'latest', fields: ['naive'], args: ['Europe/Rome'] }, 'odd')).toBe(noon - 7_200_000)
    expect(await ask({ fn: 'latest', fields: ['forever'] }, 'odd')).toBeNull()
    expect(await ask({ fn: 'latest', fields: ['vague'] }, 'odd')).toBeNull()
  })

  test('the logical types of its columns', async () => {
    await write(
      file,
      'CREATE TABLE kinds (a INT[], b STRUCT(x INT), c MAP(INT, INT), d JSON, e UUID, f TIME, g TIMESTAMPTZ, h DECIMAL(9,2), i DECIMAL(9,0), j BLOB)',
    )
    const types = (await look('kinds')).fields.map(({ logicalType }) => logicalType)
    expect(types).toEqual(['array', 'object', 'object', 'object', 'string', 'time', 'timestamp', 'number', 'integer', 'string'])
  })

  test('a view onto files outside is refused for what it is', async () => {
    writeFileSync(join(place.folder, 'outside.csv'), 'a\n1\n')
    await write(file, `CREATE VIEW outside AS SELECT * FROM read_csv('${join(place.folder, 'outside.csv')}')`)
    expect(await failureOf(connector.query('SELECT * FROM outside', within(5_000)))).toBe('no-permission')
  })

  test('what needs an extension is refused at once, online or not', async () => {
    const started = performance.now()
    expect(await failureOf(connector.query("SELECT * FROM read_xlsx('x.xlsx')", within(5_000)))).toBe('unsupported')
    expect(await failureOf(connector.query("SELECT * FROM 'https://127.0.0.1/x.parquet'", within(5_000)))).toBe('no-permission')
    expect(performance.now() - started).toBeLessThan(1_000)
  })

  test('what does not fit into its memory is spilled, and what fits nowhere is refused', async () => {
    const small = [1, 2].map(() => open(duckdb, { path: 'mesh.duckdb', memory: '64MB' }, place.folder))
    const sorted = 'SELECT count(*) AS n FROM (SELECT DISTINCT range AS a, hash(range) AS b FROM range(3000000))'
    const answers = await Promise.all(small.map((one) => one.query(sorted, within(15_000))))
    expect(answers).toEqual([[{ n: 3_000_000 }], [{ n: 3_000_000 }]])
    const listed = "SELECT length(list(repeat('x', 100))::VARCHAR) AS n FROM range(3000000)"
    await expect(small[0]?.query(listed, within(15_000))).rejects.toThrow('more memory than the source may use')
  })

  test('its now is the clock that was handed in', async () => {
    const other = open(duckdb, { path: 'mesh.duckdb' }, place.folder, { ...systemClock, now: () => 1_234_567_890_123 })
    expect(await other.query(`SELECT ${other.dialect.now} AS now`, within(5_000))).toEqual([{ now: 1_234_567_890_123 }])
  })
})
