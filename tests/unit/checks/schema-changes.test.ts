import { describe, expect, test } from 'vitest'
import { schema } from '../../../src/checks/schema/index.ts'
import { DAY } from '../../../src/core/calendar/time.ts'
import type { DatasetFacts, FieldFacts } from '../../../src/core/connector.ts'
import type { LogicalType } from '../../../src/core/dataset.ts'
import { at, column, judged, life, present } from './kit.ts'

const now = at('2026-11-21 12:00')
const table = (...fields: FieldFacts[]) => ({ facts: present({ fields }) })
const file = (fields: readonly FieldFacts[], more: Partial<DatasetFacts> = {}) => ({
  facts: present({ fields, format: { delimiter: ',', header: true }, ...more }),
})

/** What a check that knows `before` says of `after`. */
function change(before: Parameters<ReturnType<typeof life>['look']>[1], after: typeof before) {
  const { look } = life(schema, { fields: [], closed: false, hold: DAY })
  look(now, before)
  return judged(look(now + 60_000, after))
}

const id = column('id', 'bigint', 'integer')
const whole = (name: string) => column(name, 'integer', 'integer')
const decimal = (name: string, type = 'numeric(12,2)') => column(name, type, 'number')

describe('names', () => {
  test('a removed column breaks readers, a new one is news', () => {
    expect(change(table(id, column('email')), table(id))).toMatchObject({
      state: 'fail',
      code: 'column-removed',
      reason: 'email was removed',
      fields: ['email'],
    })
    expect(change(table(id), table(id, column('email')))).toMatchObject({
      state: 'warn',
      code: 'column-added',
      reason: 'email (varchar) was added',
    })
  })

  test.each([
    ['lat', 'latitude'],
    ['amount_minor', 'amount_cents'],
    ['denominazione', 'denominazione_regione'],
    ['customerId', 'customer_id'],
    ['Email', 'email'],
  ])('%s that becomes %s is one change, not two', (from, to) => {
    expect(change(table(id, column(from)), table(id, column(to)))).toMatchObject({
      state: 'fail',
      code: 'column-renamed',
      reason: `${from} was renamed to ${to}`,
      fields: [from, to],
    })
  })

  test('two renames at once find their own partners', () => {
    const before = table(id, decimal('lat'), decimal('long'))
    expect(change(before, table(id, decimal('longitude'), decimal('latitude'))).reason).toBe(
      'lat was renamed to latitude; long was renamed to longitude',
    )
    const totals = table(id, decimal('total_all'), decimal('total_new'))
    expect(change(totals, table(id, decimal('sum_total_new'), decimal('total_of_all'))).reason).toBe(
      'total_all was renamed to total_of_all; total_new was renamed to sum_total_new',
    )
  })

  test('names that are not alike, or types that differ, are a loss and a gain', () => {
    expect(change(table(id, column('email'), whole('n')), table(id, whole('n'), column('country'))).reason).toBe(
      'email was removed; country (varchar) was added',
    )
    expect(change(table(id, whole('amount')), table(id, column('amounts'))).reason).toBe('amount was removed; amounts (varchar) was added')
  })

  test('the order of columns is no change', () => {
    expect(change(table(id, column('email')), table(column('email'), id))).toMatchObject({ state: 'pass' })
  })
})

describe('types', () => {
  const types: readonly [string, LogicalType, string, LogicalType, 'fail' | 'warn', string][] = [
    ['varchar(50)', 'string', 'varchar(20)', 'string', 'fail', 'type-detail-changed'],
    ['text', 'string', 'character varying(20)', 'string', 'fail', 'type-detail-changed'],
    ['varchar(20)', 'string', 'text', 'string', 'warn', 'type-detail-changed'],
    ['numeric(12,2)', 'number', 'numeric(10,2)', 'number', 'fail', 'type-detail-changed'],
    ['numeric(12,2)', 'number', 'numeric(12,4)', 'number', 'fail', 'type-detail-changed'],
    ['numeric(12,2)', 'number', 'numeric(14,2)', 'number', 'warn', 'type-detail-changed'],
    ['bigint', 'integer', 'integer', 'integer', 'fail', 'type-detail-changed'],
    ['INTEGER', 'integer', 'BIGINT', 'integer', 'warn', 'type-detail-changed'],
    ['double precision', 'number', 'real', 'number', 'fail', 'type-detail-changed'],
    ['integer', 'integer', 'numeric(12,2)', 'number', 'warn', 'type-widened'],
    ['date', 'date', 'timestamp', 'timestamp', 'warn', 'type-widened'],
    ['timestamp', 'timestamp', 'date', 'date', 'fail', 'type-changed'],
    ['integer', 'integer', 'varchar', 'string', 'fail', 'type-changed'],
    ['numeric(12,2)', 'number', 'integer', 'integer', 'fail', 'type-changed'],
  ]
  test.each(types)('%s (%s) to %s (%s): %s', (from, was, to, is, state, code) => {
    const found = change(table(id, column('x', from, was)), table(id, column('x', to, is)))
    expect(found).toMatchObject({ state, code, fields: ['x'] })
    expect(found.reason).toBe(`x changed from ${from.toLowerCase()} to ${to.toLowerCase()}`)
  })

  test('a column that may be null now is news, one that may no longer is not', () => {
    const [strict, loose] = [column('x', 'text', 'string', false), column('x', 'text', 'string', true)]
    expect(change(table(strict), table(loose))).toMatchObject({ state: 'warn', code: 'nullable', reason: 'x may be null now' })
    expect(change(table(loose), table(strict))).toMatchObject({ state: 'pass' })
  })
})

