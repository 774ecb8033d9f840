/**
 * The metrics in SQL, as far as systems agree on it; a system that speaks SQL brings only the words in which it differs.
 *
 * What counts, the same everywhere:
 * - `nulls` counts what the source calls null, and NaN is not that. `min`, `max`, `mean`, `stddev` (of a sample) and `quantile` look at
 *   finite numbers only, so that one NaN or infinity cannot poison a series. They, and `zeros`, are for numbers alone.
 * - `latest` and `earliest` keep the plain form that an index answers; an end that is infinite has no place in time and answers null.
 * - `duplicates` follows SQL's UNIQUE: a key with a null in it is no duplicate of anything; such keys are for `nulls` to count.
 * - `mismatched` searches the pattern anywhere in the text, as JSON Schema does; null has no text and matches nothing wrong.
 * - `missing` and `invalid` compare numbers as numbers in a number field and everything else as text.
 * - `distinct` may count 64-bit hashes where values are dear to compare: among a million values the chance that two share one is
 *   below 1 in 10 million. `duplicates`, on which contracts are decided, always compares the values.
 * - `sum` adds as doubles: an order of rows may move its last digits.
 * - `top` and `formats` leave nulls out. Divided by a field, null is a segment of its own (a null `key`), and texts that begin alike for
 *   200 characters are one. Only periods that have rows are answered; an hour that autumn repeats is two.
 */

import type { Instant } from '../core/calendar/time.ts'
import type { Dialect, Division, FieldFacts, Sql } from '../core/connector.ts'
import type { LogicalType } from '../core/dataset.ts'
import type { Metric, Scalar } from '../core/metric.ts'
import { fillRule } from './sql-rule.ts'

/** What differs from system to system. Every argument is SQL already, unless it says otherwise. */
export interface SqlWords {
  /** Epoch milliseconds of the source's own clock, at the moment whose rows the statement sees. */
  readonly now: Sql
  /** A piece of text as a literal that can hold anything. */
  literal(text: string): Sql
  /** Whether a number is neither NaN nor infinite; undefined for types that have only finite numbers. */
  finite(column: Sql, type: string): Sql | undefined
  /** The text of a number as a number that loses nothing, if the system has one. */
  exactNumber(text: Sql): Sql
  /** A hash of 64 bits, where distinct hashes are cheaper to count than distinct values. */
  hashed?(column: Sql, field: FieldFacts): Sql | undefined
  /** An aggregate; `p` is a plain number from 0 to 1, `only` the filter of its rows or nothing. */
  quantile(value: Sql, p: number, only: Sql): Sql
  matches(text: Sql, pattern: Sql): Sql
  /** Text with digits as `9` and letters as `a`. */
  shape(text: Sql): Sql
  /** Epoch milliseconds of a moment of the given type, null where it is infinite; undefined for types that are no moments. */
  epoch(moment: Sql, type: string, zone: string): Sql | undefined
  /** Epoch milliseconds of the start of the day or hour in `zone`; undefined for types that are no moments. */
  period(column: Sql, type: string, per: 'day' | 'hour', zone: string): Sql | undefined
  /** An instant in the type of the column it is compared with, so that an index serves. */
  moment(at: Instant, type: string, zone: string): Sql
  sampled(relation: Sql, share: number): Sql
  /** An aggregate of text over rows of text columns: JSON `[[column, …], …]`, null over none. */
  table(columns: readonly Sql[]): Sql
}

const NUMERIC: ReadonlySet<LogicalType> = new Set(['integer', 'number'])
const OPAQUE: ReadonlySet<LogicalType> = new Set(['object', 'array'])
const PLAIN_NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i
/** Longest category and shape that is kept; longer ones count together with all that begin alike. */
const LONGEST_KEY = 200
const LONGEST_SHAPE = 64

export function quoteName(name: string): Sql {
  return `"${name.replaceAll('"', '""')}"`
}

