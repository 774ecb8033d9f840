/** Columns of the catalog as the project describes fields. A domain counts as the type that it is made of. */
import type { FieldFacts } from '../../core/connector.ts'
import type { LogicalType } from '../../core/dataset.ts'

/** Name, type, `typtype` of pg_type, whether it may be null, whether its values may be read. */
export type Column = readonly [name: string, type: string, kind: string, nullable: boolean, readable: boolean]

export function fieldFacts([name, type, kind, nullable, readable]: Column): FieldFacts {
  return { name, type, logicalType: logicalType(type, kind), nullable, ...(readable ? {} : { readable }) }
}

/** First match wins; what is left (text, uuid, enumerations, addresses, intervals, bytes) is compared and shown as text. */
const LOGICAL_TYPES: readonly (readonly [RegExp, LogicalType])[] = [
  [/\[\]$/, 'array'],
  [/^(smallint|integer|bigint|oid)$/, 'integer'],
  [/^numeric\(\d+(,0)?\)$/, 'integer'],
  [/^(numeric|real|double precision)/, 'number'],
  [/^boolean$/, 'boolean'],
  [/^date$/, 'date'],
  [/^timestamp\b/, 'timestamp'],
  [/^time\b/, 'time'],
  [/^(jsonb?|xml|hstore|point|line|lseg|box|path|polygon|circle)$/, 'object'],
]
/** Composite types, ranges and multiranges. */
const STRUCTURED = /^[crm]$/

function logicalType(type: string, kind: string): LogicalType {
  return LOGICAL_TYPES.find(([pattern]) => pattern.test(type))?.[1] ?? (STRUCTURED.test(kind) ? 'object' : 'string')
}
