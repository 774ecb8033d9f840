/**
 * What values written as text are. A type is kept only while every value fits it; codes with leading zeros such as `013` stay text,
 * since as numbers they would lose them. The types are DuckDB's, narrowest first.
 */

const DAY = String.raw`\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])`
const CLOCK = String.raw`(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,9})?)?`
const OFFSET = String.raw`(?:Z|[+-]\d{2}(?::?\d{2})?)`
const NUMBER = String.raw`-?(?:(?:0|[1-9]\d*)(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?|nan|-?inf(?:inity)?`

/** A number with more digits than a double keeps is a decimal, unless it has more than that holds. */
const TYPES: readonly (readonly [string, RegExp])[] = [
  ['BOOLEAN', /^(?:true|false)$/i],
  ['BIGINT', /^-?(?:0|[1-9]\d{0,17})$/],
  ['HUGEINT', /^-?(?:0|[1-9]\d{0,37})$/],
  ['DOUBLE', new RegExp(`^(?=(?:\\D*\\d){0,15}\\D*$)(?:${NUMBER})$`, 'i')],
  ['DECIMAL(38,10)', /^-?(?:0|[1-9]\d{0,27})(?:\.\d{1,10})?$/],
  ['DOUBLE', new RegExp(`^(?:${NUMBER})$`, 'i')],
  ['DATE', new RegExp(`^${DAY}$`)],
  ['TIMESTAMP', new RegExp(`^${DAY}(?:[T ]${CLOCK})?$`)],
  ['TIMESTAMP WITH TIME ZONE', new RegExp(`^${DAY}[T ]${CLOCK} ?${OFFSET}$`)],
  ['TIME', new RegExp(`^${CLOCK}$`)],
]

/** Bit i: the i-th type is still possible. Guesses about parts are joined by `&`. */
export type Guess = number

export const ANY: Guess = (1 << TYPES.length) - 1

export function narrow(guess: Guess, value: string): Guess {
  let left = guess
  for (let bit = 0; left >> bit > 0; bit++) {
    if ((left >> bit) & 1 && !TYPES[bit]?.[1].test(value)) left &= ~(1 << bit)
  }
  return left
}

/** `NULL` when no value was seen, `VARCHAR` when nothing narrower fits. */
export function typeOf(guess: Guess): string {
  if (guess === ANY) return 'NULL'
  return TYPES.find((_, bit) => (guess >> bit) & 1)?.[0] ?? 'VARCHAR'
}
