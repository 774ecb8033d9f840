import { describe, expect, it } from 'vitest'
import { isBadCron, readCron } from '../../../../src/contracts/compile/cron.ts'
import { lastFiring } from '../../../../src/core/calendar/cron.ts'

const any = { minutes: [], hours: [], days: [], months: [], weekdays: [], lastDay: false }

describe('a cron expression', () => {
  it.each([
    ['0 7 * * 1-5', { minutes: [0], hours: [7], weekdays: [1, 2, 3, 4, 5] }],
    ['0 7 * * 0', { minutes: [0], hours: [7], weekdays: [7] }],
    ['0 7 * * 7', { minutes: [0], hours: [7], weekdays: [7] }],
    ['0 7 * * fri-mon', { minutes: [0], hours: [7], weekdays: [1, 5, 6, 7] }],
    ['0 7 * jan MON', { minutes: [0], hours: [7], months: [1], weekdays: [1] }],
    ['*/30 8-10 * * *', { minutes: [0, 30], hours: [8, 9, 10] }],
    ['@daily', { minutes: [0], hours: [0] }],
    ['@weekly', { minutes: [0], hours: [0], weekdays: [7] }],
    ['0 7 L * *', { minutes: [0], hours: [7], lastDay: true }],
    ['0 7 15,L * *', { minutes: [0], hours: [7], days: [15], lastDay: true }],
    ['0 0 7 * * *', { minutes: [0], hours: [7] }],
    ['* * * * *', {}],
  ])('%s names these values, and nothing where it means any', (expression, values) => {
    expect(readCron(expression, 'Europe/Berlin')).toEqual({ ...any, ...values, expression, zone: 'Europe/Berlin' })
  })

  it.each(['61 * * * *', 'at seven', '0 7 * *', '@reboot', '', '0 0 30 2 *', '30 0 7 * * *', '0 7 * * 5L', '0 7 * * 1#2', '0 7 15W * *'])(
    '%s is refused with a reason and a hint',
    (expression) => {
      const read = readCron(expression, 'UTC')
      expect(isBadCron(read) && read.problem && read.hint).toBeTruthy()
    },
  )

  it('fires where the arithmetic of the core expects it, on Sunday as 0 and as 7', () => {
    const sunday = Date.UTC(2026, 10, 22, 7)
    for (const expression of ['0 7 * * 0', '0 7 * * 7', '0 7 * * SUN']) {
      const read = readCron(expression, 'UTC')
      expect(isBadCron(read) ? undefined : lastFiring(read, Date.UTC(2026, 10, 24))).toBe(sunday)
    }
  })
})
