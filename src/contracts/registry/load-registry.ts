/**
 * A folder of contracts → the mesh. A broken contract stops only itself, and not even that where it ran before: then its last good
 * form goes on. What has not changed is neither read nor compiled again, and stays the same object.
 */
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import type { Diagnostic } from '../../core/diagnostic.ts'
import type { Mesh, Product } from '../../core/mesh.ts'
import type { DomainId } from '../../core/names.ts'
import { assembleMesh } from './assemble-mesh.ts'
import type { ContractReader, ContractReading, OpenContractReader, RegistryContext } from './contract-file.ts'
import { type ProductPorts, readPorts } from './product-ports.ts'
import { type FoundFile, unreadable, walkRegistry } from './walk.ts'

export interface Registry {
  readonly mesh: Mesh
  /** About all files, in the order of their paths and lines. */
  readonly diagnostics: readonly Diagnostic[]
  /** The folders whose changes are changes of the registry. */
  readonly folders: readonly string[]
  /** What was read, for the next time. */
  readonly memory: Memory
}

export interface LoadedRegistry {
  /** Missing when the folder as a whole cannot be used; a registry from before is then still the one to go by. */
  readonly registry?: Registry
  readonly diagnostics: readonly Diagnostic[]
}

interface Memory {
  readonly context: RegistryContext
  readonly files: FilesByPath
  readonly findings: readonly Diagnostic[]
  readonly ports: readonly ProductPorts[]
}

interface ReadFile {
  readonly stamp: string
  readonly hash: string
  readonly reading: ContractReading
}

/** Answers `previous.registry` itself when nothing has changed. */
export async function loadRegistry(
  folder: string,
  context: RegistryContext,
  open: OpenContractReader,
  previous?: Registry,
): Promise<LoadedRegistry> {
  let walk: Awaited<ReturnType<typeof walkRegistry>>
  try {
    walk = await walkRegistry(folder)
  } catch (error) {
    const hint = 'make this folder, or say in the configuration which one holds the contracts: registry'
    return { diagnostics: [{ ...unreadable(folder, error), hint }] }
  }
  // An unmounted volume looks like this; a mesh is not given up for it.
  if (walk.files.length === 0 && (previous?.mesh.products.size ?? 0) > 0) return { diagnostics: [emptied(folder)] }

  const known = isDeepStrictEqual(previous?.memory.context, context) ? previous?.memory.files : undefined
  const running = new Map([...(previous?.mesh.products.values() ?? [])].map((product) => [product.file, product]))
  const files = await readAll(walk.files, context, open, known, running)
  const read = await readPorts(walk.products)
  const findings = [...walk.diagnostics, ...unnamedDomains(walk.domains, folder, context), ...read.diagnostics]
  if (previous !== undefined && known !== undefined && isSame(previous.memory, files, findings, read.ports))
    return { registry: previous, diagnostics: previous.diagnostics }

  const readings = new Map([...files].map(([path, { reading }]) => [path, reading]))
  const { mesh, diagnostics } = assembleMesh(readings, walk.domains, running, context, read.ports)
  const all = [...findings, ...[...readings.values()].flatMap((reading) => reading.diagnostics), ...diagnostics].sort(byPlace)
  const registry = { mesh, diagnostics: all, folders: walk.folders, memory: { context, files, findings, ports: read.ports } }
  return { registry, diagnostics: all }
}

type FilesByPath = ReadonlyMap<string, ReadFile>

async function readAll(
  found: readonly FoundFile[],
  context: RegistryContext,
  open: OpenContractReader,
  known: FilesByPath | undefined,
  running: ReadonlyMap<string, Product>,
): Promise<FilesByPath> {
  const isKnown = ({ path, stamp }: FoundFile): boolean => stamp !== '' && known?.get(path)?.stamp === stamp
  const waiting = found.filter((file) => !isKnown(file))
  // The map is made in the order of the paths, whatever order the files are read in.
  const files = new Map(found.map(({ path }) => [path, known?.get(path)]))
  const reader = open(waiting.length, context)
  const queue = waiting.values()
  const work = async (): Promise<void> => {
    for (const file of queue) files.set(file.path, await readOne(file, reader, known?.get(file.path), running.get(file.path)))
  }
  try {
    await Promise.all(Array.from({ length: reader.atOnce }, work))
  } finally {
    await reader.close()
  }
  return files as FilesByPath
}

async function readOne(
  found: FoundFile,
  reader: ContractReader,
  known: ReadFile | undefined,
  running: Product | undefined,
): Promise<ReadFile> {
  const { stamp } = found
  let text: string
  try {
    text = await readFile(found.path, 'utf8')
  } catch (error) {
    return { stamp, hash: '', reading: { diagnostics: [unreadable(found.path, error)], idAt: WHOLE_FILE, dependsOnAt: new Map() } }
  }
  const hash = createHash('sha256').update(text).digest('base64')
  if (known?.hash === hash) return { ...known, stamp }
  return { stamp, hash, reading: keepIdentity(await reader.read(text, found), running) }
}

const WHOLE_FILE = { line: 1, column: 1, path: '' }

/** A product that says the same as the running one is the running one: a comment in its file restarts no timer. */
function keepIdentity(reading: ContractReading, running: Product | undefined): ContractReading {
  const { product } = reading
  if (product === undefined || running === undefined) return reading
  if (isDeepStrictEqual(product, running)) return { ...reading, product: running }
  const before = new Map(running.datasets.map((dataset) => [dataset.id, dataset]))
  const datasets = product.datasets.map((dataset) => {
    const old = before.get(dataset.id)
    return old !== undefined && isDeepStrictEqual(old, dataset) ? old : dataset
  })
  return { ...reading, product: { ...product, datasets } }
}

function isSame(memory: Memory, files: FilesByPath, findings: readonly Diagnostic[], ports: readonly ProductPorts[]): boolean {
  if (files.size !== memory.files.size || !isDeepStrictEqual(findings, memory.findings)) return false
  if (!isDeepStrictEqual(ports, memory.ports)) return false
  return [...files].every(([path, { reading }]) => memory.files.get(path)?.reading === reading)
}

function unnamedDomains(folders: readonly DomainId[], folder: string, context: RegistryContext): readonly Diagnostic[] {
  return folders
    .filter((id) => !context.domains.has(id))
    .map((id) => ({
      severity: 'warning',
      code: 'unconfigured-domain',
      message: `the domain ${id} has contracts but no entry in the configuration, so the defaults hold for it`,
      hint: `add domains.${id} with its team and channel`,
      file: join(folder, id),
      ...WHOLE_FILE,
    }))
}

function emptied(folder: string): Diagnostic {
  return {
    severity: 'error',
    code: 'registry-empty',
    message: 'the registry holds no contract any more, so the products that ran go on',
    hint: 'if this is meant, restart',
    file: folder,
    ...WHOLE_FILE,
  }
}

function byPlace(a: Diagnostic, b: Diagnostic): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1
  return a.line - b.line || a.column - b.column
}
