/** The comparison operators of the contract standard, with one number or two. `between` includes both ends. */
import type { Band } from './verdict.ts'

export type Limit =
  | { readonly test: 'be' | 'not-be' | 'greater' | 'greater-or-equal' | 'less' | 'less-or-equal'; readonly than: number }
  | { readonly test: 'between' | 'not-between'; readonly low: number; readonly high: number }

export function holds(limit: Limit, value: number): boolean {
  switch (limit.test) {
    case 'be':
      return value === limit.than
    case 'not-be':
      return value !== limit.than
    case 'greater':
      return value > limit.than
    case 'greater-or-equal':
      return value >= limit.than
    case 'less':
      return value < limit.than
    case 'less-or-equal':
      return value <= limit.than
    case 'between':
      return value >= limit.low && value <= limit.high
    case 'not-between':
      return value < limit.low || value > limit.high
  }
}

/** The limit as a band, where it is one. */
export function bandOf(limit: Limit): Band {
  switch (limit.test) {
    case 'be':
      return { low: limit.than, high: limit.than }
    case 'greater':
    case 'greater-or-equal':
      return { low: limit.than }
    case 'less':
    case 'less-or-equal':
      return { high: limit.than }
    case 'between':
      return { low: limit.low, high: limit.high }
    case 'not-be':
    case 'not-between':
      return {}
  }
}

const WORDS: Readonly<Record<Limit['test'], string>> = {
  be: 'exactly',
  'not-be': 'anything but',
  greater: 'more than',
  'greater-or-equal': 'at least',
  less: 'less than',
  'less-or-equal': 'at most',
  between: 'between',
  'not-between': 'not between',
}

/** `at most 5`, `between 1 and 3`. */
export function spellLimit(limit: Limit): string {
  const numbers = 'than' in limit ? String(limit.than) : `${limit.low} and ${limit.high}`
  return `${WORDS[limit.test]} ${numbers}`
}
