/** The configuration as the rest of the program sees it: parsed, complete, secrets wrapped. */
import { type DomainContext, domainContext, type RegistryContext } from '../contracts/registry/contract-file.ts'
import type { Millis } from '../core/calendar/time.ts'
import type { DomainId } from '../core/names.ts'
import type { Secret } from '../core/secret.ts'
import type { Settings } from '../core/settings.ts'

export interface Config {
  /** Folder that relative paths are relative to: the one of the file. */
  readonly root: string
  /** Folder of the contracts, usable from the working directory. */
  readonly registry: string
  readonly store: StoreConfig
  readonly sources: ReadonlyMap<string, SourceConfig>
  readonly domains: ReadonlyMap<DomainId, DomainContext>
  readonly notifiers: ReadonlyMap<string, AdapterConfig>
  readonly http: HttpConfig
  readonly defaults: { readonly settings: Settings; readonly channel?: string }
}

export type StoreConfig =
  /** `:memory:` for a state that is gone with the process. */
  | { readonly kind: 'sqlite'; readonly path: string; readonly retention: Millis }
  | { readonly kind: 'postgres'; readonly url: Secret; readonly retention: Millis }

export interface AdapterConfig {
  readonly name: string
  /** Kind of the factory; `config` is what the factory's own schema made of the other keys. */
  readonly type: string
  readonly config: unknown
}

export interface SourceConfig extends AdapterConfig {
  readonly concurrency: number
  readonly timeout: Millis
}

export interface HttpConfig {
  readonly host: string
  readonly port: number
  readonly token?: Secret
  readonly publicUrl?: string
}

/** A domain as it is configured; one without an entry lives by the defaults. */
export function domainOf(config: Config, id: DomainId): DomainContext {
  return domainContext(config, id)
}

/** Settings for the products of a domain; what a contract says of its own product comes on top. */
export function settingsFor(config: Config, id: DomainId): Settings {
  return domainOf(config, id).settings
}

/** The part of the configuration that contracts are compiled against. */
export function registryContext({ domains, defaults, sources }: Config): RegistryContext {
  return { domains, defaults, sources: new Map([...sources].map(([name, { type }]) => [name, { type }])) }
}