describe('text files', () => {
  const plain = [id, column('name')]

  test('another delimiter, or a lost header, breaks readers', () => {
    const other = file(plain, { format: { delimiter: ';', header: true } })
    expect(change(file(plain), other)).toMatchObject({
      state: 'fail',
      code: 'delimiter-changed',
      reason: 'the file is delimited by semicolon instead of comma: a reader that expects comma sees one column',
    })
    const bare = file(plain, { format: { delimiter: ',', header: false } })
    expect(change(file(plain), bare)).toMatchObject({ state: 'fail', code: 'header-changed' })
  })

  test('ragged rows fail from the first look on, as long as they are there', () => {
    const { look } = life(schema, { fields: [], closed: false, hold: DAY })
    const ragged = (raggedRows: number) => file(plain, { format: { delimiter: ',', header: true, raggedRows } })
    expect(look(now, ragged(21))).toMatchObject({ state: 'fail', code: 'ragged-rows', reason: '21 rows have the wrong number of fields' })
    expect(look(now + 3 * DAY, ragged(1))).toMatchObject({ state: 'fail', reason: '1 row has the wrong number of fields' })
    expect(look(now + 4 * DAY, ragged(0))).toMatchObject({ state: 'pass' })
  })

  test('an all-empty column has no opinion about its type', () => {
    const [empty, text] = [column('note', 'NULL'), column('note', 'varchar')]
    expect(change(file([id, text]), file([id, empty]))).toMatchObject({ state: 'pass' })
    expect(change(file([id, empty]), file([id, whole('note')]))).toMatchObject({ state: 'pass' })
    expect(change(file([id]), file([id, empty])).reason).toBe('note (still empty) was added')
    const { look } = life(schema, { fields: [], closed: false, hold: DAY })
    for (const [index, note] of [whole('note'), empty].entries()) look(now + index, file([id, note]))
    expect(look(now + 2, file([id, text]))).toMatchObject({ code: 'type-changed' })
  })

  test('whole numbers that become fractions are a guess that was wrong, numbers that become words are not', () => {
    expect(change(file([column('x', 'bigint', 'integer')]), file([column('x', 'double', 'number')]))).toMatchObject({ state: 'pass' })
    expect(change(file([column('x', 'double', 'number')]), file([column('x', 'bigint', 'integer')]))).toMatchObject({ state: 'pass' })
    expect(change(file([column('x', 'bigint', 'integer')]), file([column('x', 'varchar', 'string')]))).toMatchObject({
      code: 'type-changed',
    })
  })

  describe('how moments are written', () => {
    const moment = column('data', 'timestamp', 'timestamp')
    const written = (...formats: readonly (readonly [string, number])[]) => ({
      ...file([moment]),
      values: { 'formats(data; 3)': formats.map(([key, value]) => ({ key, value })) },
    })
    const blank = written(['9999-99-99 99:99:99', 21])

    test('is compared, and shown as people know it', () => {
      expect(change(blank, written(['9999-99-99a99:99:99', 21]))).toMatchObject({
        state: 'fail',
        code: 'format-changed',
        fields: ['data'],
        reason: 'data is written 9999-99-99T99:99:99 instead of 9999-99-99 99:99:99',
      })
    })

    test('a few odd values, or none at all, do not count', () => {
      expect(change(blank, written(['9999-99-99 99:99:99', 95], ['99/99/9999', 5]))).toMatchObject({ state: 'pass' })
      expect(change(blank, written())).toMatchObject({ state: 'pass' })
    })
  })
})
