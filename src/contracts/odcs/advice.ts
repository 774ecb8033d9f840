/** What to tell an author who fell into one of the standard's known traps. Each line says what to write instead. */
import type { Problem } from '../document/problems.ts'

interface Trap {
  readonly code: Problem['code']
  /** Against the path in which list positions are `*`. */
  readonly path: RegExp
  readonly value?: (value: unknown) => boolean
  readonly hint: string
}

const isNumber = (value: unknown): boolean => typeof value === 'number'
const isOneOf =
  (...words: readonly string[]) =>
  (value: unknown): boolean =>
    typeof value === 'string' && words.includes(value.toLowerCase())

const traps: readonly Trap[] = [
  { code: 'wrong-type', path: /^version$/, value: isNumber, hint: 'YAML reads 1.0 as a number: put the version in quotes, "1.0"' },
  { code: 'wrong-type', path: /^apiVersion$/, hint: 'put it in quotes and begin with v: "v3.1.0"' },
  { code: 'wrong-type', path: /^description$/, hint: 'write description: {purpose: …}' },
  {
    code: 'unknown-key',
    path: /^servers\.\*\.(role|user|username|password|token|privateKey|authenticator|connectionString)$/,
    hint: 'a contract holds no credentials: they stand in meshwatch.yaml, in the source of the same name as this server',
  },
  {
    code: 'not-one-of',
    path: /^servers\.\*\.type$/,
    value: isOneOf('iceberg', 'delta', 'hudi'),
    hint: 'a table format is not a server type: use s3, local or custom, and set its format',
  },
  { code: 'not-one-of', path: /^servers\.\*\.type$/, value: isOneOf('postgre', 'pg'), hint: 'use postgres' },
  {
    code: 'unknown-key',
    path: /^slaProperties\.\*\.customProperties$/,
    hint: 'the standard has none on an SLA: put them at the schema object or at the root, and refer to this SLA by its id',
  },
  {
    code: 'wrong-type',
    path: /^slaProperties\.\*\.value$/,
    value: Array.isArray,
    hint: 'one value each: write an SLA of its own for every value',
  },
  {
    code: 'missing-key',
    path: /quality\.\*\.metric$/,
    hint: 'say what is measured (3.0 called it rule), or set type: text, sql or custom',
  },
  { code: 'unknown-key', path: /quality\.\*\.(mustBe|mustNotBe)\w*$/, hint: 'only library and sql rules compare a number' },
  { code: 'unknown-key', path: /quality\.\*\.query$/, hint: 'a rule with a query is of type: sql' },
  { code: 'unknown-key', path: /quality\.\*\.(engine|implementation)$/, hint: 'a rule of another engine is of type: custom' },
  { code: 'unknown-key', path: /quality\.\*\.metric$/, hint: 'a rule with a metric is of type: library' },
  { code: 'unknown-key', path: /relationships\.\*\.from$/, hint: 'a relationship of a property starts at that property: leave from out' },
  { code: 'unknown-key', path: /^(owner|owners)$/, hint: 'write team: {name: …, members: [{username: …, role: Owner}]}' },
  { code: 'unknown-key', path: /^(sla|servicelevels|serviceLevels)$/, hint: 'promises stand in slaProperties' },
  { code: 'unknown-key', path: /^(dataset|models|tables|fields)$/, hint: 'tables and columns stand in schema and its properties' },
  { code: 'unknown-key', path: /^(quality|rules)$/, hint: 'rules stand at an object of the schema, or at one of its properties' },
  { code: 'unknown-key', path: /^contact$/, hint: 'channels stand in support' },
]

export function adviceOn(problem: Problem): string | undefined {
  const path = problem.path.map((step) => (typeof step === 'number' ? '*' : step)).join('.')
  return traps.find((trap) => trap.code === problem.code && trap.path.test(path) && (trap.value?.(problem.value) ?? true))?.hint
}
