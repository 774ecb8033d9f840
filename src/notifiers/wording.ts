/** A notice in plain words, for receivers of every kind. Each puts them into its own form and escapes them its own way. */

import { type Instant, spell } from '../core/calendar/time.ts'
import { isZone, spellWallTime } from '../core/calendar/wall-time.ts'
import type { Incident, Member } from '../core/incident/incident.ts'
import type { Notice, NoticeKind } from '../core/incident/notice.ts'
import { type Band, isBad, type Judged, type Unit } from '../core/verdict.ts'

/** Names shown of a list before the rest is only counted. */
const MOST_NAMES = 5
const LONGEST_NAME = 80
export const LONGEST_REASON = 400
/** ECMA-262, 21.4.1.1: no date is farther from 1970. */
const LAST_INSTANT = 8.64e15

/** Text from data on one line, without characters that control how it is shown, and not longer than `most`. */
export function tidy(text: string, most: number): string {
  const line = text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/[\p{Cf}\p{Cs}]/gu, '')
    .trim()
  return line.length > most ? `${line.slice(0, most - 1).replace(/\p{Cs}$/u, '')}…` : line
}

/** What happened, in two words. */
export const NEWS: Readonly<Record<NoticeKind, string>> = {
  opened: 'Opened',
  joined: 'Also wrong now',
  changed: 'Changed',
  acknowledged: 'Acknowledged',
  unacknowledged: 'Given back',
  recovering: 'Recovering',
  relapsed: 'Failing again',
  reopened: 'Broken again',
  unstable: 'Unstable',
  snoozed: 'Snoozed',
  muted: 'Muted until fixed',
  woken: 'Told again',
  reminded: 'Still broken',
  escalated: 'Escalated',
  resolved: 'Resolved',
  affected: 'Affected',
  unaffected: 'Not affected any more',
  digest: 'Digest',
}

/** `a, b, c and 4 more`; each name passes through `show`. */
export function listNames(names: readonly string[], show: (name: string) => string = (name) => name): string {
  const shown = names.slice(0, MOST_NAMES).map((name) => show(tidy(name, LONGEST_NAME)))
  const rest = names.length - shown.length
  return rest > 0 ? `${shown.join(', ')} and ${rest} more` : shown.join(', ')
}

/** `Sat 21 Nov 14:05 (Europe/Berlin)` */
export function whenWords(at: Instant, zone: string): string {
  if (!(Math.abs(at) <= LAST_INSTANT)) return 'at no date that calendars have'
  const place = isZone(zone) ? zone : 'UTC'
  return `${spellWallTime(at, place)} (${place})`
}

/** `Open since …`, `Resolved after 3 h 40 min, …`, as parts to be set apart: the state, and the rest of the sentence. */
export function stateWords({ incident, product }: Notice): { readonly state: string; readonly rest: string } {
  const since = whenWords(incident.since, product.zone)
  if (incident.status !== 'resolved')
    return { state: `${STATES[incident.status]}${incident.unstableSince === undefined ? '' : ', comes and goes'}`, rest: `since ${since}` }
  const end = incident.resolvedAt ?? incident.since
  return { state: 'Resolved', rest: `after ${spell(end - incident.since)}, from ${since} to ${whenWords(end, product.zone)}` }
}

const STATES: Readonly<Record<Incident['status'], string>> = {
  pending: 'Pending',
  open: 'Open',
  acknowledged: 'Acknowledged, open',
  recovering: 'Recovering, open',
  resolved: 'Resolved',
}

/** `Storefront (j.doe@example.com)`; undefined when the contract names nobody. */
export function ownerWords({ team, owner }: Notice['product']): string | undefined {
  const names = [team, owner].filter((name) => name !== undefined).map((name) => tidy(name, LONGEST_NAME))
  return names.length === 2 && names[0] !== names[1] ? `${names[0]} (${names[1]})` : names[0]
}

export interface Finding {
  readonly kind: string
  readonly reason: string
  readonly cleared: boolean
  readonly seen?: string
  readonly expected?: string
}

/** What each check of the incident found, those that still fail first and causes before what joined; the same sentence is said once. */
export function findings({ members }: Incident, zone: string): readonly Finding[] {
  const sorted = [...members.filter((member) => !member.cleared), ...members.filter((member) => member.cleared)]
  return sorted
    .map((member) => findingOf(member, zone))
    .filter((one, index, all) => all.findIndex((other) => other.reason === one.reason && other.kind === one.kind) === index)
}

