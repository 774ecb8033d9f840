/** A late and short `orders` table, from its first message to its end. */

import { HOUR, type Instant, MINUTE } from '../../../src/core/calendar/time.ts'
import type { Incident, Member } from '../../../src/core/incident/incident.ts'
import type { Notice } from '../../../src/core/incident/notice.ts'
import type { Judged } from '../../../src/core/verdict.ts'

export const SINCE: Instant = Date.UTC(2026, 10, 20, 13, 5)
const OPENED = SINCE + 12 * MINUTE

export function member(kind: string, verdict: Partial<Judged>, cleared = false): Member {
  const judged: Judged = { state: 'fail', code: 'late', reason: `${kind} is bad`, ...verdict }
  return { check: `storefront.orders/orders/${kind}`, kind, verdict: judged, cleared }
}

export const late: Member = member('freshness', {
  reason: 'the newest placed_at is 42 min old, promised are 30 min',
  value: 42 * MINUTE,
  unit: 'milliseconds',
  expected: { high: 30 * MINUTE },
  since: SINCE,
  fields: ['placed_at'],
})

export const short: Member = member('volume', {
  code: 'below-band',
  reason: '12 rows between 13:00 and 14:00, usual are 118 to 164',
  value: 12,
  unit: 'rows',
  expected: { low: 118, high: 164 },
})

export function incidentOf(changes: Partial<Incident> = {}): Incident {
  return {
    id: '3f9a0c21b7de',
    status: 'open',
    severity: 'high',
    type: 'freshness',
    domain: 'storefront',
    product: 'storefront.orders',
    dataset: 'storefront.orders/orders',
    fields: ['placed_at'],
    segments: [],
    title: 'storefront.orders/orders: data is late (placed_at)',
    reason: late.verdict.reason,
    since: SINCE,
    openedAt: OPENED,
    confirmedAt: [],
    affects: ['finance.revenue_daily', 'marketing.attribution'],
    members: [late],
    ...changes,
  }
}

export function noticeOf(changes: Partial<Notice> = {}): Notice {
  const incident = changes.incident ?? incidentOf()
  return {
    id: `${incident.id}.${OPENED}.0.0.chat`,
    form: 'root',
    incident,
    transition: 'opened',
    at: OPENED,
    reason: incident.reason,
    product: {
      id: 'storefront.orders',
      owner: 'orders@storefront.example',
      team: 'Storefront',
      purpose: 'Every order placed in the shop, one row each.',
      zone: 'Europe/Berlin',
    },
    links: [
      { name: 'Incident', url: 'https://meshwatch.example/api/v1/incidents/3f9a0c21b7de' },
      { name: 'Runbook', url: 'https://wiki.example/orders?page=late&part=2' },
    ],
    channel: { tool: 'slack', address: 'storefront-data', from: 'product' },
    ...changes,
  }
}

/** News of one incident after the root: each with the incident as it is by then. */
export const joined: Incident = incidentOf({ members: [late, short], confirmedAt: [OPENED + 20 * MINUTE] })
export const resolved: Incident = incidentOf({
  status: 'resolved',
  members: [
    { ...late, cleared: true },
    { ...short, cleared: true },
  ],
  resolvedAt: SINCE + 3 * HOUR + 40 * MINUTE,
})

export function noticeOfJoin(form: 'edit' | 'reply', handle: string): Notice {
  return noticeOf({ form, handle, incident: joined, transition: 'joined', at: OPENED + 20 * MINUTE, reason: short.verdict.reason })
}

export function noticeOfEnd(form: 'edit' | 'reply', handle: string): Notice {
  const at = resolved.resolvedAt ?? 0
  return noticeOf({ form, handle, incident: resolved, transition: 'resolved', at, reason: 'the newest placed_at is 4 min old' })
}
