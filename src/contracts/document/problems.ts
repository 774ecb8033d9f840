/**
 * zod's issues → problems in a writer's words. One issue may hold several problems (unknown keys), and a union holds one list per
 * branch, of which only the branch that was meant is told.
 */
import type * as z from 'zod'
import { didYouMean } from './closest.ts'
import { type Path, valueAt } from './path.ts'

type Issue = z.core.$ZodIssue

export interface Problem {
  readonly code: string
  readonly message: string
  readonly hint?: string | undefined
  readonly path: Path
  readonly value: unknown
}

/** The keys that were allowed, for each list of unknown keys; zod's issue names only the wrong ones. */
export type ShapeOf = WeakMap<readonly string[], readonly string[]>

/** What our error map answers, so that a message written at a schema is told apart from one nobody wrote. */
export const unsaid = ''

export function problemsOf(issues: readonly Issue[], root: unknown, keysOf: ShapeOf, parent: Path = []): readonly Problem[] {
  return issues.flatMap((issue) => {
    const path = [...parent, ...(issue.path as (string | number)[])]
    if (issue.code === 'unrecognized_keys') {
      const known = keysOf.get(issue.keys) ?? []
      return issue.keys.map((key) => unknownKey(key, [...path, key], known, root))
    }
    const value = valueAt(root, path)
    if (issue.code === 'invalid_union' && issue.errors.length > 0 && value !== undefined) return branch(issue.errors, path, root, keysOf)
    return [problem(issue, path, value)]
  })
}

function unknownKey(key: string, path: Path, known: readonly string[], root: unknown): Problem {
  const hint = didYouMean(key, known) ?? (known.length > 0 && known.length <= 12 ? `known here: ${known.join(', ')}` : undefined)
  return { code: 'unknown-key', message: `unknown key ${JSON.stringify(key)}`, hint, path, value: valueAt(root, path) }
}

/** The branch a writer meant is the one whose kind of value fits and that has the fewest complaints. */
function branch(branches: readonly (readonly Issue[])[], path: Path, root: unknown, keysOf: ShapeOf): readonly Problem[] {
  const fitting = branches.filter((issues) => !issues.some((issue) => issue.path.length === 0 && issue.code === 'invalid_type'))
  const [first, ...rest] = fitting
  if (first === undefined) {
    const expected = branches.flatMap((issues) =>
      issues.flatMap((issue) => (issue.code === 'invalid_type' ? [wordFor(issue.expected)] : [])),
    )
    return [wrongType([...new Set(expected)].join(' or '), path, valueAt(root, path))]
  }
  const meant = rest.reduce((best, issues) => (issues.length < best.length ? issues : best), first)
  return problemsOf(meant, root, keysOf, path)
}

function problem(issue: Issue, path: Path, value: unknown): Problem {
  if (issue.code === 'custom' && issue.message !== unsaid)
    return { code: 'not-allowed', message: issue.message, ...issue.params, path, value }
  if (value === undefined) {
    const key = JSON.stringify(String(path.at(-1)))
    return { code: 'missing-key', message: `missing key ${key}`, hint: oneOf(choicesOf(issue)), path, value }
  }
  if (issue.message !== unsaid) return { code: 'bad-format', message: issue.message, path, value }
  switch (issue.code) {
    case 'invalid_type':
      return wrongType(wordFor(issue.expected), path, value)
    case 'invalid_value':
    case 'invalid_union':
      return notOneOf(choicesOf(issue), path, value)
    case 'too_small':
      return { code: 'out-of-range', message: `${sizeOf(issue.origin)} at least ${issue.minimum}`, path, value }
    case 'too_big':
      return { code: 'out-of-range', message: `${sizeOf(issue.origin)} at most ${issue.maximum}`, path, value }
    case 'not_multiple_of':
      return { code: 'out-of-range', message: `it must be a multiple of ${issue.divisor}`, path, value }
    case 'invalid_key':
      return { code: 'bad-key', message: issue.issues[0]?.message || 'this is not a name that can stand here', path, value }
    case 'invalid_format':
      return { code: 'bad-format', message: `this is not a valid ${issue.format}`, path, value }
    default:
      return { code: 'not-allowed', message: 'this value is not allowed here', path, value }
  }
}

function choicesOf(issue: Issue): readonly string[] {
  const values = issue.code === 'invalid_value' ? issue.values : issue.code === 'invalid_union' && 'options' in issue ? issue.options : []
  return (values ?? []).filter((value) => typeof value === 'string')
}

/** Says what kind of value was found, never the value: in a configuration it may be a password. */
function wrongType(expected: string, path: Path, value: unknown): Problem {
  return {
    code: 'wrong-type',
    message: `expected ${expected}, found ${kindOf(value)}`,
    hint: remedy(expected, value),
    path,
    value,
  }
}

function remedy(expected: string, value: unknown): string | undefined {
  if (value === null) return 'give it a value, or leave the key out'
  if (expected === 'text' && (typeof value === 'number' || typeof value === 'boolean')) return 'put it in quotes'
  const bare =
    expected === 'a number' || expected === 'a whole number'
      ? /^-?\d+(\.\d+)?$/
      : expected === 'true or false'
        ? /^(true|false)$/
        : undefined
  return typeof value === 'string' && bare?.test(value) ? 'remove the quotes' : undefined
}

function notOneOf(choices: readonly string[], path: Path, value: unknown): Problem {
  if (typeof value !== 'string') return { ...wrongType('text', path, value), hint: oneOf(choices) }
  const shown = JSON.stringify(value.length > 60 ? `${value.slice(0, 57)}...` : value)
  return { code: 'not-one-of', message: `${shown} is not known here`, hint: didYouMean(value, choices) ?? oneOf(choices), path, value }
}

function oneOf(choices: readonly string[]): string | undefined {
  if (choices.length === 0) return undefined
  return choices.length === 1 ? `it must be ${choices[0]}` : `one of ${choices.join(', ')}`
}

const words: Readonly<Record<string, string>> = {
  string: 'text',
  int: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a mapping',
  record: 'a mapping',
  null: 'nothing',
}
const wordFor = (expected: string): string => words[expected] ?? expected

function kindOf(value: unknown): string {
  if (value === null) return 'nothing'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'number' && !Number.isFinite(value)) return 'a number without end'
  return typeof value === 'boolean' ? `${value}` : wordFor(typeof value)
}

function sizeOf(origin: string): string {
  if (origin === 'string') return 'its length must be'
  return origin === 'array' || origin === 'set' ? 'the number of its entries must be' : 'it must be'
}
