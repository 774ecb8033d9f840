/** The configuration as the rest of the program sees it: parsed, complete, secrets wrapped. */
import { type DomainContext, domainContext, type RegistryContext } from '../contracts/registry/contract-file.ts'
import type { Announcement } from '../core/calendar/day-calendar.ts'
import type { Millis } from '../core/calendar/time.ts'
import type { DomainId } from '../core/names.ts'
import type { Window } from '../core/quiet/quiet-time.ts'
import type { EffectsPolicy, Route, Subscription } from '../core/routing/routes.ts'
import type { Secret } from '../core/secret.ts'
import type { Settings } from '../core/settings.ts'
import type { HolidayPlace } from './holidays.ts'

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
  readonly people: PeopleConfig
  readonly calendar: CalendarConfig
  readonly heartbeat?: HeartbeatConfig
  readonly windows: readonly Window[]
  readonly routes: readonly Route[]
  readonly effects: EffectsPolicy
  readonly subscriptions: readonly Subscription[]
  readonly defaults: { readonly settings: Settings; readonly channel?: string }
}

/** Ids of people and groups, as their tool calls them. */
export interface PeopleConfig {
  readonly admins: readonly string[]
  readonly members: ReadonlyMap<DomainId, readonly string[]>
}

export interface CalendarConfig {
  readonly announced: readonly AnnouncedDays[]
  /** By domain; `otherwise` for the domains that name none. */
  readonly holidays: ReadonlyMap<DomainId, HolidayPlace | 'none'>
  readonly otherwise?: HolidayPlace | 'none'
}

export interface AnnouncedDays extends Announcement {
  /** Selector of domains, products and datasets; all of them when left out. */
  readonly for?: string
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

export interface HeartbeatConfig {
  /** Such an address often holds a key. */
  readonly url: Secret
  readonly every: Millis
  readonly allowPrivate: boolean
}

export interface HttpConfig {
  readonly host: string
  readonly port: number
  readonly token?: Secret
  /** For what changes something; without it, the API can only be read. */
  readonly writeToken?: Secret
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
export function registryContext({ domains, defaults, sources, notifiers }: Config): RegistryContext {
  const typesOf = (adapters: ReadonlyMap<string, AdapterConfig>) => new Map([...adapters].map(([name, { type }]) => [name, { type }]))
  return { domains, defaults, sources: typesOf(sources), receivers: typesOf(notifiers) }
}