export function sqlDialect(words: SqlWords): Dialect {
  return {
    now: words.now,
    scalar: (metric, field) => scalar(words, metric, field),
    grouped: (metric, field, relation) => (isReadable(field) ? grouped(words, metric, field, relation) : undefined),
    divided: (values, division, relation) => divided(words, values, division, relation),
    embed: (statement, columns) => `(SELECT coalesce(${words.table(columns.map(text))}, '[]') FROM (${statement}) AS rows_of)`,
    sampled: words.sampled,
    drawn(fields, span, share, relation) {
      const within = withinSpan(words, span)
      return (
        within && `SELECT ${fields.map(({ name }) => quoteName(name)).join(', ')} FROM ${relation} WHERE ${within} AND random() < ${share}`
      )
    },
    rule: (query, relation, column) => fillRule(query, relation, column === undefined ? undefined : quoteName(column), words.exactNumber),
  }
}

function scalar(words: SqlWords, metric: Metric, field: FieldFacts | undefined): Sql | undefined {
  if (metric.fn === 'rows') return 'count(*)'
  if (!isReadable(field)) return undefined
  const column = quoteName(field.name)
  const comparable = OPAQUE.has(field.logicalType) ? text(column) : column
  const args = metric.args ?? []
  switch (metric.fn) {
    case 'nulls':
      return `count(*) - count(${column})`
    case 'distinct':
      return `count(DISTINCT ${words.hashed?.(column, field) ?? comparable})`
    case 'duplicates':
      return duplicates(metric.fields ?? [field.name], comparable)
    case 'latest':
      return words.epoch(`max(${column})`, field.type, zoneOf(args[0]))
    case 'earliest':
      return words.epoch(`min(${column})`, field.type, zoneOf(args[0]))
    case 'missing':
      return counted(isOneOf(words, column, field, args) ?? 'FALSE', `${column} IS NULL`)
    case 'invalid': {
      const valid = isOneOf(words, column, field, args)
      return counted(valid === undefined ? `${column} IS NOT NULL` : `NOT ${valid}`, args.includes(null) ? 'FALSE' : `${column} IS NULL`)
    }
    case 'mismatched':
      return counted(`NOT ${words.matches(text(column), words.literal(String(args[0] ?? '')))}`)
    default:
      return NUMERIC.has(field.logicalType) ? ofNumbers(words, metric, column, field.type) : undefined
  }
}

function ofNumbers(words: SqlWords, metric: Metric, column: Sql, type: string): Sql | undefined {
  const finite = words.finite(column, type)
  const only = finite === undefined ? '' : ` FILTER (WHERE ${finite})`
  switch (metric.fn) {
    case 'zeros':
      return counted(`${column} = 0`)
    case 'min':
      return `min(${column})${only}`
    case 'max':
      return `max(${column})${only}`
    case 'mean':
      return `avg(${double(column)})${only}`
    case 'stddev':
      return `stddev_samp(${double(column)})${only}`
    case 'sum':
      return `sum(${double(column)})${only}`
    case 'quantile': {
      const p = Number(metric.args?.[0])
      return p >= 0 && p <= 1 ? words.quantile(double(column), p, only) : undefined
    }
    default:
      return undefined
  }
}

function grouped(words: SqlWords, metric: Metric, field: FieldFacts, relation: Sql): Sql | undefined {
  const column = quoteName(field.name)
  const [first] = metric.args ?? []
  switch (metric.fn) {
    case 'top':
      return mostFrequent(countedTexts(column, LONGEST_KEY, relation), 'value', first)
    case 'formats':
      return field.logicalType === 'string'
        ? mostFrequent(countedTexts(column, LONGEST_SHAPE, relation), words.shape('value'), first)
        : undefined
    default:
      return undefined
  }
}

