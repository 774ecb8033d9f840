/** How a source finds the dataset that an object of the schema describes. */
import type { DatasetRef } from '../../core/dataset.ts'
import type { SchemaObject } from '../odcs/schema.ts'
import type { Server } from '../odcs/servers.ts'
import type { Site } from './choose-servers.ts'
import type { Said } from './words/vocabulary.ts'

const FILE_SERVERS: ReadonlySet<string> = new Set<Server['type']>(['local', 's3', 'sftp', 'azure'])
/** `{model}` is what older contracts write, the others follow the standard's rules. */
const PLACEHOLDER = /\{(?:model|object|table)\}/g

export function datasetRef(site: Site, object: SchemaObject, said: Said<'object'>): DatasetRef {
  const server: Readonly<Record<string, unknown>> = { ...site.server }
  const text = (key: string): string | undefined => (typeof server[key] === 'string' ? server[key] : undefined)
  if (isFile(site.server, object, said)) {
    const format = said.format ?? text('format')
    const delimiter = said.delimiter ?? text('delimiter')
    return {
      source: site.source,
      name: object.name,
      path: filePath(object, said, text('path')),
      ...(format !== undefined && { format }),
      ...(delimiter !== undefined && { delimiter }),
      ...(said.partition !== undefined && { partition: said.partition }),
    }
  }
  const parts = (object.physicalName ?? object.name).split('.')
  const schema = parts.at(-2) ?? text('schema') ?? text('dataset')
  // The database of a DuckDB server is the path of its file, which the source already knows.
  const database = parts.at(-3) ?? text('catalog') ?? text('project') ?? (site.server?.type === 'duckdb' ? undefined : text('database'))
  return {
    source: site.source,
    ...(database !== undefined && { database }),
    ...(schema !== undefined && { schema }),
    name: parts.at(-1) ?? object.name,
  }
}

function isFile(server: Server | undefined, object: SchemaObject, said: Said<'object'>): boolean {
  return said.path !== undefined || said.partition !== undefined || object.physicalType === 'file' || FILE_SERVERS.has(server?.type ?? '')
}

/** The more particular word wins; a server's path counts where it has a place for the object's name, or nothing else is said. */
function filePath(object: SchemaObject, said: Said<'object'>, serverPath: string | undefined): string {
  const told = said.path ?? object.physicalName ?? serverPath ?? object.name
  return told.replace(PLACEHOLDER, object.name).replace(/^\.\//, '')
}
