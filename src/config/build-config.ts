/** The words of a valid file → Config: paths resolved, settings inherited. */

import type { DomainContext } from '../contracts/registry/contract-file.ts'
import { DEFAULT_SETTINGS, type Settings } from '../core/settings.ts'
import type { Config, StoreConfig } from './config.ts'
import { resolveFrom } from './fill-in.ts'
import { type ConfigWords, configSchema, type SettingWords } from './schema.ts'

/** What the adapter of an entry made of its own keys. */
export type OwnConfig = (section: 'sources' | 'notifiers', name: string) => unknown

export function buildConfig(words: ConfigWords, root: string, ownConfig: OwnConfig): Config {
  const { channel, timezone, holidays, ...rest } = words.defaults
  const settings = inherit(DEFAULT_SETTINGS, rest, timezone)
  const { host, port, token, writeToken, publicUrl } = words.http
  return {
    root,
    registry: resolveFrom(root, words.registry),
    store: storeOf(words.store, root),
    sources: mapOf(words.sources, (name, { type, concurrency, timeout }) => {
      return { name, type, concurrency, timeout, config: ownConfig('sources', name) }
    }),
    domains: mapOf(words.domains, (id, domain) => domainOf(id, domain, settings)),
    notifiers: mapOf(words.notifiers, (name, { type }) => ({ name, type, config: ownConfig('notifiers', name) })),
    http: { host, port, ...(token && { token }), ...(writeToken && { writeToken }), ...(publicUrl && { publicUrl }) },
    people: { admins: words.admins ?? [], members: membersOf(words.domains) },
    calendar: {
      announced: words.calendar,
      holidays: new Map(Object.entries(words.domains).flatMap(([id, domain]) => (domain.holidays ? [[id, domain.holidays]] : []))),
      ...(holidays && { otherwise: holidays }),
    },
    ...(words.heartbeat && { heartbeat: words.heartbeat }),
    windows: words.windows.map(({ hours, ...window }, index) => {
      const zone = words.domains[window.for]?.timezone ?? settings.zone
      return { ...window, id: `file-${index + 1}`, when: hours ? { hours: { zone, ...hours } } : window.when }
    }),
    routes: words.routes,
    effects: { from: words.effects.from, ...(words.effects.types && { types: words.effects.types }) },
    subscriptions: words.subscriptions,
    defaults: { settings, ...(channel && { channel }) },
  }
}

/** What holds where there is no file: the registry in ./monitors, the state in ./meshwatch.db, no source and nobody to tell. */
export function defaultConfig(root = '.'): Config {
  return buildConfig(configSchema.parse({}), root, () => undefined)
}

function domainOf(id: string, words: ConfigWords['domains'][string], above: Settings): DomainContext {
  const { team, owner, channel, timezone, defaults } = words
  const settings = inherit(above, defaults ?? {}, timezone)
  return {
    id,
    zone: settings.zone,
    alertBudget: settings.alertBudget,
    settings,
    ...(team && { team }),
    ...(owner && { owner }),
    ...(channel && { channel }),
  }
}

/** `words` stand before `above`. */
function inherit(above: Settings, { incidents, ...words }: SettingWords, zone: string | undefined): Settings {
  return { ...above, ...given(words), life: { ...above.life, ...given(incidents ?? {}) }, ...(zone && { zone }) }
}

function given(words: object): object {
  return Object.fromEntries(Object.entries(words).filter(([, value]) => value !== undefined))
}

function storeOf(words: ConfigWords['store'], root: string): StoreConfig {
  const { url, retention } = words
  if (url.kind === 'postgres') return { ...url, retention }
  return { kind: 'sqlite', path: url.path === ':memory:' ? url.path : resolveFrom(root, url.path), retention }
}

function membersOf(domains: ConfigWords['domains']): Config['people']['members'] {
  return new Map(Object.entries(domains).flatMap(([id, { members }]) => (members ? [[id, members] as const] : [])))
}

function mapOf<W, T>(entries: Readonly<Record<string, W>>, build: (name: string, words: W) => T): ReadonlyMap<string, T> {
  return new Map(Object.entries(entries).map(([name, words]) => [name, build(name, words)]))
}