/** Each row is read once. The segments with most rows are chosen over all their periods. */
function divided(words: SqlWords, values: readonly Sql[], { by, per, most }: Division, relation: Sql): Sql | undefined {
  if (by?.readable === false || per?.field.readable === false) return undefined
  const listed = values.map((value, index) => `${value} AS v${index}`).join(', ')
  const names = ['key', 'began', ...values.map((_, index) => `v${index}`)].join(', ')
  const key = by === undefined ? "''" : `left(${text(quoteName(by.name))}, ${LONGEST_KEY})`
  if (per === undefined) {
    return `SELECT ${key} AS key, CAST(NULL AS BIGINT) AS began, ${listed} FROM ${relation} GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT ${most}`
  }
  const period = periodOf(words, per)
  if (period === undefined) return undefined
  const rows = `FROM ${relation} WHERE ${withinSpan(words, per)} GROUP BY 1, 2`
  if (by === undefined) return `SELECT ${key} AS key, ${period} AS began, ${listed} ${rows}`
  const parts = `SELECT ${key} AS key, ${period} AS began, ${listed}, sum(count(*)) OVER (PARTITION BY ${key}) AS size ${rows}`
  const placed = `SELECT *, dense_rank() OVER (ORDER BY size DESC, key) AS place FROM (${parts}) AS parts`
  return `SELECT ${names} FROM (${placed}) AS placed WHERE place <= ${most}`
}

function periodOf(words: SqlWords, { field, unit, zone }: NonNullable<Division['per']>): Sql | undefined {
  return words.period(quoteName(field.name), field.type, unit, zone)
}

function withinSpan(words: SqlWords, span: NonNullable<Division['per']>): Sql | undefined {
  const { field, window, zone } = span
  if (periodOf(words, span) === undefined) return undefined
  const column = quoteName(field.name)
  return `${column} >= ${words.moment(window.from, field.type, zone)} AND ${column} < ${words.moment(window.to, field.type, zone)}`
}

/** The texts of a column and how often each is there: whatever is made of a text is made once and not row by row. */
function countedTexts(column: Sql, length: number, relation: Sql): Sql {
  return `(SELECT left(${text(column)}, ${length}) AS value, count(*) AS n FROM ${relation} WHERE ${column} IS NOT NULL GROUP BY 1) AS texts`
}

function mostFrequent(texts: Sql, key: Sql, most: Scalar | undefined): Sql {
  const k = Math.max(1, Math.trunc(Number(most ?? 10)) || 10)
  return `SELECT ${key} AS key, CAST(sum(n) AS BIGINT) AS value FROM ${texts} GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT ${k}`
}

function duplicates(fields: readonly string[], single: Sql): Sql {
  if (fields.length < 2) return `count(${single}) - count(DISTINCT ${single})`
  const columns = fields.map(quoteName)
  const whole = `FILTER (WHERE ${columns.map((column) => `${column} IS NOT NULL`).join(' AND ')})`
  return `count(*) ${whole} - count(DISTINCT (${columns.join(', ')})) ${whole}`
}

/** Undefined where no value can ever be met. Null is not among them: it never equals anything. */
function isOneOf(words: SqlWords, column: Sql, field: FieldFacts, values: readonly Scalar[]): Sql | undefined {
  const given = values.filter((value) => value !== null)
  const numeric = NUMERIC.has(field.logicalType)
  const list = numeric
    ? given.map((value) => String(value).trim()).filter((value) => PLAIN_NUMBER.test(value))
    : given.map((value) => words.literal(String(value)))
  return list.length === 0 ? undefined : `(${numeric ? column : text(column)} IN (${list.join(', ')}))`
}

function counted(...conditions: readonly Sql[]): Sql {
  return `count(*) FILTER (WHERE ${conditions.filter((condition) => condition !== 'FALSE').join(' OR ') || 'FALSE'})`
}

function isReadable(field: FieldFacts | undefined): field is FieldFacts {
  return field !== undefined && field.readable !== false
}

function zoneOf(arg: Scalar | undefined): string {
  return typeof arg === 'string' && arg !== '' ? arg : 'UTC'
}

function text(value: Sql): Sql {
  return `CAST(${value} AS VARCHAR)`
}

function double(value: Sql): Sql {
  return `CAST(${value} AS DOUBLE PRECISION)`
}
