/** Time as the whole project counts it. Everything that needs the present, or a pause, is handed a Clock. */

/** Milliseconds since 1970-01-01T00:00:00Z. */
export type Instant = number

/** A length of time in milliseconds. */
export type Millis = number

export const SECOND: Millis = 1_000
export const MINUTE: Millis = 60 * SECOND
export const HOUR: Millis = 60 * MINUTE
export const DAY: Millis = 24 * HOUR
export const WEEK: Millis = 7 * DAY

/** The present and the alarm clock. A timeline test hands in one that it moves by hand. */
export interface Clock {
  now(): Instant
  /** Calls `wake` once after `delay`; the answer cancels it. */
  after(delay: Millis, wake: () => void): () => void
}

/** The moment at which a piece of work has to be over. `signal` fires then, or earlier when the work is called off. */
export interface Deadline {
  readonly at: Instant
  readonly signal: AbortSignal
  /** Milliseconds left, never below zero. */
  left(): Millis
}

export function isoTime(at: Instant): string {
  return new Date(at).toISOString()
}

const UNITS: readonly (readonly [string, Millis])[] = [
  ['d', DAY],
  ['h', HOUR],
  ['min', MINUTE],
  ['s', SECOND],
]

/** A length of time in the two largest units that say something, such as `3 h 40 min`. */
export function spell(length: Millis): string {
  const words: string[] = []
  let rest = Math.round(Math.abs(length) / SECOND) * SECOND
  for (const [name, size] of UNITS) {
    if (words.length === 2 || (words.length === 1 && rest < size)) break
    if (rest >= size) words.push(`${Math.floor(rest / size)} ${name}`)
    rest %= size
  }
  return words.length > 0 ? words.join(' ') : '0 s'
}
