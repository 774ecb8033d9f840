import { describe, expect, test } from 'vitest'
import { schema } from '../../../src/checks/schema/index.ts'
import { DAY, HOUR } from '../../../src/core/calendar/time.ts'
import type { FieldFacts } from '../../../src/core/connector.ts'
import type { Field } from '../../../src/core/dataset.ts'
import type { SchemaParams } from '../../../src/core/questions.ts'
import { at, codesOf, column, delivery, life, present } from './kit.ts'

const now = at('2026-11-21 12:00')
const day = (number: number) => at('2026-11-01') + number * DAY
const table = (...fields: readonly FieldFacts[]) => ({ facts: present({ fields }) })
const file = (place: number, ...fields: readonly FieldFacts[]) => ({ facts: delivery(day(place), { fields }) })
const promise = (name: string, more: Partial<Field> = {}): Field => ({
  name,
  physicalName: name,
  required: false,
  optional: false,
  showValues: false,
  ...more,
})
const params = (more: Partial<SchemaParams> = {}): SchemaParams => ({ fields: [], closed: false, hold: DAY, ...more })

const id = column('id', 'bigint', 'integer')
const email = column('email')
const phone = column('phone')

describe('an unannounced change', () => {
  test('is held open for its time, then accepted', () => {
    const { look } = life(schema, params())
    look(now, table(id, email))
    expect(look(now + HOUR, table(id))).toMatchObject({ state: 'fail', since: now + HOUR })
    expect(look(now + HOUR + DAY - 1, table(id))).toMatchObject({ state: 'fail', since: now + HOUR })
    expect(look(now + HOUR + DAY, table(id))).toMatchObject({
      state: 'pass',
      code: 'accepted',
      reason: 'the change has lasted 1 d and is accepted as the new schema',
    })
    expect(look(now + 2 * DAY, table(id))).toMatchObject({ code: 'as-before', reason: '1 field, as before' })
  })

  test('of a delivery waits for a later one', () => {
    const { look } = life(schema, params())
    look(day(1), file(1, id, email))
    expect(look(day(2), file(2, id))).toMatchObject({ code: 'column-removed', bucket: day(2) })
    expect(look(day(2) + 2 * DAY, file(2, id))).toMatchObject({ code: 'column-removed' })
    expect(look(day(5), file(5, id))).toMatchObject({ code: 'accepted' })
    expect(codesOf([look(day(5) + HOUR, file(5, id)), look(day(6), file(6, id))])).toEqual(['as-before', 'as-before'])
  })

  test('that is taken back is over at once, and is alerted once', () => {
    const { look, incidents } = life(schema, params())
    look(now, table(id, email))
    look(now + HOUR, table(id))
    look(now + 2 * HOUR, table(id))
    expect(look(now + 3 * HOUR, table(id, email))).toMatchObject({
      state: 'pass',
      code: 'reverted',
      reason: 'the schema is again as it was',
    })
    look(now + 4 * HOUR, table(id, email))
    expect(incidents()).toMatchObject([{ status: 'resolved', openedAt: now + HOUR, resolvedAt: now + 3 * HOUR, confirmedAt: [] }])
  })

  test('that goes on changing names more, and is held anew', () => {
    const { look, incidents } = life(schema, params())
    look(now, table(id, email, phone))
    look(now + HOUR, table(id, phone))
    expect(look(now + 20 * HOUR, table(id))).toMatchObject({ fields: ['email', 'phone'], since: now + 20 * HOUR })
    expect(look(now + 26 * HOUR, table(id))).toMatchObject({ state: 'fail' })
    expect(incidents()).toMatchObject([{ fields: ['email', 'phone'], confirmedAt: [now + 20 * HOUR] }])
    expect(look(now + 44 * HOUR, table(id))).toMatchObject({ code: 'accepted' })
  })

  test('names the breaking part first and the rest by number', () => {
    const { look } = life(schema, params())
    look(now, table(id, email))
    const many = ['a1', 'b2', 'c3', 'd4'].map((name) => column(name, 'date', 'date'))
    expect(look(now + HOUR, table(id, ...many))).toMatchObject({
      state: 'fail',
      reason: 'email was removed; a1 (date) was added; b2 (date) was added; c3 (date) was added and 1 more change',
      evidence: { changes: 5, breaking: 1 },
    })
  })
})

describe('a delivery that is published again', () => {
  test('replaces what was learned from it', () => {
    const { look } = life(schema, params())
    look(day(1), file(1, id, column('casi_totali')))
    expect(look(day(1) + HOUR, file(1, id, column('totale_casi')))).toMatchObject({ state: 'pass' })
    expect(look(day(2), file(2, id, column('totale_casi')))).toMatchObject({ state: 'pass', code: 'as-before' })
  })

  test('is compared with the delivery before it', () => {
    const { look } = life(schema, params())
    look(day(1), file(1, id, email))
    look(day(2), file(2, id, email))
    expect(look(day(2) + HOUR, file(2, id))).toMatchObject({ code: 'column-removed' })
    expect(look(day(2) + 2 * HOUR, file(2, id, email))).toMatchObject({ code: 'reverted' })
  })
})

