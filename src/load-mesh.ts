/** Configuration and registry, read together: both good, or an error with every problem that was found. */
import { isDeepStrictEqual } from 'node:util'
import { openCalendars } from './config/calendars.ts'
import { type Config, registryContext } from './config/config.ts'
import { type ConfigGiven, type LoadedConfig, loadConfig } from './config/load-config.ts'
import { loadRegistry, type Registry } from './contracts/registry/load-registry.ts'
import { openContractReader } from './contracts/registry/open-contract-reader.ts'
import type { CalendarOf } from './core/calendar/day-calendar.ts'
import { type Diagnostic, formatDiagnostic } from './core/diagnostic.ts'
import { MeshError } from './core/errors.ts'
import type { Mesh } from './core/mesh.ts'
import { type Additions, NO_ADDITIONS, withEdges } from './core/routing/additions.ts'
import type { Store } from './core/store.ts'

/** What a running program goes by. */
export interface Loaded {
  readonly config: Config
  readonly registry: Registry
  /** The registry's mesh, with what people added to it. */
  readonly mesh: Mesh
  readonly added: Additions
  readonly calendarOf: CalendarOf
  readonly diagnostics: readonly Diagnostic[]
  readonly source: LoadedConfig
}

/** The files cannot be used as they are. Carries everything that was found in them. */
export class UnusableFiles extends MeshError {
  readonly diagnostics: readonly Diagnostic[]
  constructor(diagnostics: readonly Diagnostic[]) {
    const errors = diagnostics.filter(({ severity }) => severity === 'error')
    const missing = errors.find(({ code }) => code === 'CONFIG_NOT_FOUND')
    if (missing) super('CONFIG_NOT_FOUND', `there is no configuration at ${missing.file}`, missing.hint)
    else super('CONFIG_INVALID', ['the files cannot be used as they are', ...errors.map(formatDiagnostic)].join('\n'))
    this.diagnostics = diagnostics
  }
}

/** Answers `before` itself when nothing has changed. A broken contract stops only itself; a broken configuration stops all. */
export async function loadMesh(path: string, given: ConfigGiven, before?: Loaded): Promise<Loaded> {
  const source = await loadConfig(path, given, before?.source)
  const { config } = source
  if (!config) throw new UnusableFiles(source.diagnostics)
  const { registry, diagnostics } = await loadRegistry(config.registry, registryContext(config), openContractReader, before?.registry)
  if (!registry) throw new UnusableFiles([...source.diagnostics, ...diagnostics])
  if (before && source === before.source && registry === before.registry) return before
  const calendarOf = before && source === before.source ? before.calendarOf : await openCalendars(config)
  const all = [...source.diagnostics, ...diagnostics]
  return { config, registry, mesh: registry.mesh, added: NO_ADDITIONS, calendarOf, source, diagnostics: all }
}

/** `loaded` itself when what people added is in it already. */
export async function layOver(loaded: Loaded, store: Pick<Store, 'edges' | 'subscriptions'>): Promise<Loaded> {
  const added = { edges: await store.edges(), subscriptions: await store.subscriptions() }
  if (isDeepStrictEqual(added, loaded.added)) return loaded
  return { ...loaded, added, mesh: withEdges(loaded.registry.mesh, added.edges) }
}
