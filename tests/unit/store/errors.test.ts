import { describe, expect, test } from 'vitest'
import { MeshError } from '../../../src/core/errors.ts'
import { explainPostgres } from '../../../src/store/postgres-errors.ts'
import { explainSqlite } from '../../../src/store/sqlite-errors.ts'

describe('an error of the store', () => {
  test.each([
    ['28P01', 'password'],
    ['3D000', 'Create the database'],
    ['42501', 'schema'],
    ['53100', 'disk'],
    ['53300', 'connection'],
    ['25006', 'primary'],
    ['57014', 'long lock'],
    ['57P01', 'tries again'],
    ['08006', 'tries again'],
    ['ECONNREFUSED', 'host'],
    ['EAI_AGAIN', 'host'],
  ])('that an operator can mend comes with a hint: Postgres %s', (code, hint) => {
    const error = explainPostgres(Object.assign(new Error('no'), { code }), 'db:5432/state')
    expect(error).toMatchObject({ code: 'STORE_UNREACHABLE', hint: expect.stringContaining(hint) })
    expect(error?.message).toContain('db:5432/state')
  })

  test.each([
    [5, 'STORE_UNREACHABLE'],
    [10 | (4 << 8), 'STORE_UNREACHABLE'],
    [13, 'STORE_UNREACHABLE'],
    [11 | (2 << 8), 'STORE_CORRUPT'],
    [26, 'STORE_CORRUPT'],
  ])('is known by its primary code: SQLite %i', (errcode, code) => {
    expect(explainSqlite(Object.assign(new Error('no'), { errcode }), 'state.db')).toMatchObject({ code, hint: expect.any(String) })
  })

  test('that is our own fault is left as it is', () => {
    expect(explainPostgres(Object.assign(new Error('duplicate key'), { code: '23505' }), 'db')).toBeUndefined()
    expect(explainSqlite(Object.assign(new Error('unique'), { errcode: 19 }), 'state.db')).toBeUndefined()
    expect(explainPostgres(new TypeError('x is undefined'), 'db')).toBeUndefined()
    expect(explainSqlite(new TypeError('x is undefined'), 'state.db')).toBeUndefined()
  })

  test('that is explained already is not explained again', () => {
    expect(explainPostgres(new MeshError('STORE_IN_USE', 'Another daemon has the connection.'), 'db')).toBeUndefined()
  })
})
