import { describe, expect, test } from 'vitest'
import { ANY, narrow, typeOf } from '../../../../src/connectors/local/guess.ts'

const guess = (...values: readonly string[]) => typeOf(values.reduce(narrow, ANY))

describe('the type that all values of a column fit', () => {
  test.each([
    ['NULL', []],
    ['BIGINT', ['0', '-12', '13']],
    ['HUGEINT', ['1', '12345678901234567890']],
    ['DOUBLE', ['1', '2.5', '-1e3', 'NaN', 'Infinity']],
    ['DECIMAL(38,10)', ['1', '12345678901234567890.123456789']],
    ['DOUBLE', ['0.30000000000000004', '1']],
    ['BOOLEAN', ['true', 'FALSE']],
    ['DATE', ['2024-02-29']],
    ['TIMESTAMP', ['2024-05-01 18:00:00', '2024-05-01T18:00', '2024-05-01']],
    ['TIMESTAMP WITH TIME ZONE', ['2024-05-01T18:00:00Z', '2024-05-01 18:00:00.5+02:00', '2024-05-01 18:00:00+00']],
    ['TIME', ['18:00', '18:00:01.5']],
    ['VARCHAR', ['066', '1']],
    ['VARCHAR', ['1', '2', 'n/a']],
    ['VARCHAR', ['true', '1']],
    ['VARCHAR', ['2024-05-01', '12']],
    ['VARCHAR', ['2024-13-01']],
  ])('%s for %j', (type, values) => {
    expect(guess(...values)).toBe(type)
  })

  test('joins over parts as over the whole', () => {
    expect(typeOf(narrow(ANY, '1') & narrow(ANY, '2.5'))).toBe('DOUBLE')
    expect(typeOf(ANY & narrow(ANY, 'x'))).toBe('VARCHAR')
  })
})
