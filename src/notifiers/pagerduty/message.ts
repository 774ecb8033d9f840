/** One notice as an event of PagerDuty's Events API v2, without the key. Limits: 1024 characters of summary, 512 kB in all. Pure. */
import { isoTime } from '../../core/calendar/time.ts'
import type { Incident } from '../../core/incident/incident.ts'
import type { Notice } from '../../core/incident/notice.ts'
import { incidentKey } from '../incident-key.ts'
import { headline, isOver } from '../news.ts'
import { webLinks } from '../web-links.ts'
import { findings, ownerWords, plainText, reasonWords, tidy } from '../wording.ts'

const SUMMARY = 1_024
const NAME = 255
const TITLE = 300
const MOST = 20

const SEVERITIES: Readonly<Record<Incident['severity'], string>> = { critical: 'critical', high: 'error', medium: 'warning', low: 'info' }

export interface PagerdutyEvent {
  readonly event_action: 'trigger' | 'acknowledge' | 'resolve'
  readonly dedup_key: string
  readonly payload?: Readonly<Record<string, unknown>>
  readonly client?: string
  readonly links?: readonly { readonly href: string; readonly text: string }[]
}

/** Only a trigger says anything; the other two refer to what was triggered. */
export function eventOf(notice: Notice): PagerdutyEvent {
  const key = { dedup_key: incidentKey(notice.incident.id) }
  // An incident that is over must never be triggered, or it would page somebody again, with nobody to resolve it.
  if (isOver(notice)) return { event_action: 'resolve', ...key }
  if (notice.transition === 'acknowledged') return { event_action: 'acknowledge', ...key }
  const links = webLinks(notice).map(({ name, href }) => ({ href, text: name }))
  return { event_action: 'trigger', ...key, payload: payloadOf(notice), client: 'meshwatch', links }
}

function payloadOf(notice: Notice): Readonly<Record<string, unknown>> {
  const { incident, at } = notice
  return {
    summary: tidy(`${headline(notice, TITLE)}. ${reasonWords(notice.reason || incident.reason, incident)}`, SUMMARY),
    source: tidy(incident.source ?? incident.dataset, NAME) || 'meshwatch',
    severity: SEVERITIES[incident.severity] ?? 'error',
    timestamp: isoTime(at),
    component: tidy(incident.dataset, NAME),
    group: tidy(incident.product, NAME),
    class: tidy(incident.type, NAME),
    custom_details: detailsOf(notice),
  }
}

function detailsOf(notice: Notice): Readonly<Record<string, unknown>> {
  const { incident, product } = notice
  const names = (list: readonly string[]) => list.slice(0, MOST).map((name) => tidy(name, NAME))
  return {
    text: plainText(notice),
    since: isoTime(incident.since),
    findings: findings(incident, product.zone).slice(0, MOST),
    owner: ownerWords(product),
    fields: names(incident.fields),
    segments: names(incident.segments),
    affects: names(incident.affects),
  }
}
