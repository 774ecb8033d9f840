/** The objects of a contract as datasets with fields: the ground on which all checks are laid out. */

import { isZone } from '../../core/calendar/wall-time.ts'
import type { DatasetRef, Field, LogicalType } from '../../core/dataset.ts'
import type { DatasetId, ProductId } from '../../core/names.ts'
import type { Path } from '../document/path.ts'
import type { SchemaObject, SchemaProperty } from '../odcs/schema.ts'
import type { Site } from './choose-servers.ts'
import type { Work } from './context.ts'
import { datasetRef } from './dataset-ref.ts'
import type { Findings } from './findings.ts'
import { readCustomProperties } from './words/custom-properties.ts'
import type { Said } from './words/vocabulary.ts'
import { zoneHint } from './words/word-values.ts'

export interface FieldShape {
  readonly field: Field
  readonly property: SchemaProperty
  readonly said: Said<'property'>
  readonly path: Path
  /** As promised, or as the physical type suggests. */
  readonly type: LogicalType | undefined
}

export interface Shape {
  readonly id: DatasetId
  readonly name: string
  readonly ref: DatasetRef
  readonly object: SchemaObject
  readonly said: Said<'object'>
  readonly path: Path
  readonly fields: readonly FieldShape[]
  /** The primary key in its order, or else the first unique field. */
  readonly key: readonly FieldShape[]
}

export function shapeDatasets(work: Work, product: ProductId, site: Site): readonly Shape[] {
  const objects = work.contract.schema ?? []
  if (objects.length === 0)
    work.findings.gap(
      'no-schema',
      ['schema'],
      'the contract describes no object, so there is no dataset to look at',
      'list its tables or files',
    )
  const seen = new Set<string>()
  return [...objects.entries()].flatMap(([index, object]) => {
    const path = ['schema', index]
    if (!isNew(object.name, seen, [...path, 'name'], 'object', work.findings)) return []
    const said = readCustomProperties('object', object.customProperties, path, work.findings)
    const fields = shapeFields(object, path, work.findings)
    return [
      {
        id: `${product}/${object.name}`,
        name: object.name,
        ref: datasetRef(site, object, said),
        object,
        said,
        path,
        fields,
        key: keyOf(fields),
      },
    ]
  })
}

/** Names become parts of ids, so each must be there once. */
function isNew(name: string, seen: Set<string>, path: Path, what: string, findings: Findings): boolean {
  if (seen.has(name)) {
    findings.error('name-twice', path, `there is another ${what} of the name ${JSON.stringify(name)}`, 'give each its own name')
    return false
  }
  seen.add(name)
  return true
}

function shapeFields(object: SchemaObject, at: Path, findings: Findings): readonly FieldShape[] {
  const seen = new Set<string>()
  return [...(object.properties ?? []).entries()].flatMap(([index, property]) => {
    const path = [...at, 'properties', index]
    return isNew(property.name, seen, [...path, 'name'], 'property', findings) ? [shapeField(property, path, findings)] : []
  })
}

function shapeField(property: SchemaProperty, path: Path, findings: Findings): FieldShape {
  const said = readCustomProperties('property', property.customProperties, path, findings)
  const { name, physicalName = name, logicalType, physicalType, required = false, classification } = property
  const zone = zoneOf(property, path, findings)
  const field: Field = {
    name,
    physicalName,
    ...(logicalType !== undefined && { logicalType }),
    ...(physicalType !== undefined && { physicalType }),
    required,
    optional: said.optional ?? false,
    ...(classification !== undefined && { classification }),
    showValues: said.showValues ?? false,
    ...(zone !== undefined && { zone }),
  }
  return { field, property, said, path, type: logicalType ?? suggestedType(physicalType) }
}

function zoneOf(property: SchemaProperty, path: Path, findings: Findings): string | undefined {
  const options: Readonly<Record<string, unknown>> = { ...property.logicalTypeOptions }
  const zone = options.defaultTimezone
  if (typeof zone !== 'string') return undefined
  if (isZone(zone)) return zone
  const at = [...path, 'logicalTypeOptions', 'defaultTimezone']
  findings.error('unknown-zone', at, `${JSON.stringify(zone)} is not a time zone`, zoneHint(zone))
  return undefined
}

const SUGGESTIONS: readonly (readonly [RegExp, LogicalType])[] = [
  [/\[\]$|^(array|list)\b/i, 'array'],
  [/^(struct|map|object|json|record|row|variant)/i, 'object'],
  [/^(timestamp|datetime)/i, 'timestamp'],
  [/^date\b/i, 'date'],
  [/^time\b/i, 'time'],
  [/^bool/i, 'boolean'],
  [/^(u?(tiny|small|medium|big|huge)?int|integer|serial|bigserial|long|short)/i, 'integer'],
  [/^(num|dec|float|double|real|money)/i, 'number'],
  [/^(n?var)?char|^(text|string|uuid|enum|clob)/i, 'string'],
]

function suggestedType(physicalType: string | undefined): LogicalType | undefined {
  return physicalType === undefined ? undefined : SUGGESTIONS.find(([pattern]) => pattern.test(physicalType.trim()))?.[1]
}

function keyOf(fields: readonly FieldShape[]): readonly FieldShape[] {
  const primary = fields.filter(({ property }) => property.primaryKey)
  const position = ({ property }: FieldShape): number => property.primaryKeyPosition ?? Number.MAX_SAFE_INTEGER
  if (primary.length > 0) return primary.toSorted((a, b) => position(a) - position(b))
  return fields.filter(({ property }) => property.unique).slice(0, 1)
}

export function isMoment(type: LogicalType | undefined): boolean {
  return type === 'date' || type === 'timestamp'
}
