/** One notice as an alert of Alertmanager's API v2. Pure. */
import { type Instant, isoTime, MINUTE, type Millis } from '../../core/calendar/time.ts'
import type { Notice } from '../../core/incident/notice.ts'
import { datasetName } from '../../core/names.ts'
import { isOver, newsWords } from '../news.ts'
import { webLinks } from '../web-links.ts'
import { listNames, ownerWords, plainText, reasonWords, tidy } from '../wording.ts'

export const ALERT_NAME = 'MeshwatchIncident'
export const OWN_LABELS: ReadonlySet<string> = new Set([
  'alertname',
  'domain',
  'product',
  'dataset',
  'type',
  'severity',
  'incident',
  'source',
])

/** An end that lies ahead of Alertmanager's own clock would leave the longer end of `hold` in force, so it is dated back this much. */
const CLOCKS_APART: Millis = MINUTE
const LONGEST_LABEL = 200

export type Labels = Readonly<Record<string, string>>

export interface Alert {
  readonly labels: Labels
  readonly annotations?: Labels
  readonly startsAt: string
  readonly endsAt: string
  readonly generatorURL?: string
}

export function alertOf(notice: Notice, now: Instant, hold: Millis, more: Labels): Alert {
  const { incident } = notice
  const end = isOver(notice) ? endOf(incident.resolvedAt ?? now, now) : now + hold
  const [first] = webLinks(notice)
  return {
    labels: labelsOf(notice, more),
    annotations: annotationsOf(notice),
    startsAt: isoTime(Math.min(incident.since, end)),
    endsAt: isoTime(end),
    ...(first === undefined ? {} : { generatorURL: first.href }),
  }
}

/** The end of an alert that stands under labels which its incident no longer has. */
export function endedAlert({ labels, startsAt }: Pick<Alert, 'labels' | 'startsAt'>, now: Instant): Alert {
  const end = endOf(now, now)
  return { labels, startsAt: isoTime(Math.min(Date.parse(startsAt), end)), endsAt: isoTime(end) }
}

function endOf(at: Instant, now: Instant): Instant {
  return Math.min(at, now - CLOCKS_APART)
}

/** They tell one alert from another, so nothing may stand here that changes while the incident lasts; only the severity can rise. */
function labelsOf({ incident }: Notice, more: Labels): Labels {
  const { id, domain, product, dataset, type, severity, source } = incident
  const own = { alertname: ALERT_NAME, domain, product, dataset: datasetName(dataset), type, severity, incident: id }
  const labels = Object.entries({ ...more, ...own, ...(source === undefined ? {} : { source }) })
  // Alertmanager leaves out empty labels, and what is looked up must be what was sent.
  return Object.fromEntries(
    labels.flatMap(([name, value]) => (tidy(value, LONGEST_LABEL) === '' ? [] : [[name, tidy(value, LONGEST_LABEL)]])),
  )
}

function annotationsOf(notice: Notice): Labels {
  const { incident, product } = notice
  const links = webLinks(notice)
  const annotations: Readonly<Record<string, string | undefined>> = {
    summary: tidy(incident.title, LONGEST_LABEL),
    description: plainText(notice),
    reason: reasonWords(notice.reason || incident.reason, incident),
    status: newsWords(notice),
    since: isoTime(incident.since),
    owner: ownerWords(product),
    affects: listNames(incident.affects) || undefined,
    links: links.map(({ name, href }) => `${name}: ${href}`).join(' ') || undefined,
    runbook_url: links.find(({ name }) => /runbook/i.test(name))?.href,
  }
  return Object.fromEntries(Object.entries(annotations).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])))
}
