/** DuckDB's types in the words of the contract standard. */
import type { LogicalType } from '../core/dataset.ts'

const TYPES: readonly (readonly [RegExp, LogicalType])[] = [
  [/\]$/, 'array'],
  [/^(STRUCT|MAP|UNION|JSON|VARIANT)\b/, 'object'],
  [/^(U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER|BIGNUM)$/, 'integer'],
  [/^DECIMAL\(\d+,0\)$/, 'integer'],
  [/^(DECIMAL\b|FLOAT$|DOUBLE$)/, 'number'],
  [/^BOOLEAN$/, 'boolean'],
  [/^DATE$/, 'date'],
  [/^TIMESTAMP/, 'timestamp'],
  [/^TIME/, 'time'],
]

export function logicalTypeOf(type: string): LogicalType {
  return TYPES.find(([pattern]) => pattern.test(type))?.[1] ?? 'string'
}
