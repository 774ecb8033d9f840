/**
 * Which files of the registry are contracts: `<folder>/<domain>/*.odcs.yaml`, `.yml` or `.json`. Links are followed, so that the
 * folders that Kubernetes mounts (files that point into a hidden `..data`) look like any other.
 */
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Diagnostic } from '../../core/diagnostic.ts'
import type { DomainId } from '../../core/names.ts'

export interface FoundFile {
  readonly path: string
  readonly domain: DomainId
  /** Changes whenever the file does: its time, its size, and which file it is. */
  readonly stamp: string
}

export interface Walk {
  /** In the order of their paths. */
  readonly files: readonly FoundFile[]
  /** Files of data products beside their contracts: `*.odps.yaml`, `.yml` or `.json`. */
  readonly products: readonly string[]
  readonly domains: readonly DomainId[]
  /** The folders that were read; a change of the registry is a change in one of them. */
  readonly folders: readonly string[]
  readonly diagnostics: readonly Diagnostic[]
}

/** Folders that can be a domain; the name becomes the front of ids, so it holds neither dots nor slashes. */
export const DOMAIN_NAME = /^[A-Za-z0-9][\w-]*$/
const CONTRACT = /\.odcs\.(ya?ml|json)$/
const PRODUCT = /\.odps\.(ya?ml|json)$/
const ALMOST = /\.(ya?ml|json)$/
const AT_ONCE = 64

/** Throws what the file system said when the registry itself cannot be listed. */
export async function walkRegistry(folder: string): Promise<Walk> {
  const diagnostics: Diagnostic[] = []
  const domains: DomainId[] = []
  const files: FoundFile[] = []
  const products: string[] = []
  for (const name of await namesIn(folder)) {
    const path = join(folder, name)
    if (name.startsWith('_')) continue
    const kind = await kindOf(path)
    if (kind === 'file' && ALMOST.test(name))
      diagnostics.push(
        finding(path, 'no-domain', 'a contract stands in the folder of its domain', `move it to ${join(folder, '<domain>', name)}`),
      )
    if (kind !== 'folder') continue
    if (DOMAIN_NAME.test(name)) domains.push(name)
    else diagnostics.push(finding(path, 'bad-domain-name', 'this folder is not read', 'a domain is named with letters, digits, - and _'))
  }
  for (const domain of domains) files.push(...(await filesOf(folder, domain, diagnostics, products)))
  return { files, products, domains, folders: [folder, ...domains.map((domain) => join(folder, domain))], diagnostics }
}

async function filesOf(folder: string, domain: DomainId, diagnostics: Diagnostic[], products: string[]): Promise<readonly FoundFile[]> {
  const home = join(folder, domain)
  let names: readonly string[]
  try {
    names = await namesIn(home)
  } catch (error) {
    diagnostics.push(unreadable(home, error))
    return []
  }
  const contracts = names.filter((name) => CONTRACT.test(name))
  products.push(...names.filter((name) => PRODUCT.test(name)).map((name) => join(home, name)))
  for (const name of names.filter((each) => ALMOST.test(each) && !CONTRACT.test(each) && !PRODUCT.test(each)))
    diagnostics.push(finding(join(home, name), 'not-a-contract', 'this file is not read', 'the name of a contract ends in .odcs.yaml'))
  const found: FoundFile[] = []
  for (let from = 0; from < contracts.length; from += AT_ONCE) {
    const batch = contracts.slice(from, from + AT_ONCE).map((name) => join(home, name))
    found.push(...(await Promise.all(batch.map(async (path) => ({ path, domain, stamp: await stampOf(path) })))))
  }
  return found
}

async function namesIn(folder: string): Promise<readonly string[]> {
  return (await readdir(folder)).filter((name) => !name.startsWith('.')).sort()
}

async function kindOf(path: string): Promise<'file' | 'folder' | undefined> {
  try {
    return (await stat(path)).isDirectory() ? 'folder' : 'file'
  } catch {
    return undefined
  }
}

/** Empty for a file that is not there: reading it will tell why. */
async function stampOf(path: string): Promise<string> {
  try {
    const { mtimeNs, size, ino } = await stat(path, { bigint: true })
    return `${mtimeNs}/${size}/${ino}`
  } catch {
    return ''
  }
}

function finding(file: string, code: string, message: string, hint: string): Diagnostic {
  return { severity: 'warning', code, message, hint, file, line: 1, column: 1, path: '' }
}

export function unreadable(file: string, error: unknown): Diagnostic {
  const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable'
  const isFolder = reason === 'EISDIR'
  const hint = isFolder ? 'a contract is a file, this is a folder' : 'it must exist, and the user of the daemon must be allowed to read it'
  return { ...finding(file, 'unreadable-file', `it cannot be read: ${reason}`, hint), severity: 'error' }
}
