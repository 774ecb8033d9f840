import pg from 'pg'
import { describe, expect, test } from 'vitest'
import { sourceFailure } from '../../../../src/connectors/postgres/failures.ts'

function serverError(code: string, message: string): Error {
  return Object.assign(new pg.DatabaseError(message, 0, 'error'), { code, detail: 'Failing row contains (Zoë, 42).' })
}

describe('a failure of Postgres', () => {
  test.each([
    ['42501', 'no-permission'],
    ['28P01', 'no-permission'],
    ['28000', 'no-permission'],
    ['42P01', 'missing'],
    ['42703', 'missing'],
    ['3F000', 'missing'],
    ['57014', 'timeout'],
    ['55P03', 'locked'],
    ['40001', 'locked'],
    ['3D000', 'unreachable'],
    ['53300', 'unreachable'],
    ['57P01', 'unreachable'],
    ['57P03', 'unreachable'],
    ['08006', 'unreachable'],
    ['XX000', 'unreachable'],
    ['42601', 'invalid-query'],
    ['42883', 'invalid-query'],
    ['25006', 'invalid-query'],
    ['21000', 'invalid-query'],
    ['22012', 'invalid-query'],
    ['54011', 'invalid-query'],
    ['P0001', 'invalid-query'],
  ])('%s is %s', (code, cause) => {
    expect(sourceFailure(serverError(code, 'words of the server')).code).toBe(cause)
  })

  test.each(['ECONNREFUSED', 'ENOTFOUND', 'ETIMEDOUT', 'ECONNRESET', 'EPIPE', 'EHOSTUNREACH'])('%s is unreachable', (code) => {
    expect(sourceFailure(Object.assign(new Error('connect 10.0.0.1:5432'), { code }))).toMatchObject({
      code: 'unreachable',
      message: `no connection (${code})`,
    })
  })

  test('names what the server names, and no value of a row', () => {
    expect(sourceFailure(serverError('42P01', 'relation "orders" does not exist')).message).toBe('relation "orders" does not exist (42P01)')
    for (const code of ['22P02', '22012', 'P0001', '23505', '22023']) {
      const failure = sourceFailure(serverError(code, 'invalid input: "Zoë"'))
      expect(JSON.stringify([failure.message, failure, failure.cause ?? null])).not.toContain('Zoë')
    }
  })
})
