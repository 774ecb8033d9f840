/** Connectors and notifiers by their configuration: made on first use, kept while their configuration stays, closed when it goes. */
import { isDeepStrictEqual } from 'node:util'
import type { AdapterConfig, Config } from './config/config.ts'
import type { Connector } from './core/connector.ts'
import { MeshError } from './core/errors.ts'
import type { Factory, Given } from './core/factory.ts'
import type { Notifier } from './core/incident/notice.ts'
import type { Source } from './engine/visits.ts'

export type Factories<T> = Readonly<Record<string, Factory<unknown, T>>>

export interface Adapters {
  sources(config: Config): ReadonlyMap<string, Source>
  notifiers(config: Config): ReadonlyMap<string, Notifier>
  connect(name: string, config: Config): Promise<Connector>
  close(): Promise<void>
}

export function createAdapters(connectors: Factories<Connector>, notifiers: Factories<Notifier>, given: (root: string) => Given): Adapters {
  const open = { sources: createPool(connectors, given), notifiers: createPool(notifiers, given) }
  const connect = async (name: string, config: Config) => {
    const source = config.sources.get(name)
    if (!source)
      throw new MeshError('NOT_FOUND', `There is no source ${name}.`, `Configured are: ${[...config.sources.keys()].join(', ') || 'none'}.`)
    return open.sources.get(name, source, config.root)
  }
  return {
    sources(config) {
      open.sources.keep(config.sources)
      return new Map(
        [...config.sources].map(([name, { concurrency, timeout }]) => [
          name,
          { name, concurrency, timeout, connect: () => connect(name, config) },
        ]),
      )
    },
    notifiers(config) {
      open.notifiers.keep(config.notifiers)
      return new Map([...config.notifiers].map(([name, entry]) => [name, open.notifiers.get(name, entry, config.root)]))
    },
    connect,
    async close() {
      await Promise.all([open.sources.close(), open.notifiers.close()])
    },
  }
}

function createPool<T extends { close(): Promise<void> }>(factories: Factories<T>, given: (root: string) => Given) {
  const made = new Map<string, { readonly entry: AdapterConfig; readonly adapter: T }>()
  return {
    get(name: string, entry: AdapterConfig, root: string): T {
      const known = made.get(name)
      if (known) return known.adapter
      const factory = factories[entry.type]
      if (!factory)
        throw new MeshError(
          'ADAPTER_MISSING',
          `There is no adapter of type ${entry.type}.`,
          `Known are: ${Object.keys(factories).join(', ')}.`,
        )
      const adapter = factory.create(name, entry.config, given(root))
      made.set(name, { entry, adapter })
      return adapter
    },
    /** Closes what is configured otherwise now, or no longer. Visits that are under way end as failures of the source. */
    keep(entries: ReadonlyMap<string, AdapterConfig>): void {
      for (const [name, { entry, adapter }] of made) {
        if (isDeepStrictEqual(entries.get(name), entry)) continue
        made.delete(name)
        void adapter.close().catch(() => undefined)
      }
    },
    async close(): Promise<void> {
      await Promise.all([...made.values()].map(({ adapter }) => adapter.close()))
    },
  }
}
