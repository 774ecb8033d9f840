/**
 * The words of DuckDB, for databases and files alike. Its clock is the clock of this process, so `now` is the one that was handed in:
 * in a replay data and clock agree. Sessions run in UTC. Exact `quantile_cont` and `count(DISTINCT …)` cost little in a column store.
 */

import type { Clock } from '../core/calendar/time.ts'
import type { Dialect, Sql } from '../core/connector.ts'
import { PROFILE_QUANTILES } from '../core/profile.ts'
import { sqlDialect } from './sql-dialect.ts'

const NAIVE = /^(DATE|TIMESTAMP(_S|_MS|_NS)?)$/
const ZONED = 'TIMESTAMP WITH TIME ZONE'
const ISO_WITH_OFFSET = String.raw`:\d\d(\.\d+)?\s*(Z|[+-]\d\d(:?\d\d)?)$`

/** How a text literal is written; DuckDB gives the backslash no meaning. */
export function literal(text: string): Sql {
  return `'${text.replaceAll("'", "''")}'`
}

export function duckdbDialect(clock: Clock): Dialect {
  return {
    ...sqlDialect({
      now: '',
      literal,
      finite: (column, type) => (/^(FLOAT|DOUBLE)$/.test(type) ? `isfinite(${column})` : undefined),
      exactNumber: (text) => `CAST(${text} AS DECIMAL(38, 9))`,
      quantile(value, p, only) {
        // Each quantile keeps all values to itself; those of a profile, asked as one list, keep them once.
        const place = PROFILE_QUANTILES.indexOf(p)
        return place < 0 ? `quantile_cont(${value}, ${p})${only}` : `(quantile_cont(${value}, [${PROFILE_QUANTILES}])${only})[${place + 1}]`
      },
      matches: (text, pattern) => `regexp_matches(${text}, ${pattern})`,
      shape: (text) => `regexp_replace(regexp_replace(${text}, '[0-9]', '9', 'g'), '[A-Za-z]|[^[:ascii:]]', 'a', 'g')`,
      epoch(moment, type, zone) {
        const instant = instantOf(moment, type, zone)
        return instant === undefined ? undefined : `epoch_ms(${instant})`
      },
      period(column, type, per, zone) {
        const instant = instantOf(column, type, zone)
        if (instant === undefined || type === 'VARCHAR') return undefined
        const wall = `timezone(${literal(zone)}, ${instant})`
        // Back to the hour by the wall clock's own minutes, so that the hour that autumn repeats stays two.
        if (per === 'hour') return `epoch_ms(${instant} - (${wall} - date_trunc('hour', ${wall})))`
        return `epoch_ms(timezone(${literal(zone)}, date_trunc('day', ${wall})))`
      },
      moment(at, type, zone) {
        const instant = `timezone('UTC', epoch_ms(CAST(${Math.round(at)} AS BIGINT)))`
        return type === ZONED ? instant : `timezone(${literal(zone)}, ${instant})`
      },
      table: (columns) => `CAST(to_json(list([${columns.join(', ')}])) AS VARCHAR)`,
      sampled: (relation, share) => `(SELECT * FROM ${relation} USING SAMPLE ${(share * 100).toFixed(6)} PERCENT (bernoulli))`,
    }),
    get now() {
      return String(clock.now())
    },
  }
}

/** Text counts as a moment when it is written in ISO 8601; an offset in it wins over the zone. */
function instantOf(moment: Sql, type: string, zone: string): Sql | undefined {
  if (type === ZONED) return moment
  if (NAIVE.test(type)) return `timezone(${literal(zone)}, CAST(${moment} AS TIMESTAMP))`
  if (type !== 'VARCHAR') return undefined
  const naive = `timezone(${literal(zone)}, TRY_CAST(${moment} AS TIMESTAMP))`
  return `CASE WHEN regexp_matches(${moment}, ${literal(ISO_WITH_OFFSET)}) THEN TRY_CAST(${moment} AS TIMESTAMPTZ) ELSE ${naive} END`
}
