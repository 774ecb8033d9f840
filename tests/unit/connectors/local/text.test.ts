import { mkdirSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { local } from '../../../../src/connectors/local/index.ts'
import { quoteName } from '../../../../src/connectors/sql-dialect.ts'
import type { Connector } from '../../../../src/core/connector.ts'
import type { DatasetRef } from '../../../../src/core/dataset.ts'
import type { Metric } from '../../../../src/core/metric.ts'
import { newPlace, open, type Place, within } from '../duckdb/database.ts'

describe('text files', () => {
  let place: Place
  let connector: Connector

  beforeEach(() => {
    place = newPlace()
    connector = open(local, { path: '.' }, place.folder)
  })

  afterEach(async () => {
    await connector.close()
    place.remove()
  })

  const OLD = Date.parse('2024-01-01T00:00:00Z') / 1000
  const put = (name: string, content: string | Uint8Array, changedAt = OLD) => {
    const path = join(place.folder, name)
    writeFileSync(path, content)
    utimesSync(path, changedAt, changedAt)
  }

  async function look(path: string, more: Partial<DatasetRef> = {}) {
    const [facts] = await connector.catalog([{ source: 'source', name: path, path, ...more }], within(5_000))
    if (facts === undefined) throw new Error('no facts')
    return facts
  }

  async function rowsOf(path: string, more: Partial<DatasetRef> = {}) {
    const facts = await look(path, more)
    const names = facts.fields.map(({ name }) => quoteName(name)).join(', ')
    const rows = await connector.query(`SELECT ${names} FROM ${facts.relation}`, within(5_000))
    return rows.map((row) => Object.values(row))
  }

  async function groups(path: string, metric: Metric) {
    const facts = await look(path)
    const field = facts.fields.find(({ name }) => name === metric.fields?.[0])
    const rows = await connector.query(connector.dialect.grouped(metric, field, facts.relation) ?? '', within(5_000))
    return rows.map(({ key, value }) => [key, value])
  }

  test.each([
    [
      'a byte order mark and CRLF',
      '\ufeffa,b\r\n1,2\r\n3,4\r\n',
      [
        [1, 2],
        [3, 4],
      ],
      0,
    ],
    [
      'line breaks and delimiters in quotes',
      'a,b\n1,"x\ny"\n2,"z,z"\n',
      [
        [1, 'x\ny'],
        [2, 'z,z'],
      ],
      0,
    ],
    ['quotes in the middle', 'a,b\n1,he said "hi"\n', [[1, 'he said "hi"']], 0],
    [
      'rows too short and too long',
      'a,b,c\n1,2,3\n4,5\n6,7,8,9\n',
      [
        [1, 2, 3],
        [4, 5, null],
        [6, 7, 8],
      ],
      2,
    ],
    [
      'empty lines, also before the header',
      '\n\na,b\n1,2\n\n3,4\n\n',
      [
        [1, 2],
        [3, 4],
      ],
      0,
    ],
    [
      'a last row cut short',
      'a,b,c\n1,2,3\n4,5',
      [
        [1, 2, 3],
        [4, 5, null],
      ],
      1,
    ],
    ['a header only', 'a,b\n', [], 0],
    ['one column', 'a\n1\n\n3\n', [[1], [null], [3]], 0],
    [
      'no header',
      '1,2.5\n3,4\n',
      [
        [1, 2.5],
        [3, 4],
      ],
      0,
    ],
    ['names that come twice, or not at all', 'a,A,\n1,2,3\n', [[1, 2, 3]], 0],
    [
      'an empty text and nothing',
      'a,b\n1,""\n2,\n3,x\n',
      [
        [1, ''],
        [2, null],
        [3, 'x'],
      ],
      0,
    ],
  ])('with %s', async (_, text, rows, raggedRows) => {
    put('odd.csv', text)
    expect(await rowsOf('odd.csv')).toEqual(rows)
    expect(await look('odd.csv')).toMatchObject({ format: { raggedRows }, rows: { value: rows.length, exact: true } })
  })

  test('with nothing in them are there, and have no fields and no rows', async () => {
    put('void.csv', '')
    const facts = await look('void.csv')
    expect(facts).toMatchObject({ state: 'present', fields: [], rows: { value: 0 } })
    expect(await connector.query(`SELECT count(*) AS n FROM ${facts.relation}`, within(5_000))).toEqual([{ n: 0 }])
  })

  test.each([';', '\t', '|'])('are described by the delimiter they have (%j), whatever the contract says', async (delimiter) => {
    put('other.csv', `id${delimiter}name\n1${delimiter}"x,y,z"\n`)
    expect((await look('other.csv', { delimiter: ',' })).format).toEqual({ delimiter, header: true, raggedRows: 0 })
    expect(await rowsOf('other.csv', { delimiter: ',' })).toEqual([[1, 'x,y,z']])
  })

  test('are read by the delimiter of the contract where that cuts them, even one that nobody would guess', async () => {
    put('tilde.csv', 'id~name,full\n1~x,y\n')
    expect(await rowsOf('tilde.csv', { delimiter: '~' })).toEqual([[1, 'x,y']])
    expect((await look('tilde.csv', { delimiter: '~' })).format).toMatchObject({ delimiter: '~' })
  })

  test.each([
    ['printable', Buffer.from('a,b\n1,caf\xe9\n', 'latin1'), 'café'],
    ['other', Buffer.from('a,b\n1,Forl\x93\n', 'latin1'), 'Forl“'],
  ])('in an old encoding, with %s bytes, keep all their rows', async (_, bytes, text) => {
    put('old.csv', bytes)
    put('old-gz.csv.gz', gzipSync(bytes))
    expect(await rowsOf('old.csv')).toEqual([[1, text]])
    expect(await rowsOf('old-gz.csv.gz')).toEqual([[1, text]])
  })

  test('keep codes with leading zeros as text, and numbers as numbers', async () => {
    put('codes.csv', 'code,plain,mixed\n066,66,1\n007,7,n/a\n')
    const types = (await look('codes.csv')).fields.map(({ name, type, logicalType }) => [name, type, logicalType])
    expect(types).toEqual([
      ['code', 'VARCHAR', 'string'],
      ['plain', 'BIGINT', 'integer'],
      ['mixed', 'VARCHAR', 'string'],
    ])
  })

  test('say of a column without a value that its type is not known, and answer for it', async () => {
    put('blank.csv', 'a,b\n1,\n2,\n')
    const facts = await look('blank.csv')
    const field = facts.fields[1]
    expect(field).toMatchObject({ name: 'b', type: 'NULL' })
    const asked: readonly Metric[] = [
      { fn: 'nulls', fields: ['b'] },
      { fn: 'mean', fields: ['b'] },
      { fn: 'latest', fields: ['b'] },
    ]
    const list = asked.map((metric, index) => `${connector.dialect.scalar(metric, field)} AS v${index}`).join(', ')
    expect(await connector.query(`SELECT ${list} FROM ${facts.relation}`, within(5_000))).toEqual([{ v0: 2, v1: null, v2: null }])
  })

  test('show how their timestamps are written, and still know when they are', async () => {
    put('times.csv', 'at,n\n2020-03-24 18:00:00,1\n2020-03-25T17:00:00,2\n2020-03-26T17:00:00,3\n')
    expect(await groups('times.csv', { fn: 'formats', fields: ['at'], args: [5] })).toEqual([
      ['9999-99-99a99:99:99', 2],
      ['9999-99-99 99:99:99', 1],
    ])
    const facts = await look('times.csv')
    const latest = connector.dialect.scalar({ fn: 'latest', fields: ['at'], args: ['Europe/Rome'] }, facts.fields[0])
    const [row] = await connector.query(`SELECT ${latest} AS latest FROM ${facts.relation}`, within(5_000))
    expect(row?.latest).toBe(Date.parse('2020-03-26T16:00:00Z'))
  })

  test('of one folder are read together by name, in the types that all of them fit', async () => {
    mkdirSync(join(place.folder, 'all'))
    put('all/1.csv', 'a,b\n1,x\n', OLD)
    put('all/2.csv', 'b;c;a\ny;2024-05-01;2.5\n', OLD + 60)
    const facts = await look('all')
    expect(facts.fields.map(({ name, type }) => `${name} ${type}`)).toEqual(['b VARCHAR', 'c DATE', 'a DOUBLE'])
    expect(facts).toMatchObject({ changedAt: (OLD + 60) * 1000, rows: { value: 2, exact: true }, format: { delimiter: ';' } })
    expect((await rowsOf('all')).map((row) => row.map(String)).toSorted()).toEqual([
      ['x', 'null', '1'],
      ['y', '2024-05-01', '2.5'],
    ])
  })

  test('that are still being written are locked, and broken when nobody goes on', async () => {
    const now = Date.now() / 1000
    const whole = gzipSync('a,b\n1,2\n'.repeat(5_000))
    put('cut.csv.gz', whole.subarray(0, whole.length / 2), now)
    put('half.csv', 'a,b,c\n1,2,3\n4,"5', now)
    expect(await look('cut.csv.gz')).toMatchObject({ state: 'locked', relation: '' })
    expect(await look('half.csv')).toMatchObject({ state: 'locked' })
    put('cut.csv.gz', whole.subarray(0, whole.length / 2), now - 120)
    put('half.csv', 'a,b,c\n1,2,3\n4,"5', now - 120)
    expect(await look('cut.csv.gz')).toMatchObject({ state: 'unreadable' })
    expect(await look('half.csv')).toMatchObject({ state: 'present', format: { raggedRows: 1 } })
  })

  test('that change are read anew, and a value the shape did not foresee costs no more than itself', async () => {
    put('grows.csv', 'a\n1\n2\n')
    const before = await look('grows.csv')
    put('grows.csv', 'a\n1\nmany\n3\n', OLD + 60)
    const sums = await connector.query(`SELECT sum(a) AS total, count("a as written") AS written FROM ${before.relation}`, within(5_000))
    expect(sums).toEqual([{ total: 4, written: 3 }])
    expect((await look('grows.csv')).fields[0]?.type).toBe('VARCHAR')
  })
})
