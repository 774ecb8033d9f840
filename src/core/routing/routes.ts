/**
 * Where incidents are told beyond the usual chain (product, domain, defaults): a table of routes, what those downstream hear, and who
 * subscribed. Data and the pure questions on it; `engine/routing` makes rows of the outbox from it.
 */
import type { Instant } from '../calendar/time.ts'
import { instantOf, startOfDay, wallTime, weekday } from '../calendar/wall-time.ts'
import type { IncidentType } from '../check.ts'
import type { DatasetId, DomainId, ProductId, Severity, Tier } from '../names.ts'
import { isNamed } from './pattern.ts'

/** Hours of the week; without a zone they are those of the product's domain. */
export interface Hours {
  readonly zone?: string
  /** 1 = Monday to 7 = Sunday. */
  readonly weekdays: readonly number[]
  /** Minutes after midnight; `to` is exclusive and may be 1440. */
  readonly from: number
  readonly to: number
}

/** One line of the table. Everything that `match` names has to fit; the first line that fits decides, unless it says `also`. */
export interface Route {
  readonly match: RouteMatch
  /** Channels (`#oncall`, `mail:…`), or names of notifiers. */
  readonly to: readonly string[]
  /** It adds to what follows instead of deciding. */
  readonly also: boolean
  /** Outside of its hours it fits as well, and what it sends waits until they begin. */
  readonly defer: boolean
}

export interface RouteMatch {
  /** Selectors, with `*` for any text, several with commas. */
  readonly domain?: string
  readonly product?: string
  readonly dataset?: string
  readonly type?: readonly IncidentType[]
  /** At least this severe. */
  readonly severity?: Severity
  readonly tier?: readonly Tier[]
  readonly time?: Hours
}

/** Who wants to hear when a product is affected, and when that is over. */
export interface Subscription {
  readonly name: string
  /** Selector of products. */
  readonly products: string
  readonly to: string
  readonly from: Severity
  /** Who added it, and when; missing where the configuration says it. */
  readonly by?: string
  readonly at?: Instant
}

/** Which incidents those downstream hear of. */
export interface EffectsPolicy {
  readonly from: Severity | 'never'
  /** All types but monitoring where nothing is said. */
  readonly types?: readonly IncidentType[]
}

export const USUAL_EFFECTS: EffectsPolicy = { from: 'medium' }
export const SEVERITIES = ['low', 'medium', 'high', 'critical'] as const satisfies readonly Severity[]

export function isAtLeast(severity: Severity, least: Severity): boolean {
  return SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf(least)
}

/** What a route looks at. */
export interface Routed {
  readonly domain: DomainId
  readonly product: ProductId
  readonly dataset: DatasetId
  readonly type: IncidentType
  readonly severity: Severity
  /** Of the product; missing where its contract says none. */
  readonly tier?: Tier
  /** When it opened. */
  readonly at: Instant
  /** Zone of the domain. */
  readonly zone: string
}

/** A route that applies, in the order in which it was found. */
export interface Applied {
  readonly route: Route
  /** Whose list it stands in, and its place there, from 1 on. */
  readonly list: 'contract' | 'table'
  readonly place: number
}

/** The routes that add, and the one that decides as the last of them; none decides where the usual chain is told. */
export function applicable(of: Routed, contract: readonly Route[], table: readonly Route[]): readonly Applied[] {
  const lists = { contract, table }
  const all = (['contract', 'table'] as const).flatMap((list) => lists[list].map((route, index) => ({ route, list, place: index + 1 })))
  const fitting = all.filter(({ route }) => misfit(route, of) === undefined)
  const end = fitting.findIndex(({ route }) => !route.also)
  return end < 0 ? fitting : fitting.slice(0, end + 1)
}

/** Why a route does not fit, as the first thing that does not; undefined where it does. */
export function misfit({ match, defer }: Route, of: Routed): string | undefined {
  if (match.domain !== undefined && !isNamed(of.domain, match.domain)) return `domain is not ${match.domain}`
  if (match.product !== undefined && !isNamed(of.product, match.product)) return `product is not ${match.product}`
  if (match.dataset !== undefined && !isNamed(of.dataset, match.dataset)) return `dataset is not ${match.dataset}`
  // Trouble with looking is its operator's, unless a route asks for it by name.
  if (of.type === 'monitoring' ? !match.type?.includes(of.type) : match.type && !match.type.includes(of.type))
    return `type ${of.type} is not asked for`
  if (match.severity !== undefined && !isAtLeast(of.severity, match.severity)) return `severity is below ${match.severity}`
  if (match.tier && (of.tier === undefined || !match.tier.includes(of.tier))) return `tier ${of.tier ?? 'none'} is not asked for`
  if (match.time !== undefined && !defer && !isWithin(match.time, of.at, of.zone)) return 'it is outside of its hours'
  return undefined
}

export function isWithin(hours: Hours, at: Instant, zone: string): boolean {
  const place = hours.zone ?? zone
  const { hour, minute } = wallTime(at, place)
  const minutes = hour * 60 + minute
  return hours.weekdays.includes(weekday(at, place)) && hours.from <= minutes && minutes < hours.to
}

/** `at` itself within the hours, else when they begin next by the clock on the wall. */
export function waitFor(hours: Hours, at: Instant, zone: string): Instant {
  if (isWithin(hours, at, zone)) return at
  const place = hours.zone ?? zone
  for (let days = 0; days <= 7; days++) {
    const day = startOfDay(at, place, days)
    if (!hours.weekdays.includes(weekday(day, place))) continue
    const begins = instantOf({ ...wallTime(day, place), hour: Math.floor(hours.from / 60), minute: hours.from % 60, second: 0 }, place)
    if (begins > at) return begins
  }
  return at
}

/** The first moment from `at` on that lies within any of the hours. */
export function soonest(hours: readonly Hours[], at: Instant, zone: string): Instant {
  return Math.min(...hours.map((one) => waitFor(one, at, zone)))
}

/** Where a destination goes: an address of a kind of notifier, or a notifier by its name. */
export interface Destination {
  readonly tool?: string
  readonly address?: string
  readonly notifier?: string
}

/** `#oncall` and `@U0123` are Slack's, `mail:a@example.com` and `<tool>:<address>` say whose they are; all else is the name of a notifier. */
export function destinationOf(text: string): Destination {
  if (/^[#@]/.test(text)) return { tool: 'slack', address: text }
  const [, tool, address] = /^([\w-]+):(.+)$/.exec(text) ?? []
  if (tool === undefined || address === undefined) return { notifier: text }
  return { tool: tool === 'mail' ? 'email' : tool, address }
}