function findingOf({ kind, verdict, cleared }: Member, zone: string): Finding {
  const words = { kind: tidy(kind, LONGEST_NAME), reason: tidy(verdict.reason, LONGEST_REASON), cleared }
  if (!isBad(verdict)) return words
  const { value, unit = 'number', expected } = verdict
  return {
    ...words,
    ...(value === undefined ? {} : { seen: spellValue(value, unit, zone) }),
    ...(expected?.low === undefined && expected?.high === undefined ? {} : { expected: spellBand(expected, unit, zone) }),
  }
}

function spellBand({ low, high }: Band, unit: Unit, zone: string): string {
  const words = (value: number) => spellValue(value, unit, zone)
  if (low === undefined) return high === undefined ? 'anything' : `at most ${words(high)}`
  if (high === undefined) return `at least ${words(low)}`
  return low === high ? `exactly ${words(low)}` : `${words(low)} to ${words(high)}`
}

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 })
const precise = new Intl.NumberFormat('en', { maximumSignificantDigits: 4 })

function spellNumber(value: number): string {
  return Math.abs(value) >= 1_000 ? whole.format(value) : precise.format(value)
}

export function spellValue(value: number, unit: NonNullable<Judged['unit']>, zone: string): string {
  if (!Number.isFinite(value)) return String(value)
  switch (unit) {
    case 'rows':
      return `${spellNumber(value)} ${value === 1 ? 'row' : 'rows'}`
    case 'ratio':
      return `${spellNumber(value * 100)} %`
    case 'percent':
      return `${spellNumber(value)} %`
    case 'milliseconds':
      return `${value < 0 ? '−' : ''}${spell(value)}`
    case 'instant':
      return whenWords(value, zone)
    case 'number':
      return spellNumber(value)
  }
}

const WHY_ELSEWHERE: Readonly<Record<NonNullable<Notice['insteadOf']>['why'], string>> = {
  auth: 'the notifier may not write there',
  'rate-limited': 'it takes no more messages',
  'unknown-channel': 'it does not exist, is archived, or the notifier is not a member',
  rejected: 'it refused the message',
  'server-error': 'it answers with errors',
  unreachable: 'it cannot be reached',
  timeout: 'it does not answer in time',
  'not-configured': 'it is not configured',
}

/** `Meant for #orders, but it does not exist …`; undefined when the message is where it belongs. */
export function elsewhereWords({ insteadOf }: Notice): { readonly address: string; readonly why: string } | undefined {
  return insteadOf && { address: tidy(insteadOf.address, LONGEST_NAME), why: WHY_ELSEWHERE[insteadOf.why] ?? 'it did not work' }
}

/** The whole notice in a few sentences, for previews and for receivers that only show text. Nothing is escaped. */
export function plainText(notice: Notice): string {
  const { incident, product, transition } = notice
  const { state, rest } = stateWords(notice)
  const owner = ownerWords(product)
  const elsewhere = elsewhereWords(notice)
  const over = transition === 'resolved'
  return [
    `${over ? state : `${state} (${incident.severity})`}: ${tidy(incident.title, 200)}.`,
    reasonWords(notice.reason || incident.reason, incident),
    sentence(rest),
    owner === undefined ? '' : `Owner: ${owner}.`,
    incident.affects.length === 0 ? '' : `Affects ${listNames(incident.affects)}.`,
    elsewhere ? `Meant for ${elsewhere.address}, but ${elsewhere.why}.` : '',
  ]
    .filter((part) => part !== '')
    .join(' ')
}

/** A reason as a sentence on one line; it may begin with a name of what the incident is about. */
export function reasonWords(reason: string, { dataset, fields }: Pick<Incident, 'dataset' | 'fields'>): string {
  return sentence(tidy(reason, LONGEST_REASON), [...fields, dataset.slice(dataset.indexOf('/') + 1)])
}

/** With a full stop, and with a capital unless it begins with one of the names or with what can only be a name: `order_id`, `public.orders`. */
export function sentence(text: string, names: readonly string[] = []): string {
  if (text === '') return ''
  const [first = ''] = /^[^\s:;,]*/.exec(text) ?? []
  const isName = !/^[\p{L}’']+[.!?…]?$/u.test(first) || /^\p{Ll}+\p{Lu}/u.test(first) || names.some((name) => beginsWith(text, name))
  const begun = isName ? text : `${text.charAt(0).toUpperCase()}${text.slice(1)}`
  return /[.!?…]$/.test(begun) ? begun : `${begun}.`
}

const beginsWith = (text: string, name: string): boolean => text.startsWith(name) && !/^[\p{L}\p{N}_]/u.test(text.slice(name.length))
