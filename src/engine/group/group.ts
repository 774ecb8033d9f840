/** Many incidents that begin at once are one message in their channel. What it says. Pure. */
import { MINUTE, type Millis } from '../../core/calendar/time.ts'
import { type Incident, isOutage } from '../../core/incident/incident.ts'
import type { Digest, DigestEntry, Notice } from '../../core/incident/notice.ts'
import type { Severity } from '../../core/names.ts'

/** So many beginnings in one channel, those that wait and those of the last minutes, are a storm: from then on they are told together. */
export const MANY = 5
export const AT_ONCE: Millis = 2 * MINUTE
/** What begins so soon after the group joins it. */
export const GROUP_SPAN: Millis = 5 * MINUTE
const MOST_LISTED = 30
const MOST_NAMED = 5
const URGENCY: readonly Severity[] = ['low', 'medium', 'high', 'critical']

/** The notice as the one of all these incidents: those that go on and are the most urgent first. */
export function asGroup<N extends Omit<Notice, 'channel'>>(notice: N, incidents: readonly Incident[], at: number): N {
  const ranked = [...incidents].sort((a, b) => rank(b) - rank(a) || a.openedAt - b.openedAt || (a.id < b.id ? -1 : 1))
  const entries = ranked.slice(0, MOST_LISTED).map(entryOf)
  const digest: Digest = { why: 'group', entries, more: ranked.length - entries.length }
  const { effect: _effect, mention: _mention, learned: _learned, ...rest } = notice
  return { ...rest, transition: 'digest', at, reason: headline(incidents), digest } as N
}

function headline(incidents: readonly Incident[]): string {
  const open = incidents.filter(({ status }) => status !== 'resolved').length
  const sources = incidents
    .filter(isOutage)
    .map(({ source }) => source)
    .sort()
  if (sources.length === incidents.length && sources.length > 1) {
    const names = `${sources.slice(0, MOST_NAMED).join(', ')}${sources.length > MOST_NAMED ? ', …' : ''}`
    if (open === 0) return `all ${sources.length} sources answer again: ${names}`
    return `${sources.length} sources cannot be reached: ${names}${open < sources.length ? `; ${sources.length - open} answer again` : ''}`
  }
  const domains = [...new Set(incidents.map(({ domain }) => domain))]
  const where = domains.length === 1 ? ` of ${domains[0]}` : ''
  const types = [...new Set(incidents.map(({ type }) => type))]
  const what = types.length === 1 ? ` (${types[0]})` : ''
  if (open === 0)
    return incidents.length === 1 ? `the incident${where}${what} is over` : `all ${incidents.length} incidents${where}${what} are over`
  const rest = incidents.length - open
  return `${open} ${open === 1 ? 'incident' : 'incidents'}${where}${what} at once${rest > 0 ? `, ${rest} more are over` : ''}`
}

function rank({ status, severity, affects }: Incident): number {
  return (status === 'resolved' ? 0 : 1_000_000) + URGENCY.indexOf(severity) * 100_000 + Math.min(affects.length, 99_999)
}

function entryOf({ id, title, severity, since, resolvedAt, status }: Incident): DigestEntry {
  return { incident: id, title, severity, from: since, ...(status === 'resolved' && resolvedAt !== undefined ? { to: resolvedAt } : {}) }
}
