import { describe, expect, it } from 'vitest'
import { readLength } from '../../../../src/contracts/compile/length.ts'
import { DAY, HOUR, MINUTE, SECOND, WEEK } from '../../../../src/core/calendar/time.ts'

describe('a length of time in an SLA', () => {
  it.each([
    [4, undefined, 4 * DAY],
    [4, 'd', 4 * DAY],
    ['4', 'days', 4 * DAY],
    [90, 's', 90 * SECOND],
    [30, 'min', 30 * MINUTE],
    [1.5, 'Hours', 1.5 * HOUR],
    [2, 'w', 2 * WEEK],
    [1, 'mo', 30 * DAY],
    [1, 'y', 365 * DAY],
    ['15min', undefined, 15 * MINUTE],
    ['1 hour', 'd', HOUR],
    ['PT5M', undefined, 5 * MINUTE],
    ['hourly', undefined, HOUR],
  ])('%s %s', (value, unit, length) => {
    expect(readLength(value, unit)).toEqual({ length, loose: false })
  })

  it('takes a bare m as minutes, and says that it did', () => {
    expect(readLength(15, 'm')).toEqual({ length: 15 * MINUTE, loose: true })
    expect(readLength('15m', undefined)).toEqual({ length: 15 * MINUTE, loose: true })
  })

  it.each([
    [4, 'hourz', 'bad-unit', 'did you mean "hour"?'],
    ['4 parsecs', undefined, 'bad-unit', 'one of s, min, h, d, w, mo, y'],
    [0, 'h', 'bad-duration', undefined],
    [-1, 'h', 'bad-duration', undefined],
    ['soon', undefined, 'bad-duration', undefined],
    [null, 'h', 'bad-duration', undefined],
    [true, 'h', 'bad-duration', undefined],
  ])('%s %s is refused', (value, unit, code, hint) => {
    expect(readLength(value, unit)).toMatchObject({ code, ...(hint && { hint }) })
  })
})
