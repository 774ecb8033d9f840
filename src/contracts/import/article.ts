/**
 * The contract as JSON that articles about data mesh show: `{name, domain, version, owner, schema, sla, quality}`, or
 * `{dataset_name, owner, fields}`. It says little; what it leaves open is assumed, and each assumption is noted.
 */
import { isMapping } from '../document/path.ts'
import type { Contract } from '../odcs/contract.ts'
import type { QualityRule } from '../odcs/quality.ts'
import type { SchemaProperty } from '../odcs/schema.ts'
import { readQuality } from './article-quality.ts'
import { readSla } from './article-sla.ts'
import {
  type Imported,
  logicalTypeOf,
  type Mapping,
  mapping,
  type NoteBook,
  noteOthers,
  openNoteBook,
  refuse,
  slug,
  text,
  validated,
} from './imported.ts'

const KNOWN = ['name', 'dataset_name', 'domain', 'version', 'owner', 'description', 'schema', 'fields', 'sla', 'quality']

/** Throws CONTRACT_INVALID where the input has no name or no columns. */
export function importArticle(input: unknown): Imported {
  const article = mapping(input)
  const notes = openNoteBook()
  const name = text(article.name) ?? text(article.dataset_name)
  if (name === undefined) refuse('the file has no name', 'it needs "name" or "dataset_name"')
  const properties = readProperties(article.schema ?? article.fields, notes)
  if (properties.length === 0) refuse('the file names no columns', 'it needs "schema" or "fields", such as {"order_id": "string"}')
  noteOthers(article, KNOWN, '', notes)
  const domain = text(article.domain)
  const version = text(article.version)
  if (version === undefined) notes.assumed('version', 'no version is given, 1.0.0 is taken')
  notes.assumed('servers', 'nothing says where the data is: add servers with the name of a configured source')
  const rules = readQuality(mapping(article.quality), properties, notes)
  const slaProperties = readSla(mapping(article.sla), properties, notes)
  const owner = text(article.owner)
  const draft: Contract = {
    apiVersion: 'v3.1.0',
    kind: 'DataContract',
    id: slug(domain === undefined ? name : `${domain}-${name}`),
    name,
    version: version ?? '1.0.0',
    status: 'active',
    ...(domain !== undefined && { domain }),
    ...(text(article.description) && { description: { purpose: text(article.description) ?? '' } }),
    ...(owner !== undefined && ownedBy(owner)),
    schema: [{ name: slug(name), physicalName: name, properties, ...(rules.length > 0 && { quality: rules }) }],
    ...(slaProperties.length > 0 && { slaProperties }),
  }
  return validated(draft, notes)
}

function ownedBy(owner: string): Pick<Contract, 'team' | 'support'> {
  const team = { name: owner, members: [{ username: owner, role: 'Owner' }] }
  return { team, ...(owner.includes('@') && { support: [{ channel: owner, tool: 'email', url: `mailto:${owner}` }] }) }
}

function readProperties(given: unknown, notes: NoteBook): SchemaProperty[] {
  if (Array.isArray(given))
    return given.flatMap((field, index) => readProperty(text(mapping(field).name) ?? text(field), field, `fields[${index}]`, notes))
  return Object.entries(mapping(given)).flatMap(([name, type]) => readProperty(name, type, `schema.${name}`, notes))
}

function readProperty(name: string | undefined, given: unknown, at: string, notes: NoteBook): SchemaProperty[] {
  if (name === undefined) return []
  const field: Mapping = isMapping(given) ? given : { type: given === name ? undefined : given }
  const type = text(field.type)
  const logicalType = type === undefined ? undefined : logicalTypeOf(type)
  if (logicalType === undefined)
    notes.assumed(at, type === undefined ? `${name} has no type` : `type ${JSON.stringify(type)} is kept as it is written`)
  const isEnum = type?.toLowerCase() === 'enum'
  const values = field.values ?? field.enum
  if (isEnum && !Array.isArray(values)) notes.unmeasured(at, `${name} is an enum, but nothing says of which values`)
  const quality: QualityRule[] = Array.isArray(values)
    ? [{ type: 'library', metric: 'invalidValues', mustBe: 0, arguments: { validValues: values } }]
    : isEnum
      ? [{ type: 'text', description: `${name} has one of a fixed list of values, which is not written down.` }]
      : []
  const required = field.required === true || field.nullable === false
  const primaryKey = field.primaryKey === true || field.primary_key === true
  noteOthers(
    field,
    ['name', 'type', 'values', 'enum', 'required', 'nullable', 'unique', 'primaryKey', 'primary_key', 'description'],
    at,
    notes,
  )
  return [
    {
      name,
      ...(logicalType !== undefined && { logicalType }),
      ...(logicalType === undefined && type !== undefined && { physicalType: type }),
      ...(text(field.description) && { description: text(field.description) ?? '' }),
      ...(required && { required }),
      ...(field.unique === true && { unique: true }),
      ...(primaryKey && { primaryKey }),
      ...(quality.length > 0 && { quality }),
    },
  ]
}
