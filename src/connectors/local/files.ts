/** The files of a dataset: found by name, folder or glob, never outside the root, and without what is not data. */
import { lstat, readdir, realpath, stat } from 'node:fs/promises'
import { basename, dirname, isAbsolute, join, matchesGlob, relative, sep } from 'node:path'
import { closest } from '../../contracts/document/closest.ts'
import type { Instant } from '../../core/calendar/time.ts'
import { SourceFailure } from '../../core/connector.ts'
import type { DatasetRef } from '../../core/dataset.ts'

export type FileKind = 'text' | 'json' | 'parquet'

export interface DataFile {
  /** Real and absolute. */
  readonly path: string
  /** As seen from the root, with forward slashes. */
  readonly name: string
  readonly changedAt: Instant
  readonly size: number
  readonly kind: FileKind
}

const MOST_FILES = 20_000

const ENDINGS: readonly (readonly [RegExp, FileKind])[] = [
  [/\.(csv|tsv)(\.gz)?$/i, 'text'],
  [/\.(json|ndjson|jsonl)(\.gz)?$/i, 'json'],
  [/\.parquet$/i, 'parquet'],
]
const FORMATS: Readonly<Record<string, FileKind>> = {
  csv: 'text',
  tsv: 'text',
  json: 'json',
  ndjson: 'json',
  jsonl: 'json',
  parquet: 'parquet',
}

export function kindOf(name: string): FileKind | undefined {
  return ENDINGS.find(([ending]) => ending.test(name))?.[1]
}

/** Oldest first. Rejects with a SourceFailure, or the system's own error, when there is nothing to find or it may not be read. */
export async function filesOf(ref: DatasetRef, root: string): Promise<readonly DataFile[]> {
  const wanted = ref.path ?? ref.name
  if (isAbsolute(wanted) || wanted.split(/[\\/]/).includes('..') || wanted.includes('\0')) {
    throw new SourceFailure('no-permission', `${wanted} lies outside of the source's folder`)
  }
  const format = ref.format === undefined ? undefined : FORMATS[ref.format.toLowerCase()]
  if (ref.format !== undefined && format === undefined)
    throw new SourceFailure('unsupported', `files of format ${ref.format} cannot be read`)
  const files = (await find(wanted, root)).filter((file) => isFile(file, format))
  const kinds = new Set(files.map(({ kind }) => kind))
  if (files.length === 0) throw new SourceFailure('missing', `there is no file for ${wanted}${await nearby(wanted, root)}`)
  if (kinds.size > 1) throw new SourceFailure('unsupported', `${wanted} mixes ${[...kinds].join(' and ')} files; name a format`)
  return files.toSorted((a, b) => a.changedAt - b.changedAt || (a.name < b.name ? -1 : 1))

  function isFile(file: Found, only: FileKind | undefined): file is DataFile {
    return file.kind !== undefined && (only === undefined || file.kind === only)
  }

  async function find(path: string, base: string): Promise<readonly Found[]> {
    const fixed = path.split('/').findIndex((part) => /[*?[{]/.test(part))
    if (fixed >= 0) {
      const start = path.split('/').slice(0, fixed).join('/')
      const pattern = path.replace(/^\.\//, '')
      return (await walk(join(base, start), base, format)).filter(({ name }) => matchesGlob(name, pattern))
    }
    const target = join(base, path)
    const real = await realpath(target).catch((error: NodeJS.ErrnoException) =>
      error.code === 'ENOENT' ? undefined : Promise.reject(error),
    )
    if (real === undefined) return ref.path === undefined ? namedLike(path, base) : []
    if (!isBelow(real, base)) throw new SourceFailure('no-permission', `${path} leads outside of the source's folder`)
    const facts = await stat(real)
    return facts.isDirectory() ? walk(real, base, format) : [foundAs(real, path, facts, format)]
  }

  /** A dataset called `orders` without a path is `orders.csv`, `orders.parquet`, … beside the others. */
  async function namedLike(name: string, base: string): Promise<readonly Found[]> {
    const entries = await readdir(base)
    const fits = entries.filter((entry) => entry.startsWith(`${name}.`) && kindOf(entry) !== undefined)
    return (await Promise.all(fits.map((entry) => look(join(base, entry), entry, base, format)))).flat()
  }
}

/** What may be meant instead; nothing when the folder is not there either. */
async function nearby(wanted: string, root: string): Promise<string> {
  const entries = await readdir(join(root, dirname(wanted))).catch(() => [])
  const near = closest(
    basename(wanted),
    entries.filter((entry) => !isIgnored(entry)),
  )
  return near === undefined ? '' : `; did you mean ${near}?`
}

type Found = Omit<DataFile, 'kind'> & { readonly kind: FileKind | undefined }

/** Names with a dot or an underscore in front, and what writers leave while they write, are no data. */
export function isIgnored(name: string): boolean {
  return /^[._]/.test(name) || /\.(tmp|part|partial|crc|swp|inprogress)$/i.test(name)
}

export async function walk(folder: string, root: string, format?: FileKind): Promise<readonly Found[]> {
  const found: Found[] = []
  const folders = [folder]
  for (let next = folders.pop(); next !== undefined; next = folders.pop()) {
    const current = next
    const entries = (await readdir(current, { withFileTypes: true })).filter((entry) => !isIgnored(entry.name))
    folders.push(...entries.filter((entry) => entry.isDirectory()).map((entry) => join(current, entry.name)))
    const others = entries.filter((entry) => !entry.isDirectory() && kindOf(entry.name) !== undefined)
    for (let start = 0; start < others.length; start += 64) {
      const batch = others.slice(start, start + 64).map((entry) => join(current, entry.name))
      found.push(...(await Promise.all(batch.map((path) => look(path, relative(root, path), root, format)))).flat())
    }
    if (found.length > MOST_FILES) throw new SourceFailure('unsupported', `more than ${MOST_FILES} files in one dataset`)
  }
  return found
}

/** Nothing for a link that leads out of the root, for a folder, and for a file that went away meanwhile. */
async function look(path: string, name: string, root: string, format: FileKind | undefined): Promise<readonly Found[]> {
  try {
    const real = (await lstat(path)).isSymbolicLink() ? await realpath(path) : path
    if (!isBelow(real, root)) return []
    const facts = await stat(real)
    return facts.isFile() ? [foundAs(real, name, facts, format)] : []
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw error
  }
}

function foundAs(path: string, name: string, facts: { mtimeMs: number; size: number }, format: FileKind | undefined): Found {
  const kind = kindOf(basename(path)) ?? format
  return { path, name: name.split(sep).join('/'), changedAt: Math.floor(facts.mtimeMs), size: facts.size, kind }
}

function isBelow(path: string, root: string): boolean {
  return path === root || path.startsWith(root.endsWith(sep) ? root : root + sep)
}
