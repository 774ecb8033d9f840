import { expect, test } from 'vitest'
import { parseDuration } from '../../../../src/core/calendar/duration.ts'
import { DAY, HOUR, MINUTE, SECOND, WEEK } from '../../../../src/core/calendar/time.ts'

test.each([
  ['250ms', 250],
  ['30s', 30 * SECOND],
  ['5m', 5 * MINUTE],
  ['5 min', 5 * MINUTE],
  ['1.5h', 90 * MINUTE],
  ['1d', DAY],
  ['2w', 2 * WEEK],
  ['PT5M', 5 * MINUTE],
  ['P1D', DAY],
  ['P1W', WEEK],
  ['P1DT2H3M4S', DAY + 2 * HOUR + 3 * MINUTE + 4 * SECOND],
  ['0s', 0],
])('%s is a length of time', (text, length) => {
  expect(parseDuration(text)).toBe(length)
})

test.each(['', '5', 'm', '5 mins', '-5m', '1h30m', 'P', 'PT', 'P1M', 'P1Y', 'P1DT', 'PT1D', '5M', '1e3s', ' 5m'])('%j is not', (text) => {
  expect(parseDuration(text)).toBeUndefined()
})
