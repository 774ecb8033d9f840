import { mkdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { local } from '../../../../src/connectors/local/index.ts'
import type { Connector } from '../../../../src/core/connector.ts'
import type { DatasetRef } from '../../../../src/core/dataset.ts'
import { forbidden, newPlace, open, type Place, within, write } from '../duckdb/database.ts'

describe('files and folders', () => {
  let place: Place
  let root: string
  let connector: Connector

  beforeEach(() => {
    place = newPlace()
    root = join(place.folder, 'root')
    mkdirSync(root)
    connector = open(local, { path: 'root' }, place.folder)
  })

  afterEach(async () => {
    await connector.close()
    place.remove()
  })

  const OLD = Date.parse('2024-01-01T00:00:00Z') / 1000
  const put = (name: string, content: string | Uint8Array = 'a,b\n1,2\n', changedAt = OLD) => {
    const path = join(root, name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, content)
    utimesSync(path, changedAt, changedAt)
  }

  async function look(ref: Partial<DatasetRef>) {
    const [facts] = await connector.catalog([{ source: 'source', name: 'x', ...ref }], within(10_000))
    if (facts === undefined) throw new Error('no facts')
    return facts
  }

  const count = async (relation: string) => (await connector.query(`SELECT count(*) AS n FROM ${relation}`, within(10_000)))[0]?.n

  async function parquet(name: string, select: string): Promise<void> {
    mkdirSync(dirname(join(root, name)), { recursive: true })
    await write(':memory:', `COPY (${select}) TO '${join(root, name)}' (FORMAT parquet)`)
    utimesSync(join(root, name), OLD, OLD)
  }

  test('are found by name, by file, by folder and by glob', async () => {
    put('orders.csv')
    put('in/2024/a.csv')
    put('in/2025/b.csv')
    put('in/2025/[1] c*.csv')
    expect((await look({ name: 'orders' })).rows?.value).toBe(1)
    expect((await look({ path: 'orders.csv' })).rows?.value).toBe(1)
    expect((await look({ name: 'in' })).rows?.value).toBe(3)
    const some = await look({ path: 'in/2025/*.csv' })
    expect([some.rows?.value, await count(some.relation)]).toEqual([2, 2])
    expect((await look({ path: './in/**/b.csv' })).rows?.value).toBe(1)
  })

  test('that writers leave behind are no data', async () => {
    put('in/a.csv')
    for (const name of ['_SUCCESS', '.a.csv.crc', '_temporary/0/b.csv', '.hidden/c.csv', 'd.csv.tmp', 'README.md'])
      put(`in/${name}`, 'x,y\n1,2\n')
    expect(await look({ name: 'in' })).toMatchObject({ state: 'present', rows: { value: 1 } })
  })

  test.each([
    { path: '../outside.csv' },
    { path: 'in/../../outside.csv' },
    { path: '/etc/hostname' },
    { name: '../outside' },
    { path: 'link.csv' },
    { path: 'linked/x.csv' },
  ])('outside of the root are refused: %o', async (ref) => {
    writeFileSync(join(place.folder, 'outside.csv'), 'a\n1\n')
    mkdirSync(join(place.folder, 'elsewhere'))
    writeFileSync(join(place.folder, 'elsewhere', 'x.csv'), 'a\n1\n')
    symlinkSync(join(place.folder, 'outside.csv'), join(root, 'link.csv'))
    symlinkSync(join(place.folder, 'elsewhere'), join(root, 'linked'))
    expect(await look(ref)).toMatchObject({ state: 'no-permission', relation: '' })
  })

  test('outside of the root are not reached by links in a folder, nor by SQL', async () => {
    writeFileSync(join(place.folder, 'outside.csv'), 'a\n1\n')
    put('in/a.csv')
    symlinkSync(join(place.folder, 'outside.csv'), join(root, 'in', 'link.csv'))
    expect((await look({ name: 'in' })).rows?.value).toBe(1)
    for (const path of [`${root}/../outside.csv`, join(place.folder, 'outside.csv'), '/etc/passwd', join(root, 'in', 'link.csv')]) {
      const asked = connector.query(`SELECT * FROM read_text('${path}')`, within(5_000))
      await expect(asked).rejects.toMatchObject({ code: 'no-permission' })
    }
  })

  test.each([
    ['missing', { name: 'nothing' }],
    ['missing', { name: 'bare' }],
    ['missing', { path: 'in/*.json' }],
    ['unsupported', { name: 'mixed' }],
    ['unsupported', { path: 'in/a.csv', format: 'avro' }],
  ])('are %s where %o finds none to read', async (state, ref) => {
    put('in/a.csv')
    put('bare/_SUCCESS', '')
    put('mixed/a.csv')
    put('mixed/b.json', '{"a": 1}')
    expect(await look(ref)).toMatchObject({ state, relation: '' })
  })

  test('that may not be read are told apart from those that are not there', async () => {
    put('in/a.csv')
    put('in/b.csv')
    const { relation } = await look({ name: 'in' })
    await expect(forbidden(join(root, 'in', 'b.csv'), () => count(relation))).rejects.toMatchObject({ code: 'no-permission' })
    put('in/b.csv', 'a,b\n3,4\n', OLD + 1)
    expect(await forbidden(join(root, 'in', 'b.csv'), () => look({ name: 'in' }))).toMatchObject({ state: 'no-permission', relation: '' })
    expect(await forbidden(join(root, 'in'), () => look({ name: 'in' }))).toMatchObject({ state: 'no-permission' })
    expect(await look({ name: 'in' })).toMatchObject({ state: 'present' })
  })

  test('are not waited for longer than until the deadline', async () => {
    put('orders.csv')
    const late = { ...within(5_000), signal: AbortSignal.abort() }
    expect(await connector.catalog([{ source: 'source', name: 'orders' }], late)).toMatchObject([{ state: 'timeout', relation: '' }])
    expect(await look({ name: 'orders' })).toMatchObject({ state: 'present' })
  })

  test('under a root that is not there are out of reach, and found when it comes', async () => {
    const later = open(local, { path: 'later' }, place.folder)
    await expect(later.catalog([{ source: 'source', name: 'a' }], within(5_000))).rejects.toMatchObject({ code: 'unreachable' })
    mkdirSync(join(place.folder, 'later'))
    writeFileSync(join(place.folder, 'later', 'a.csv'), 'a\n1\n')
    const [facts] = await later.catalog([{ source: 'source', name: 'a' }], within(5_000))
    expect(facts?.state).toBe('present')
    await later.close()
  })

  test('that are deliveries: only the newest is read, late ones and replaced ones are not', async () => {
    put('daily/2024-05-02.r0.csv', 'a\n1\n', OLD + 10)
    put('daily/2024-05-02.r1.csv', 'a\n1\n2\n', OLD + 20)
    put('daily/2024-05-01.r0.csv', 'a\n1\n2\n3\n', OLD + 30)
    const facts = await look({ name: 'daily', partition: 'file' })
    expect(facts.partition).toEqual({ name: 'daily/2024-05-02.r1.csv', at: Date.parse('2024-05-02') })
    expect([facts.changedAt, await count(facts.relation)]).toEqual([(OLD + 20) * 1000, 2])
    expect(await count((await look({ name: 'daily' })).relation)).toBe(5)
  })

  test('of Parquet are counted by their footers, with the types and duties of their columns', async () => {
    await parquet('dt=2024-05-01/a.parquet', "SELECT range AS id, TIMESTAMP_NS '2024-05-01' AS at FROM range(10)")
    await parquet('dt=2024-05-02/a.parquet', 'SELECT range AS id, {x: 1} AS s FROM range(5)')
    await parquet('dt=2024-05-02/b.parquet', 'SELECT range AS id, {x: 1} AS s FROM range(6)')
    const all = await look({ path: '.', format: 'parquet' })
    expect(all.rows).toEqual({ value: 21, exact: true })
    expect(all.fields.slice(0, 2)).toMatchObject([
      { name: 'id', type: 'BIGINT', logicalType: 'integer' },
      { name: 'at', logicalType: 'timestamp' },
    ])
    const newest = await look({ path: '.', format: 'parquet', partition: 'file' })
    expect([newest.partition?.name, newest.rows?.value, await count(newest.relation)]).toEqual(['dt=2024-05-02', 11, 11])
  })

  test('of Parquet without a footer are locked while young, then broken', async () => {
    await parquet('a.parquet', 'SELECT 1 AS id')
    const cut = Buffer.from('PAR1 and not much more')
    put('b.parquet', cut, Date.now() / 1000)
    expect(await look({ path: 'b.parquet' })).toMatchObject({ state: 'locked', detail: expect.stringContaining('being written') })
    put('b.parquet', cut, Date.now() / 1000 - 120)
    expect(await look({ path: 'b.parquet' })).toMatchObject({ state: 'unreadable', detail: expect.stringContaining('b.parquet') })
    put('c.parquet', '')
    expect(await look({ path: 'c.parquet' })).toMatchObject({ state: 'unreadable' })
  })

  test('of JSON are read as one list or line by line, and broken ones are told', async () => {
    put('lines.ndjson', '{"a": 1, "at": "2024-05-01T10:00:00"}\n{"a": "x", "b": [1]}\n')
    put('list.json', '[{"a": 1}, {"a": 2}]')
    put('bad.json', '{"a": 1}\n{"a": ')
    put('void.json', '')
    const lines = await look({ path: 'lines.ndjson' })
    expect([lines.fields.map(({ name }) => name), await count(lines.relation)]).toEqual([['a', 'at', 'b'], 2])
    const list = await look({ path: 'list.json' })
    expect([list.fields[0]?.logicalType, await count(list.relation)]).toEqual(['integer', 2])
    expect(await look({ path: 'bad.json' })).toMatchObject({ state: 'unreadable' })
    expect(await count((await look({ path: 'void.json' })).relation)).toBe(0)
  })

  test('by the thousand stay quick', async () => {
    for (let index = 0; index < 1_000; index++) put(`many/part-${index}.csv`, `id,name\n${index},x\n`)
    const facts = await look({ name: 'many' })
    expect([facts.rows?.value, await count(facts.relation)]).toEqual([1_000, 1_000])
    const started = performance.now()
    await look({ name: 'many' })
    expect(performance.now() - started).toBeLessThan(1_000)
  })

  test('could be registered each, or as a folder of deliveries', async () => {
    put('orders.csv')
    put('daily/2024-05-01.csv')
    put('daily/2024-05-02.csv')
    put('parts/a.json', '{"a": 1}')
    const found = await connector.discover(within(5_000))
    expect(found.toSorted((a, b) => (a.name < b.name ? -1 : 1))).toEqual([
      { source: 'source', name: 'daily', path: 'daily', format: 'csv', partition: 'file' },
      { source: 'source', name: 'orders', path: 'orders.csv', format: 'csv' },
      { source: 'source', name: 'parts', path: 'parts', format: 'json' },
    ])
  })
})
