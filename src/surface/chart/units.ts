/** Values on the axis and beside the judged point, in the unit they are measured in. */
import { spell } from '../../core/calendar/time.ts'
import type { Unit } from '../../core/verdict.ts'
import { lengthTicks, numberTicks, type Ticks } from './ticks.ts'

const PLAIN = new Intl.NumberFormat('en', { maximumSignificantDigits: 6 })
const SHORT = new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 4 })

export function valueTicks(low: number, high: number, unit: Unit, count: number): Ticks {
  return unit === 'milliseconds' ? lengthTicks(low, high, count) : numberTicks(low, high, count)
}

export function tickLabel(value: number, unit: Unit): string {
  if (unit === 'milliseconds') return value === 0 ? '0' : `${value < 0 ? '−' : ''}${spell(value)}`
  const number = unit === 'ratio' ? value * 100 : value
  const digits = Math.abs(number) >= 100_000 ? SHORT.format(number) : PLAIN.format(Number(number.toPrecision(12)))
  return `${digits.replace('-', '−')}${unit === 'ratio' || unit === 'percent' ? ' %' : ''}`
}

/** What stands before the years and the zone: nothing where the labels say it already. */
export function unitWords(unit: Unit): string {
  return { rows: 'rows; ', ratio: '', percent: '', milliseconds: '', instant: '', number: '' }[unit]
}