describe('a contract', () => {
  test('whose field is missing is broken until it is back, and coming back is no news', () => {
    const { look } = life(schema, params({ fields: [promise('id'), promise('email')] }))
    const looks = [table(id), table(id), table(id, email)].map((seen, index) => look(now + index * 2 * DAY, seen))
    expect(codesOf(looks)).toEqual(['column-missing', 'column-missing', 'as-before'])
    expect(looks[0]?.reason).toBe('email is promised and not there')
  })

  test('whose field is lost later says so once, and a rename says what became of it', () => {
    const fields = [promise('id'), promise('email')]
    const lost = life(schema, params({ fields }))
    lost.look(now, table(id, email))
    expect(lost.look(now + HOUR, table(id))).toMatchObject({ reason: 'email is promised and not there', fields: ['email'] })
    const renamed = life(schema, params({ fields }))
    renamed.look(now, table(id, email))
    const looks = [HOUR, 2 * DAY, 3 * DAY].map((later) => renamed.look(now + later, table(id, column('e_mail'))))
    expect(looks.map(({ reason }) => reason)).toEqual([
      'email was renamed to e_mail',
      'email is promised and not there',
      'email is promised and not there',
    ])
    expect(renamed.look(now + 4 * DAY, table(id, email))).toMatchObject({ state: 'pass' })
  })

  test('that lists a new field has announced it', () => {
    const { look } = life(schema, params({ fields: [promise('id'), promise('email', { optional: true })] }))
    expect(codesOf([table(id), table(id, email), table(id)].map((seen, index) => look(now + index, seen)))).toEqual([
      'as-before',
      'as-before',
      'as-before',
    ])
  })

  test('that is closed forbids what it does not list, and says so once', () => {
    const { look } = life(schema, params({ fields: [promise('id')], closed: true }))
    look(now, table(id))
    for (const later of [HOUR, 9 * DAY]) {
      expect(look(now + later, table(id, email))).toMatchObject({
        state: 'fail',
        code: 'column-unannounced',
        reason: 'email is there and not in the contract, which is closed',
      })
    }
  })

  test('is about types, too', () => {
    const fields = [promise('id', { logicalType: 'integer' }), promise('total', { logicalType: 'number' })]
    const { look } = life(schema, params({ fields }))
    expect(look(now, table(id, column('total', 'integer', 'integer')))).toMatchObject({ state: 'pass' })
    expect(look(now + HOUR, table(id, column('total', 'text', 'string')))).toMatchObject({
      state: 'fail',
      code: 'type-broken',
      reason: 'total is text; promised is number',
    })
    expect(look(now + 9 * DAY, table(id, column('total', 'numeric', 'number')))).toMatchObject({ state: 'pass' })
  })

  test('that says nothing of a type has not announced that it changes', () => {
    const { look } = life(schema, params({ fields: [promise('id')] }))
    look(now, table(id))
    expect(look(now + HOUR, table(column('id', 'uuid', 'string')))).toMatchObject({ state: 'fail', code: 'type-changed' })
  })

  test('means names by their case, and says when only that differs', () => {
    const { look } = life(schema, params({ fields: [promise('Id')] }))
    expect(look(now, table(id))).toMatchObject({ code: 'column-missing', reason: 'Id is promised and not there; the source spells it id' })
  })

  test('about a text file does not mistake a guess for a type', () => {
    const format = { delimiter: ',', header: true }
    const { look } = life(schema, params({ fields: [promise('code', { logicalType: 'string' })] }))
    const guesses = [column('code', 'varchar'), column('code', 'bigint', 'integer')]
    for (const [index, guess] of guesses.entries())
      expect(look(now + index, { facts: present({ fields: [guess], format }) })).toMatchObject({ state: 'pass' })
  })
})

describe('what cannot be looked at', () => {
  test('a dataset that is gone fails, one behind a lock is unknown', () => {
    const { look } = life(schema, params())
    look(now, table(id))
    expect(look(now + 1, { facts: present({ state: 'missing', detail: 'there is no table orders' }) })).toMatchObject({
      state: 'fail',
      code: 'dataset-missing',
      reason: 'the dataset is not there: there is no table orders',
    })
    expect(look(now + 2, { facts: present({ state: 'locked', detail: 'locked' }) })).toMatchObject({ state: 'unknown', code: 'locked' })
    expect(look(now + 3, table(id))).toMatchObject({ state: 'pass', code: 'as-before' })
  })

  test.each([['text'], [7], [[]], [null], [{ normal: 5 }], [{ v: 99, normal: {} }]])('a memo of another kind, %j, is forgotten', (memo) => {
    const { look, remember } = life(schema, params())
    remember(memo)
    expect(look(now, table(id))).toMatchObject({ state: 'pass' })
  })
})
