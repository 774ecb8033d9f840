/** The shape of a dataset: its fields, and for text files how it is written. */
import type { Observation } from '../../core/check.ts'
import type { DatasetFacts } from '../../core/connector.ts'
import type { Group, Metric } from '../../core/metric.ts'
import type { SchemaParams } from '../../core/questions.ts'

export interface FieldShape {
  readonly name: string
  readonly type: string
  readonly logicalType: string
  readonly nullable: boolean
}

/** JSON, because it is remembered. */
export interface Shape {
  readonly fields: readonly FieldShape[]
  readonly delimiter?: string
  readonly header?: boolean
  /** How the moments of a text file are written: field → `9999-99-99 99:99:99`. */
  readonly formats: Readonly<Record<string, string>>
}

/** No value has been seen that could tell the type. */
export const NO_TYPE = 'NULL'
const MOMENTS: ReadonlySet<string> = new Set(['date', 'timestamp', 'time'])
const MOST_FORMATS = 3
/** A shape that fewer values have is not how a field is written. */
const DOMINANT = 0.9

/** Only text has a way of being written, and only moments are written in ways that break readers. */
export function formatMetrics(params: SchemaParams, facts: DatasetFacts): readonly { readonly field: string; readonly metric: Metric }[] {
  if (facts.state !== 'present' || facts.format === undefined) return []
  const promised = new Set(
    params.fields.filter(({ logicalType }) => MOMENTS.has(logicalType ?? '')).map(({ physicalName }) => physicalName),
  )
  return facts.fields
    .filter(({ name, logicalType }) => MOMENTS.has(logicalType) || promised.has(name))
    .map(({ name }) => ({ field: name, metric: { fn: 'formats', fields: [name], args: [MOST_FORMATS] } }))
}

/** What is seen now; where it says nothing, what was known goes on. */
export function shapeOf(params: SchemaParams, seen: Observation, known: Shape | undefined): Shape {
  const { facts } = seen
  const before = new Map(known?.fields.map((field) => [field.name, field]))
  const formats = formatMetrics(params, facts).flatMap(({ field, metric }) => {
    const format = dominantFormat(seen, metric) ?? known?.formats[field]
    return format === undefined ? [] : [[field, format] as const]
  })
  return {
    fields: facts.fields.map(({ name, type, logicalType, nullable }) => {
      const old = before.get(name)
      const silent =
        type === NO_TYPE || (facts.format !== undefined && old !== undefined && isNumeric(old.logicalType) && isNumeric(logicalType))
      return silent && old ? { ...old, nullable } : { name, type, logicalType, nullable }
    }),
    ...(facts.format?.delimiter === undefined ? {} : { delimiter: facts.format.delimiter }),
    ...(facts.format?.header === undefined ? {} : { header: facts.format.header }),
    formats: Object.fromEntries(formats),
  }
}

/** Whole numbers in a text file may be fractions tomorrow; the reader who guessed is wrong, not the file. */
function isNumeric(logicalType: string): boolean {
  return logicalType === 'integer' || logicalType === 'number'
}

function dominantFormat(seen: Observation, metric: Metric): string | undefined {
  const found = seen.read(metric)
  if ('state' in found || found.value === null || typeof found.value !== 'object') return undefined
  const groups: readonly Group[] = found.value
  const total = groups.reduce((sum, { value }) => sum + value, 0)
  return groups.find(({ value }) => value >= DOMINANT * total)?.key
}
