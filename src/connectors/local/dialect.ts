/** DuckDB's words, with one difference: what asks how a value is written looks at the text of the file and not at the value read from it. */

import type { Clock } from '../../core/calendar/time.ts'
import type { Dialect, Division, FieldFacts } from '../../core/connector.ts'
import type { Metric, MetricFn } from '../../core/metric.ts'
import { duckdbDialect } from '../duckdb-words.ts'

const OF_THE_TEXT: ReadonlySet<MetricFn> = new Set<MetricFn>(['nulls', 'mismatched', 'top', 'formats'])

const TEXT = { type: 'VARCHAR', logicalType: 'string' } as const
const NUMBER = { type: 'BIGINT', logicalType: 'integer' } as const
const MOMENT = { type: 'TIMESTAMP', logicalType: 'timestamp' } as const

/** A field without a single value has whatever type a question is for: the answer is the same. */
const SUITED: Readonly<Partial<Record<MetricFn, typeof NUMBER | typeof MOMENT>>> = {
  zeros: NUMBER,
  min: NUMBER,
  max: NUMBER,
  mean: NUMBER,
  stddev: NUMBER,
  quantile: NUMBER,
  sum: NUMBER,
  latest: MOMENT,
  earliest: MOMENT,
}

export function localDialect(clock: Clock): Dialect {
  const duckdb = duckdbDialect(clock)
  return {
    ...duckdb,
    get now() {
      return duckdb.now
    },
    scalar: (metric, field) => duckdb.scalar(metric, described(metric, field)),
    grouped: (metric, field, relation) => duckdb.grouped(metric, described(metric, field), relation),
    divided: (values, division, relation) => duckdb.divided(values, describedDivision(division), relation),
    drawn(fields, span, share, relation) {
      const both = fields.flatMap((field) => [
        field,
        ...(field.asWritten === undefined ? [] : [{ ...field, ...TEXT, name: field.asWritten }]),
      ])
      return duckdb.drawn(both, describedSpan(span), share, relation)
    },
  }
}

/** Segments are told apart as they are written, so that `007` and `7` stay two. */
function describedDivision({ by, per, most }: Division): Division {
  return {
    ...(by && { by: by.asWritten === undefined ? by : { ...by, ...TEXT, name: by.asWritten } }),
    ...(per && { per: describedSpan(per) }),
    most,
  }
}

function describedSpan(per: NonNullable<Division['per']>): NonNullable<Division['per']> {
  return { ...per, field: per.field.type === 'NULL' ? { ...per.field, ...MOMENT } : per.field }
}

function described(metric: Metric, field: FieldFacts | undefined): FieldFacts | undefined {
  const suited = SUITED[metric.fn]
  if (field?.type === 'NULL' && suited !== undefined) return { ...field, ...suited }
  if (field?.asWritten === undefined || !OF_THE_TEXT.has(metric.fn)) return field
  const isNumber = field.logicalType === 'integer' || field.logicalType === 'number'
  return metric.fn === 'formats' && isNumber ? field : { ...field, ...TEXT, name: field.asWritten }
}
