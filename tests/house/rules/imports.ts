/** The one direction of imports, and that nothing goes round in a circle; type imports count as much as others. */
import { posix } from 'node:path'
import type { SourceFile } from './repository.ts'
import { importsOf } from './syntax.ts'

/** A layer may import from lower ranks and from itself, never from a neighbour of equal rank. */
const RANKS: Readonly<Record<string, number>> = {
  core: 0,
  contracts: 1,
  detect: 1,
  sla: 1,
  checks: 2,
  config: 3,
  connectors: 3,
  notifiers: 3,
  store: 3,
  engine: 4,
  surface: 5,
  app: 6,
  main: 7,
}

/** Of the files beside the folders of `src`, the two entries; the others are the composition root and its parts. */
const ENTRIES: ReadonlySet<string> = new Set(['index.ts', 'main.ts'])

/** Layers made of plug-ins: a folder each, known only to the layer's registry and to the composition root. */
const PLUG_IN_LAYERS: ReadonlySet<string> = new Set(['checks', 'connectors', 'notifiers'])

/** Layers that compute and never touch the machine. */
const PURE_LAYERS: ReadonlySet<string> = new Set(['core', 'detect', 'sla', 'checks'])

/** The adapters the engine knows only by the interfaces of the core. */
const BEHIND_INTERFACES: ReadonlySet<string> = new Set(['connectors', 'notifiers', 'store'])

/** What computes may take of Node: a hash is a function like any other (randomness is watched elsewhere). */
const PURE_MODULES: ReadonlySet<string> = new Set(['node:crypto'])

const CORE_PACKAGES: ReadonlySet<string> = new Set(['temporal-polyfill', ...PURE_MODULES])
const CORE_TYPE_PACKAGES: ReadonlySet<string> = new Set(['zod'])

export function layerFaults(files: readonly SourceFile[]): readonly string[] {
  return files.flatMap((file) => {
    const layer = layerOf(file.path)
    if (layer === undefined) return [`${file.path}: no layer is called this`]
    return importsOf(file).flatMap(({ from, typeOnly }) => {
      const fault = from.startsWith('.') ? localFault(file.path, layer, resolveFrom(file.path, from)) : packageFault(layer, from, typeOnly)
      return fault === undefined ? [] : [`${file.path} imports ${from}: ${fault}`]
    })
  })
}

function localFault(path: string, layer: string, target: string): string | undefined {
  const other = layerOf(target)
  if (other === undefined) return 'it is not in a layer of src'
  const plugIn = plugInOf(target)
  const isRoot = layer === 'app' || path === `src/${other}/registry.ts`
  if (plugIn !== undefined && plugInOf(path) !== plugIn && !isRoot)
    return 'only the registry and the composition root know a plug-in by name'
  if (layer === other) return undefined
  if (layer === 'engine' && BEHIND_INTERFACES.has(other)) return 'the engine sees adapters only as interfaces of the core'
  const [rank = 0, otherRank = 0] = [RANKS[layer], RANKS[other]]
  if (otherRank === rank) return `${layer} and ${other} are neighbours`
  return otherRank > rank ? `${layer} is below ${other}` : undefined
}

function packageFault(layer: string, from: string, typeOnly: boolean): string | undefined {
  if (PURE_LAYERS.has(layer) && from.startsWith('node:') && !PURE_MODULES.has(from)) return `${layer} is pure`
  if (layer !== 'core' || CORE_PACKAGES.has(from) || (typeOnly && CORE_TYPE_PACKAGES.has(from))) return undefined
  return 'the core stands alone'
}

function layerOf(path: string): string | undefined {
  const [src, name = '', ...rest] = path.split('/')
  if (src !== 'src') return undefined
  if (rest.length === 0) return ENTRIES.has(name) ? 'main' : 'app'
  return name in RANKS && name !== 'app' && name !== 'main' ? name : undefined
}

/** `connectors/postgres` for everything in that folder; undefined for what plug-ins of a layer share. */
function plugInOf(path: string): string | undefined {
  const [, layer = '', name = '', ...rest] = path.split('/')
  return PLUG_IN_LAYERS.has(layer) && rest.length > 0 ? `${layer}/${name}` : undefined
}

/** One cycle for each group of files that import each other, as `a → b → a`. */
export function importCycles(files: readonly SourceFile[]): readonly string[] {
  const edges = new Map(files.map((file) => [file.path, localTargets(file)]))
  const done = new Set<string>()
  const cycles: string[] = []
  const visit = (path: string, way: readonly string[]): void => {
    const start = way.indexOf(path)
    if (start >= 0) cycles.push([...way.slice(start), path].join(' → '))
    if (start >= 0 || done.has(path)) return
    for (const next of edges.get(path) ?? []) visit(next, [...way, path])
    done.add(path)
  }
  for (const path of edges.keys()) visit(path, [])
  return cycles
}

function localTargets(file: SourceFile): readonly string[] {
  const local = importsOf(file).filter(({ from }) => from.startsWith('.'))
  return [...new Set(local.map(({ from }) => resolveFrom(file.path, from)))]
}

function resolveFrom(path: string, from: string): string {
  return posix.join(posix.dirname(path), from)
}
