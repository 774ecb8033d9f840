/** Fields of a DCS model as properties: their types, their limits, and the rules that follow from `enum` and `pattern`. */
import { optionsOf } from '../odcs/logical-types.ts'
import type { QualityRule } from '../odcs/quality.ts'
import type { SchemaItem, SchemaProperty } from '../odcs/schema.ts'
import { readRules } from './dcs-quality.ts'
import { logicalTypeOf, type Mapping, mapping, type NoteBook, noteOthers, text } from './imported.ts'

const KNOWN = [
  ...['type', 'title', 'description', 'required', 'unique', 'primaryKey', 'primary', 'references', 'classification', 'tags', 'examples'],
  ...['enum', 'pattern', 'format', 'minLength', 'maxLength', 'minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum'],
  ...['quality', 'fields', 'items', 'config', 'pii', '$ref', 'physicalType', 'precision', 'scale'],
]
const LIMITS = ['format', 'minLength', 'maxLength', 'minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum']
const REFERENCE = /^[A-Za-z_][A-Za-z0-9_]*\.[A-Za-z_][A-Za-z0-9_]*$/

/** `key` are the names of the model's own primary key. */
export function readFields(fields: Mapping, key: readonly string[], at: string, definitions: Mapping, notes: NoteBook): SchemaProperty[] {
  return Object.entries(fields).map(([name, given]) => {
    const field = withDefinition(mapping(given), definitions)
    const position = key.indexOf(name)
    const primaryKey = field.primaryKey === true || field.primary === true || position >= 0
    return {
      name,
      ...readField(field, `${at}.${name}`, definitions, notes),
      ...(primaryKey && { primaryKey }),
      ...(position >= 0 && { primaryKeyPosition: position + 1 }),
    }
  })
}

function withDefinition(field: Mapping, definitions: Mapping): Mapping {
  const [, name] = /^#\/definitions\/(.+)$/.exec(text(field.$ref) ?? '') ?? []
  return name === undefined ? field : { ...mapping(definitions[name]), ...field }
}

function readField(field: Mapping, at: string, definitions: Mapping, notes: NoteBook): Omit<SchemaItem, 'name'> {
  noteOthers(field, KNOWN, at, notes)
  const type = text(field.type)
  const logicalType = type === undefined ? undefined : logicalTypeOf(type)
  const classification = text(field.classification) ?? (field.pii === true ? 'pii' : undefined)
  const options = logicalType === undefined ? {} : limitsOf(field, logicalType, at, notes)
  const quality = [...impliedRules(field), ...readRules(field.quality, `${at}.quality`, notes)]
  const reference = text(field.references)
  const nested = mapping(field.fields)
  if (reference !== undefined && !REFERENCE.test(reference))
    notes.leftOut(`${at}.references`, `${reference} is not of the form model.field`)
  if (field.config !== undefined) notes.leftOut(`${at}.config`, 'settings of other tools are not taken over')
  return {
    ...(logicalType !== undefined && { logicalType }),
    ...(type !== undefined && { physicalType: text(field.physicalType) ?? type }),
    ...(Object.keys(options).length > 0 && { logicalTypeOptions: options }),
    ...(text(field.title) && { businessName: text(field.title) ?? '' }),
    ...(text(field.description) && { description: text(field.description) ?? '' }),
    ...(field.required === true && { required: true }),
    ...(field.unique === true && { unique: true }),
    ...(classification !== undefined && { classification }),
    ...(Array.isArray(field.tags) && { tags: field.tags.map(String) }),
    ...(Array.isArray(field.examples) && { examples: field.examples }),
    ...(reference !== undefined && REFERENCE.test(reference) && { relationships: [{ to: reference }] }),
    ...(logicalType === 'object' &&
      Object.keys(nested).length > 0 && { properties: readFields(nested, [], `${at}.fields`, definitions, notes) }),
    ...(logicalType === 'array' &&
      field.items !== undefined && {
        items: readField(withDefinition(mapping(field.items), definitions), `${at}.items`, definitions, notes),
      }),
    ...(quality.length > 0 && { quality }),
  }
}

/** Limits that the standard allows for the type; dates want theirs as text. */
function limitsOf(
  field: Mapping,
  logicalType: NonNullable<SchemaItem['logicalType']>,
  at: string,
  notes: NoteBook,
): Record<string, unknown> {
  const kept: Record<string, unknown> = {}
  for (const limit of LIMITS) {
    const value = field[limit]
    if (value === undefined) continue
    if (optionsOf[logicalType].safeParse({ [limit]: value }).success) kept[limit] = value
    else notes.leftOut(`${at}.${limit}`, `the standard has no such limit for a ${logicalType}`)
  }
  return kept
}

function impliedRules(field: Mapping): QualityRule[] {
  const pattern = text(field.pattern)
  return [
    ...(Array.isArray(field.enum) ? [invalid({ validValues: field.enum })] : []),
    ...(pattern === undefined ? [] : [invalid({ pattern })]),
  ]
}

function invalid(given: Record<string, unknown>): QualityRule {
  return { type: 'library', metric: 'invalidValues', mustBe: 0, arguments: given }
}
