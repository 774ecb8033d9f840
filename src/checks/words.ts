/** Numbers and lists as people read them. The same words in every check. */
import { DAY, type Instant } from '../core/calendar/time.ts'
import { spellWallTime, wallTime } from '../core/calendar/wall-time.ts'
import type { Band } from '../core/verdict.ts'

const WHOLE = new Intl.NumberFormat('en', { maximumFractionDigits: 0 })
const FINE = new Intl.NumberFormat('en', { maximumSignificantDigits: 4 })

/** `240,118`, `0.0312`. */
export function spellNumber(value: number): string {
  return Number.isInteger(value) || Math.abs(value) >= 10_000 ? WHOLE.format(value) : FINE.format(value)
}

/** `3.1 %` for 0.031. Shares too small to show are not called zero. */
export function spellShare(share: number): string {
  if (share > 0 && share < 0.0001) return 'less than 0.01 %'
  const percent = share * 100
  return `${percent.toFixed(percent < 1 && percent > 0 ? 2 : 1).replace(/\.0+$/, '')} %`
}

/** `between 120 and 136`, `at least 5`. */
export function spellBand({ low, high }: Band, spell: (value: number) => string = spellNumber): string {
  if (low !== undefined && high !== undefined) {
    const [from, to] = [spell(low), spell(high)]
    return from === to ? from : `between ${from} and ${to}`
  }
  if (low !== undefined) return `at least ${spell(low)}`
  return high === undefined ? 'anything' : `at most ${spell(high)}`
}

/** `a, b and 3 more`. */
export function spellList(names: readonly string[], most = 4): string {
  if (names.length > most) return `${names.slice(0, most).join(', ')} and ${names.length - most} more`
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
}

/** `1 row`, `3 rows`. */
export function count(amount: number, noun: string): string {
  return `${spellNumber(amount)} ${noun}${amount === 1 ? '' : 's'}`
}

const LONGEST_VALUE = 40

/** A value of a row, where a message may show one: on one line, without control characters, cut short. */
export function spellValue(value: string): string {
  const clean = value.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' ').trim()
  return clean.length > LONGEST_VALUE ? `${clean.slice(0, LONGEST_VALUE - 1)}…` : clean === '' ? '(empty)' : clean
}

/** Weekday and date without a year are enough for this long. */
const SAME_YEAR = 180 * DAY

/** `Sat 21 Nov`. */
export function spellDay(at: Instant, zone: string): string {
  return spellWallTime(at, zone).slice(0, -' 00:00'.length)
}

/** `Sat 21 Nov 18:30` in `zone`, with the year where `now` is far off, and with `UTC` where nobody lives by that clock. */
export function spellMoment(at: Instant, zone: string, now: Instant): string {
  const words = spellWallTime(at, zone)
  const time = words.slice(-'00:00'.length)
  const day = Math.abs(at - now) < SAME_YEAR ? spellDay(at, zone) : `${spellDay(at, zone)} ${wallTime(at, zone).year}`
  return `${day} ${time}${zone === 'UTC' ? ' UTC' : ''}`
}

/** `learning what is usual: 5 of 7 samples, ready about Tue 24 Nov 06:00 UTC`. */
export function spellLearning({ have, need, readyWhen }: { have: number; need: number; readyWhen?: number }, what = 'samples'): string {
  const when = readyWhen === undefined ? '' : `, ready about ${spellMoment(readyWhen, 'UTC', readyWhen)}`
  return `learning what is usual: ${Math.min(have, need)} of ${need} ${what}${when}`
}
