/**
 * Data Contract Specification 1.x, whose own authors now point to ODCS. Models become objects of the schema, service levels SLA
 * properties; what has no counterpart is noted.
 */
import type { Contract } from '../odcs/contract.ts'
import type { SchemaObject } from '../odcs/schema.ts'
import { readFields } from './dcs-fields.ts'
import { readRules } from './dcs-quality.ts'
import { readServers } from './dcs-servers.ts'
import { readServiceLevels } from './dcs-service-levels.ts'
import { type Imported, mapping, type NoteBook, noteOthers, openNoteBook, refuse, slug, text, validated } from './imported.ts'

const ROOT = [
  'dataContractSpecification',
  'id',
  'info',
  'servers',
  'terms',
  'models',
  'definitions',
  'servicelevels',
  'quality',
  'tags',
  'links',
  'examples',
]

/** Throws CONTRACT_INVALID where the input is no such file. */
export function importDataContractSpecification(input: unknown): Imported {
  const file = mapping(input)
  const specification = text(file.dataContractSpecification)
  if (specification === undefined) refuse('this is no Data Contract Specification file', 'it begins with dataContractSpecification: 1.1.0')
  if (!/^v?[01]\./.test(specification)) refuse(`version ${specification} of the specification is not known`, 'versions 0.9 to 1.x are')
  const notes = openNoteBook()
  const info = mapping(file.info)
  const models = Object.entries(mapping(file.models))
  noteOthers(file, ROOT, '', notes)
  noteOthers(info, ['title', 'version', 'status', 'description', 'owner', 'contact'], 'info', notes)
  if (file.examples !== undefined) notes.leftOut('examples', 'examples of rows are not taken over')
  const name = text(info.title) ?? text(file.id) ?? 'contract'
  const version = text(info.version)
  if (version === undefined) notes.assumed('info.version', 'no version is given, 1.0.0 is taken')
  const status = text(info.status)
  if (status === undefined) notes.assumed('info.status', 'no status is given, active is taken')
  const servers = readServers(mapping(file.servers), notes)
  const slaProperties = readServiceLevels(mapping(file.servicelevels), notes)
  const schema = models.map(([model, given]) => readModel(model, given, file, notes))
  if (file.quality !== undefined)
    notes.leftOut('quality', 'rules in the words of another tool stand at the root; write them at their object')
  const draft: Contract = {
    apiVersion: 'v3.1.0',
    kind: 'DataContract',
    id: text(file.id) ?? slug(name),
    name,
    version: version ?? '1.0.0',
    status: status ?? 'active',
    ...described(info, mapping(file.terms), notes),
    ...peopleOf(info),
    ...(Array.isArray(file.tags) && { tags: file.tags.map(String) }),
    ...(servers.length > 0 && { servers }),
    schema,
    ...(slaProperties.length > 0 && { slaProperties }),
    ...linksOf(mapping(file.links)),
  }
  return validated(draft, notes)
}

function described(
  info: Readonly<Record<string, unknown>>,
  terms: Readonly<Record<string, unknown>>,
  notes: NoteBook,
): Pick<Contract, 'description'> {
  noteOthers(terms, ['usage', 'limitations', 'description'], 'terms', notes)
  const purpose = text(info.description)
  const usage = text(terms.usage) ?? text(terms.description)
  const limitations = text(terms.limitations)
  if (purpose === undefined && usage === undefined && limitations === undefined) return {}
  return { description: { ...(purpose && { purpose }), ...(usage && { usage }), ...(limitations && { limitations }) } }
}

function peopleOf(info: Readonly<Record<string, unknown>>): Pick<Contract, 'team' | 'support'> {
  const owner = text(info.owner)
  const contact = mapping(info.contact)
  const [name, email, url] = [text(contact.name), text(contact.email), text(contact.url)]
  const isChannel = url !== undefined && /slack\.com/.test(url) && name?.startsWith('#')
  return {
    ...(owner !== undefined && { team: { name: owner, members: [{ username: owner, role: 'Owner' }] } }),
    ...((email ?? url ?? name) !== undefined && {
      support: [
        ...(email === undefined ? [] : [{ channel: email, tool: 'email', url: `mailto:${email}` }]),
        ...(url === undefined && (name === undefined || email !== undefined)
          ? []
          : [{ channel: name ?? url ?? '', ...(isChannel && { tool: 'slack' }), ...(url !== undefined && { url }) }]),
      ],
    }),
  }
}

function linksOf(links: Readonly<Record<string, unknown>>): Pick<Contract, 'authoritativeDefinitions'> {
  const found = Object.entries(links).flatMap(([type, url]) => (text(url) === undefined ? [] : [{ type, url: text(url) ?? '' }]))
  return found.length > 0 ? { authoritativeDefinitions: found } : {}
}

function readModel(name: string, given: unknown, file: Readonly<Record<string, unknown>>, notes: NoteBook): SchemaObject {
  const model = mapping(given)
  const at = `models.${name}`
  noteOthers(model, ['type', 'title', 'description', 'fields', 'quality', 'primaryKey', 'tags', 'config'], at, notes)
  if (model.config !== undefined) notes.leftOut(`${at}.config`, 'settings of other tools are not taken over')
  const key = Array.isArray(model.primaryKey) ? model.primaryKey.map(String) : []
  const properties = readFields(mapping(model.fields), key, `${at}.fields`, mapping(file.definitions), notes)
  const quality = readRules(model.quality, `${at}.quality`, notes)
  return {
    name,
    physicalName: name,
    ...(text(model.type) && { physicalType: text(model.type) ?? '' }),
    ...(text(model.title) && { businessName: text(model.title) ?? '' }),
    ...(text(model.description) && { description: text(model.description) ?? '' }),
    ...(Array.isArray(model.tags) && { tags: model.tags.map(String) }),
    ...(properties.length > 0 && { properties }),
    ...(quality.length > 0 && { quality }),
  }
}
