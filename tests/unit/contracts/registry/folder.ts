/** A registry in a temporary folder, and a reader of three-line contracts, so that these tests are about files and nothing else. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'
import * as z from 'zod'
import { parseWith } from '../../../../src/contracts/document/parse-with.ts'
import { formatPath } from '../../../../src/contracts/document/path.ts'
import { readDocument } from '../../../../src/contracts/document/read-document.ts'
import type { Place, ReadContractFile, RegistryContext } from '../../../../src/contracts/registry/contract-file.ts'
import { domainContext } from '../../../../src/contracts/registry/contract-file.ts'
import { type LoadedRegistry, loadRegistry, type Registry } from '../../../../src/contracts/registry/load-registry.ts'
import type { Product } from '../../../../src/core/mesh.ts'
import { DEFAULT_SETTINGS } from '../../../../src/core/settings.ts'

export const context: RegistryContext = {
  domains: new Map(['sales', 'stock'].map((id) => [id, { id, zone: 'UTC', settings: DEFAULT_SETTINGS }])),
  defaults: { settings: DEFAULT_SETTINGS },
  sources: new Map([['warehouse', { type: 'postgres' }]]),
  receivers: new Map([['slack', { type: 'slack' }]]),
}

const tiny = z.strictObject({
  id: z.string(),
  name: z.string(),
  version: z.string().default('1'),
  dependsOn: z.array(z.string()).default([]),
})

/** The file system below one folder. Paths are relative to it. */
export async function makeFolder() {
  const root = await mkdtemp(join(tmpdir(), 'meshwatch-registry-'))
  onTestFinished(() => rm(root, { recursive: true, force: true }))
  const at = (path: string): string => join(root, path)
  const write = async (path: string, text: string): Promise<void> => {
    await mkdir(dirname(at(path)), { recursive: true })
    await writeFile(at(path), text)
  }
  let reads: string[] = []
  const read: ReadContractFile = (text, file, { domains, defaults }) => {
    reads.push(file.path.slice(root.length + 1))
    const document = readDocument(text, file.path)
    const { value, diagnostics } = parseWith(tiny, document)
    const place = (path: readonly (string | number)[]): Place => ({ ...document.locate(path), path: formatPath(path) })
    const reading = { diagnostics, idAt: place(['id']), dependsOnAt: new Map<string, Place>() }
    if (value === undefined) return reading
    for (const [index, id] of value.dependsOn.entries()) reading.dependsOnAt.set(id, place(['dependsOn', index]))
    const id = `${file.domain}.${value.name}`
    const fact = { domain: file.domain, file: file.path, status: domainContext({ domains, defaults }, file.domain).zone }
    const rest = { channels: [], datasets: [], gaps: [], links: [], dependsOn: value.dependsOn }
    const product: Product = { ...fact, ...rest, id, name: value.name, contract: value.id, version: value.version }
    return { ...reading, product }
  }
  return {
    root,
    at,
    write,
    contract: (path: string, more = '') => write(path, `id: ${path}\nname: ${path.replace(/^.*\/|\..*$/g, '')}\n${more}`),
    load: (previous?: Registry, within: RegistryContext = context): Promise<LoadedRegistry> =>
      loadRegistry(root, within, () => ({ atOnce: 4, read: (text, file) => read(text, file, within), close: async () => {} }), previous),
    /** The files read since the last time this was asked. */
    readsSince: () => {
      const since = reads
      reads = []
      return since
    },
    /** Findings without the folder's own name: `sales/a.odcs.yaml:1:1 code message`. */
    told: ({ diagnostics }: LoadedRegistry) =>
      diagnostics.map(({ file, line, column, code, message }) => `${file}:${line}:${column} ${code} ${message}`.replaceAll(`${root}/`, '')),
  }
}

/** For loads that must succeed. */
export function registryOf({ registry, diagnostics }: LoadedRegistry): Registry {
  if (registry === undefined) throw new Error(`no registry: ${JSON.stringify(diagnostics)}`)
  return registry
}

export const productsOf = (loaded: LoadedRegistry): readonly string[] => [...registryOf(loaded).mesh.products.keys()]
