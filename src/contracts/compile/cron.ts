/** Cron expressions in the words of the core. node-cron reads them, so that the daemon and the arithmetic agree on what they say. */
import { validateDetailed } from 'node-cron'
import type { CronSpec } from '../../core/calendar/cron.ts'

export interface BadCron {
  readonly problem: string
  readonly hint: string
}

const HINT = 'five fields: minute, hour, day of month, month, weekday, such as "0 7 * * 1-5"'

/** Five fields (or six, the first of them 0), names, ranges and steps, `L` for the last day of the month, `@daily` and its like. */
export function readCron(expression: string, zone: string): CronSpec | BadCron {
  const { fields, errors } = validateDetailed(expression.trim())
  if (fields === undefined || errors.length > 0) return { problem: errors[0]?.message ?? 'it is no cron expression', hint: HINT }
  if (fields.second.length !== 1 || Number(fields.second[0]) !== 0)
    return { problem: 'it fires between two minutes', hint: 'leave the field of seconds out' }
  const days = fields.dayOfMonth.filter((day) => day !== 'L').map(Number)
  const weekdays = fields.dayOfWeek.map((day) => Number(day) || (Number(day) === 0 ? 7 : Number.NaN))
  if ([...days, ...weekdays].some(Number.isNaN))
    return { problem: 'it counts weekdays within the month', hint: 'days of month, weekdays and L are understood, but not W, # or 5L' }
  return {
    expression: expression.trim(),
    zone,
    minutes: unlessAll(fields.minute.map(Number), 60),
    hours: unlessAll(fields.hour.map(Number), 24),
    days: unlessAll(days, 31),
    months: unlessAll(fields.month.map(Number), 12),
    weekdays: unlessAll(weekdays, 7),
    lastDay: fields.dayOfMonth.some((day) => day === 'L'),
  }
}

export function isBadCron(read: CronSpec | BadCron): read is BadCron {
  return 'problem' in read
}

function unlessAll(values: readonly number[], all: number): readonly number[] {
  const distinct = [...new Set(values)].sort((a, b) => a - b)
  return distinct.length === all ? [] : distinct
}
