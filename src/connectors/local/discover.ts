/** What a folder of files could register: each data file at its top, and each folder that holds data files, as one dataset. */
import { join } from 'node:path'
import type { DatasetRef } from '../../core/dataset.ts'
import { dateIn } from './delivery.ts'
import { type FileKind, walk } from './files.ts'

const FORMAT: Readonly<Record<FileKind, string>> = { text: 'csv', json: 'json', parquet: 'parquet' }

/** A folder whose files all carry a date is taken to get one file for each delivery. */
export async function discoverFiles(source: string, root: string): Promise<readonly DatasetRef[]> {
  const files = await walk(root, root)
  const byTop = Map.groupBy(files, ({ name }) => name.split('/', 1)[0] ?? name)
  return [...byTop].flatMap(([path, members]): readonly DatasetRef[] => {
    const kind = members[0]?.kind
    if (kind === undefined) return []
    const isFolder = members[0]?.path !== join(root, path)
    const dated = isFolder && members.length > 1 && members.every(({ name }) => dateIn(name) !== undefined)
    const name = isFolder ? path : path.replace(/\..*$/, '')
    return [{ source, name, path, format: FORMAT[kind], ...(dated ? { partition: 'file' as const } : {}) }]
  })
}
