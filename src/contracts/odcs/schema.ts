/** The datasets of a contract and their properties, nested as deep as the data is. */
import * as z from 'zod'
import { isMapping } from '../document/path.ts'
import { isLogicalType, LogicalType, type LogicalTypeOptions, noOptions, optionsOf } from './logical-types.ts'
import { AnyValue, authoritativeDefinitions, customProperties, flag, optional, StableId, section, text, texts, whole } from './pieces.ts'
import { QualityRule } from './quality.ts'
import { ObjectRelationship, PropertyRelationship } from './relationships.ts'

const element = {
  id: StableId,
  physicalType: text,
  physicalName: text,
  description: text,
  businessName: text,
  authoritativeDefinitions,
  tags: texts,
  customProperties,
  quality: z.array(QualityRule),
}

const flat = optional({
  ...element,
  primaryKey: flag,
  primaryKeyPosition: whole,
  logicalType: LogicalType,
  /** Which options there are depends on `logicalType`; `obeysLogicalType` holds them against it. */
  logicalTypeOptions: z
    .custom<Partial<LogicalTypeOptions[LogicalType]>>(isMapping, 'expected a mapping of options')
    .meta({ type: 'object' }),
  required: flag,
  unique: flag,
  partitioned: flag,
  partitionKeyPosition: whole,
  classification: text,
  encryptedName: text,
  transformSourceObjects: texts,
  transformLogic: text,
  transformDescription: text,
  examples: z.array(AnyValue),
  criticalDataElement: flag,
  relationships: z.array(PropertyRelationship),
})
const nested = optional({ properties: z.lazy(() => z.array(SchemaProperty)), items: z.lazy(() => SchemaItem) })

/** Options, `properties` and `items` belong to a logical type. Said beside other complaints about the same property, not after them. */
const obeysLogicalType = z.superRefine<{ logicalType?: unknown; logicalTypeOptions?: unknown }>(
  (property, { issues, addIssue }) => {
    const { logicalType: type, logicalTypeOptions } = property
    if (type !== undefined && !isLogicalType(type)) return
    if (isMapping(logicalTypeOptions)) {
      const schema = type === undefined ? noOptions : optionsOf[type]
      const outcome = schema._zod.run({ value: logicalTypeOptions, issues: [] }, { async: false })
      if ('issues' in outcome) issues.push(...z.core.util.prefixIssues('logicalTypeOptions', outcome.issues))
    }
    for (const [key, owner] of ownerOf) {
      if (!(key in property) || type === undefined || type === owner) continue
      const params = { code: 'not-allowed', hint: `set logicalType: ${owner}` }
      addIssue({ code: 'custom', message: `a property of type ${type} has no ${key}`, params, path: [key] })
    }
  },
  { when: ({ value }) => isMapping(value) },
)
const ownerOf = [
  ['properties', 'object'],
  ['items', 'array'],
] as const

type Flat = z.infer<z.ZodObject<typeof flat>>

/** What the entries of an array are like: a property that needs no name. */
export interface SchemaItem extends Flat {
  name?: string
  properties?: SchemaProperty[]
  items?: SchemaItem
}
export const SchemaItem: z.ZodType<SchemaItem> = z
  .strictObject({ ...optional({ name: text }), ...flat, ...nested })
  .check(obeysLogicalType)
  .meta({ id: 'SchemaItem', description: 'What the entries of an array are like.' })

export interface SchemaProperty extends SchemaItem {
  name: string
}
export const SchemaProperty: z.ZodType<SchemaProperty> = z
  .strictObject({ name: text, ...flat, ...nested })
  .check(obeysLogicalType)
  .meta({ id: 'SchemaProperty', description: 'A column or field.' })

export const SchemaObject = section(
  { name: text },
  {
    ...element,
    logicalType: z.literal('object'),
    dataGranularityDescription: text,
    properties: z.array(SchemaProperty),
    relationships: z.array(ObjectRelationship),
  },
).meta({ id: 'SchemaObject', description: 'A table, view, topic or set of files.' })
export type SchemaObject = z.infer<typeof SchemaObject>
