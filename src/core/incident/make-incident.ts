/** Incidents as they begin, and their words, fields and severity as their members make them. Pure. */
import { createHash } from 'node:crypto'
import type { Instant } from '../calendar/time.ts'
import type { IncidentType } from '../check.ts'
import type { Severity } from '../names.ts'
import { isBad, type Judged, type Verdict } from '../verdict.ts'
import type { Incident, Member } from './incident.ts'
import type { JudgedCheck, Scene } from './judged.ts'
import { type CommonCause, isCommon, productsHit } from './source-trouble.ts'

const SEVERITIES: readonly Severity[] = ['low', 'medium', 'high', 'critical']

export function openIncident(one: JudgedCheck, verdict: Judged, scene: Scene, now: Instant): Incident {
  const blank: Incident = {
    ...identity(one.type, scene.dataset, scene, now),
    severity: 'low',
    since: verdict.since ?? now,
    reason: verdict.reason,
    affects: scene.affects,
    members: [memberOf(one)],
    failedAt: now,
    failedLooks: 1,
    ...(one.wait === undefined ? {} : { tellAt: now + one.wait }),
  }
  return summarise(blank, one)
}

export function openCommon(one: JudgedCheck, common: CommonCause, scene: Scene, now: Instant): Incident {
  return {
    ...identity(one.type, common.source, scene, now),
    source: common.source,
    severity: 'low',
    since: Math.min(now, ...(isBad(one.state.verdict) && one.state.verdict.bucket !== undefined ? [one.state.verdict.bucket] : [])),
    reason: '',
    affects: productsHit(common).filter((product) => product !== scene.product),
    members: [],
    tellAt: now + common.round,
  }
}

export function openMonitoring(one: JudgedCheck, verdict: Verdict, scene: Scene, now: Instant): Incident {
  const whole = verdict.code === 'unreachable'
  const subject = whole ? scene.source : scene.dataset
  return {
    ...identity('monitoring', subject, scene, now),
    ...(whole ? { source: scene.source } : {}),
    severity: 'medium',
    since: one.state.since,
    title: whole ? `source ${scene.source} cannot be reached` : `${scene.dataset} cannot be observed`,
    reason: verdict.reason,
    affects: [],
    members: [memberOf(one)],
  }
}

function identity(type: IncidentType, subject: string, scene: Scene, now: Instant) {
  return {
    id: createHash('sha256').update(`${type}|${subject}|${now}`).digest('hex').slice(0, 12),
    status: 'open' as const,
    type,
    domain: scene.domain,
    product: scene.product,
    dataset: scene.dataset,
    fields: [],
    segments: [],
    title: '',
    openedAt: now,
    confirmedAt: [],
  }
}

export function memberOf(one: JudgedCheck): Member {
  return { check: one.check.id, kind: one.check.kind, verdict: one.state.verdict, cleared: false }
}

const TROUBLE: Readonly<Record<IncidentType, string>> = {
  freshness: 'data is late',
  volume: 'unusual volume',
  schema: 'schema changed',
  distribution: 'values changed',
  quality: 'quality rule broken',
  availability: 'not available',
  monitoring: 'cannot be observed',
}

/** So many products below make what is not urgent yet one step more so. */
const FAR = 3

function reached(severity: Severity, { affects }: Incident): Severity {
  if (affects.length < FAR) return severity
  return severity === 'low' ? 'medium' : severity === 'medium' ? 'high' : severity
}

/** Fields, severity and words of an incident, from the members that still fail. */
export function summarise(incident: Incident, latest: JudgedCheck): Incident {
  const bad = incident.members
    .filter((member) => !member.cleared)
    .map((member) => member.verdict)
    .filter(isBad)
  const all = (key: 'fields' | 'segments') => [...new Set([...incident[key], ...bad.flatMap((verdict) => verdict[key] ?? [])])]
  const lead = incident.members.find((member) => !member.cleared && isBad(member.verdict))
  const fields = all('fields')
  const named = fields.length > 0 && fields.length <= 3 ? ` (${fields.join(', ')})` : fields.length > 3 ? ` (${fields.length} fields)` : ''
  const { verdict } = latest.state
  const severity = verdict.state === 'fail' ? reached(latest.check.policy.severity, incident) : 'low'
  return {
    ...incident,
    fields,
    segments: all('segments'),
    severity: SEVERITIES[Math.max(SEVERITIES.indexOf(severity), SEVERITIES.indexOf(incident.severity))] ?? severity,
    ...(isCommon(incident)
      ? {}
      : { title: `${incident.dataset}: ${TROUBLE[incident.type]}${named}`, reason: lead?.verdict.reason ?? incident.reason }),
  }
}
