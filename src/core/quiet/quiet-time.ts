/**
 * Quiet by consent: windows that are announced (maintenance, a backfill, a holiday), in which nobody is alarmed, nothing is learned and nothing
 * is promised; and silences, in which somebody who knows of a problem keeps others from being told. Pure.
 */
import { hoursBetween } from '../calendar/promised-hours.ts'
import { DAY, type Instant, type Millis } from '../calendar/time.ts'
import type { Check } from '../check.ts'
import type { Incident } from '../incident/incident.ts'

import { domainOf } from '../names.ts'
import { patternsOf } from '../routing/pattern.ts'
import type { Hours } from '../routing/routes.ts'
import { isSelected } from '../select.ts'
import type { DayCalendar } from '../series.ts'
import { isBad } from '../verdict.ts'

export const WINDOW_KINDS = ['maintenance', 'backfill', 'holiday'] as const
export type WindowKind = (typeof WINDOW_KINDS)[number]

/** Half-open. */
export interface Span {
  readonly from: Instant
  readonly to: Instant
}

interface Quiet {
  readonly id: string
  /** Selector of what it is for: domains, products, datasets, checks or kinds. */
  readonly for: string
  /** Who added it, and when; missing where the configuration says it. */
  readonly by?: string
  readonly at?: Instant
  /** Somebody ended it early. */
  readonly endedAt?: Instant
  readonly endedBy?: string
}

export interface Window extends Quiet {
  readonly what: 'window'
  readonly kind: WindowKind
  readonly name: string
  /** Once, or in these hours of every week by the clocks of their zone. */
  readonly when: Span | { readonly hours: Hours & { readonly zone: string } }
}

export interface Silence extends Quiet, Span {
  readonly what: 'silence'
  readonly reason: string
  readonly by: string
  readonly at: Instant
}

export type QuietTime = Window | Silence

/** Nobody is kept from hearing of a problem for longer. */
export const LONGEST_SILENCE: Millis = 30 * DAY

/** When it is on within [from, to), in order. One that was ended early was on until then. */
export function spansOf(quiet: QuietTime, from: Instant, to: Instant): readonly Span[] {
  const until = Math.min(to, quiet.endedAt ?? to)
  const begin = quiet.what === 'window' && 'hours' in quiet.when ? Math.max(from, quiet.at ?? from) : from
  if (begin >= until) return []
  if (quiet.what === 'window' && 'hours' in quiet.when)
    return hoursBetween(quiet.when.hours, begin, until).map(([opens, closes]) => ({ from: opens, to: closes }))
  const own = quiet.what === 'window' ? (quiet.when as Span) : quiet
  const span = { from: Math.max(own.from, begin), to: Math.min(own.to, until) }
  return span.from < span.to ? [span] : []
}

export function isOn(quiet: QuietTime, at: Instant): boolean {
  return spansOf(quiet, at, at + 1).length > 0
}

/** Whether it will ever be on again. */
export function isOver(quiet: QuietTime, now: Instant): boolean {
  if (quiet.endedAt !== undefined && quiet.endedAt <= now) return true
  if (quiet.what === 'silence') return quiet.to <= now
  return 'to' in quiet.when && quiet.when.to <= now
}

/** `the window "nightly load"`, `the silence of Ada`. */
export function spellQuiet(quiet: QuietTime): string {
  return quiet.what === 'window' ? `the window “${quiet.name}”` : `the silence of ${quiet.by}`
}

/** The quiet time that an incident is in: its dataset is meant, or each check that still fails in it. */
export function coverOf(incident: Incident, active: readonly QuietTime[]): QuietTime | undefined {
  const { product, dataset, source, members } = incident
  // An incident of a whole source, or one that cannot be told, is about more than the dataset it was found by.
  if (source === undefined) {
    const found = active.find((quiet) => isSelected({ product, dataset }, quiet.for))
    if (found) return found
  }
  const failing = members.filter(({ cleared, verdict }) => !cleared && isBad(verdict))
  const covers = failing.map(({ check, kind }) => active.find((quiet) => isMeant(check, kind, quiet.for)))
  return covers.every((cover) => cover !== undefined) ? covers[0] : undefined
}

/** Ids of checks begin with the product and the dataset that they are about. */
function isMeant(check: string, kind: string, selector: string): boolean {
  const [product = '', dataset = ''] = check.split('/')
  const names = [domainOf(product), product, `${product}/${dataset}`, check, kind]
  return patternsOf(selector).some((pattern) => names.some((name) => pattern.test(name)))
}

/** The calendar of a dataset with the windows that are for it: quiet while one is on. */
export function withWindows(
  calendar: DayCalendar | undefined,
  windows: readonly Window[],
  of: Pick<Check, 'product' | 'dataset'>,
  onAt: (window: Window, at: Instant) => boolean = isOn,
): DayCalendar | undefined {
  const own = windows.filter((window) => isSelected(of, window.for))
  if (own.length === 0) return calendar
  return {
    dayOf: (at) => own.find((window) => onAt(window, at))?.name ?? calendar?.dayOf(at),
    isQuiet: (at) => own.some((window) => onAt(window, at)) || (calendar?.isQuiet(at) ?? false),
  }
}

/** As `isOn`, for whoever asks of very many moments: the spans of a day are reckoned once. */
export function rememberingOn(): (window: Window, at: Instant) => boolean {
  const known = new Map<Window, Map<number, readonly Span[]>>()
  return (window, at) => {
    const days = known.get(window) ?? new Map<number, readonly Span[]>()
    known.set(window, days)
    const day = Math.floor(at / DAY)
    const spans = days.get(day) ?? spansOf(window, day * DAY, (day + 1) * DAY)
    days.set(day, spans)
    return spans.some(({ from, to }) => from <= at && at < to)
  }
}
