/** Lengths of time in an SLA: a value and a unit, which the standard leaves open. Without a unit the value counts days. */
import { DURATION_HINT, parseDuration } from '../../core/calendar/duration.ts'
import { DAY, HOUR, MINUTE, type Millis, SECOND, WEEK } from '../../core/calendar/time.ts'
import { didYouMean } from '../document/closest.ts'

/** A month counts 30 days and a year 365: nobody promises freshness to the day over such spans. */
const SIZES: readonly (readonly [Millis, readonly string[]])[] = [
  [SECOND, ['s', 'sec', 'second', 'seconds']],
  [MINUTE, ['min', 'mins', 'minute', 'minutes']],
  [HOUR, ['h', 'hr', 'hrs', 'hour', 'hours']],
  [DAY, ['d', 'day', 'days']],
  [WEEK, ['w', 'wk', 'week', 'weeks']],
  [30 * DAY, ['mo', 'mon', 'month', 'months']],
  [365 * DAY, ['y', 'yr', 'yrs', 'year', 'years']],
]
const UNITS: ReadonlyMap<string, Millis> = new Map(SIZES.flatMap(([size, words]) => words.map((word) => [word, size] as const)))
const RHYTHMS: ReadonlyMap<string, Millis> = new Map([
  ['hourly', HOUR],
  ['daily', DAY],
  ['weekly', WEEK],
  ['monthly', 30 * DAY],
])

export type Length =
  /** `loose`: the unit was a bare `m`, taken as minutes. */
  | { readonly length: Millis; readonly loose: boolean }
  | { readonly code: 'bad-unit' | 'bad-duration'; readonly problem: string; readonly hint: string }

export function readLength(value: string | number | boolean | null, unit: string | undefined): Length {
  if (typeof value === 'string') {
    const text = value.trim()
    const rhythm = RHYTHMS.get(text.toLowerCase())
    if (rhythm !== undefined) return { length: rhythm, loose: false }
    const [, amount, own] = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/i.exec(text) ?? []
    if (amount !== undefined) return inUnits(Number(amount), own || unit)
    const iso = parseDuration(text)
    if (iso) return { length: iso, loose: false }
  }
  if (typeof value === 'number') return inUnits(value, unit)
  return {
    code: 'bad-duration',
    problem: `${JSON.stringify(value)} is not a length of time`,
    hint: `give a number and a unit, or ${DURATION_HINT}`,
  }
}

function inUnits(amount: number, unit = 'd'): Length {
  const word = unit.trim().toLowerCase()
  const loose = word === 'm'
  const size = loose ? MINUTE : UNITS.get(word)
  if (size === undefined) {
    const hint = didYouMean(word, UNITS.keys()) ?? 'one of s, min, h, d, w, mo, y'
    return { code: 'bad-unit', problem: `${JSON.stringify(unit)} is not a unit of time`, hint }
  }
  if (!(amount > 0) || !Number.isFinite(amount))
    return { code: 'bad-duration', problem: 'a length of time must be above zero', hint: DURATION_HINT }
  return { length: Math.round(amount * size), loose }
}
