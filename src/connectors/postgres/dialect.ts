/** The words of Postgres. Sessions run in UTC, so nothing here depends on a zone that is not named. */
import type { Dialect, Sql } from '../../core/connector.ts'
import { sqlDialect } from '../sql-dialect.ts'

/** Ends the relation of what has no pages to sample: views and foreign tables. */
export const PAGELESS = ' /* no pages */'

const WITH_SPECIALS = /^(numeric|real|double precision)/

export const postgresDialect: Dialect = sqlDialect({
  now: milliseconds('statement_timestamp()'),
  literal,
  finite: (column, type) => (WITH_SPECIALS.test(type) ? `${column} > '-Infinity' AND ${column} < 'Infinity'` : undefined),
  exactNumber: (text) => `CAST(${text} AS numeric)`,
  hashed(column, { logicalType, type }) {
    // Text is compared by collation and numeric digit by digit, both several times slower than a hash of the text. Without a
    // declared scale equal numbers may be written differently, and so may equal values of citext.
    const byText = ['string', 'object', 'array'].includes(logicalType) ? type !== 'citext' : /^numeric\(/.test(type)
    return byText ? `hashtextextended(CAST(${column} AS text), 0)` : undefined
  },
  quantile: (value, p, only) => `percentile_cont(${p}) WITHIN GROUP (ORDER BY ${value})${only}`,
  matches: (text, pattern) => `(${text} ~ ${pattern})`,
  // Regular expressions are slow here, so they see only what has characters beyond ASCII.
  shape: (text) =>
    `CASE WHEN octet_length(${text}) = length(${text}) THEN ${asciiShape(text)} ELSE regexp_replace(${asciiShape(text)}, '[^[:cntrl:] -~]', 'a', 'g') END`,
  epoch(moment, type, zone) {
    const instant = instantOf(moment, type, zone)
    return instant === undefined ? undefined : `CASE WHEN isfinite(${moment}) THEN ${milliseconds(instant)} END`
  },
  period(column, type, per, zone) {
    const instant = instantOf(column, type, zone)
    return instant === undefined ? undefined : milliseconds(`date_trunc('${per}', ${instant}, ${literal(zone)})`)
  },
  moment(at, type, zone) {
    const instant = `to_timestamp(${at / 1000})`
    return isZoned(type) ? instant : `(${instant} AT TIME ZONE ${literal(zone)})`
  },
  table: (columns) => `CAST(json_agg(ARRAY[${columns.join(', ')}]) AS text)`,
  sampled: (relation, share) =>
    relation.endsWith(PAGELESS)
      ? `(SELECT * FROM ${relation} WHERE random() < ${share}) AS sampled`
      : `${relation} TABLESAMPLE SYSTEM (${(share * 100).toFixed(6)})`,
})

function asciiShape(text: Sql): Sql {
  const letters = 'etaoinshrdlucmfwypvbgkjqxzABCDEFGHIJKLMNOPQRSTUVWXYZ'
  return `translate(${text}, '012345678${letters}', '999999999${'a'.repeat(letters.length)}')`
}

/** Says the same whatever `standard_conforming_strings` is set to. */
function literal(text: string): Sql {
  const quoted = `'${text.replaceAll("'", "''")}'`
  return text.includes('\\') ? `E${quoted.replaceAll('\\', '\\\\')}` : quoted
}

function instantOf(moment: Sql, type: string, zone: string): Sql | undefined {
  if (isZoned(type)) return moment
  if (type === 'date') return `(CAST(${moment} AS timestamp) AT TIME ZONE ${literal(zone)})`
  return /^timestamp\b.*without time zone$/.test(type) ? `(${moment} AT TIME ZONE ${literal(zone)})` : undefined
}

function isZoned(type: string): boolean {
  return /^timestamp\b.*with time zone$/.test(type)
}

function milliseconds(instant: Sql): Sql {
  return `CAST(floor(extract(epoch FROM ${instant}) * 1000) AS bigint)`
}
