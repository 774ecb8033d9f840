/** Small true-to-life things to store, each with the parts that a test cares about. */

import { HOUR } from '../../../src/core/calendar/time.ts'
import type { CheckState, Incident, Transition } from '../../../src/core/incident/incident.ts'
import type { OutboxRow } from '../../../src/core/incident/notice.ts'
import type { Measurement, ProbeRecord } from '../../../src/core/store.ts'
import type { Teaching } from '../../../src/core/teaching.ts'

export const DATASET = 'orders.parcels/parcels'
export const NOON = Date.UTC(2026, 2, 2, 12)

export function incident(id: string, parts: Partial<Incident> = {}): Incident {
  return {
    id,
    status: 'open',
    severity: 'high',
    type: 'freshness',
    domain: 'orders',
    product: 'orders.parcels',
    dataset: DATASET,
    fields: [],
    segments: [],
    title: 'parcels is late',
    reason: 'Nothing new for 3 h',
    since: NOON - 3 * HOUR,
    openedAt: NOON,
    confirmedAt: [],
    affects: ['finance.invoices'],
    members: [],
    ...parts,
  }
}

export function transition(of: string, parts: Partial<Transition> = {}): Transition {
  return { incident: of, kind: 'opened', at: NOON, reason: 'Nothing new for 3 h', ...parts }
}

export function outboxRow(id: string, of: string, parts: Partial<OutboxRow> = {}): OutboxRow {
  return {
    id,
    incident: of,
    receiver: 'slack',
    audience: '',
    channels: [{ tool: 'slack', address: '#orders', from: 'product' }],
    position: 0,
    notice: {
      id,
      form: 'root',
      incident: incident(of),
      transition: 'opened',
      at: NOON,
      reason: 'Nothing new for 3 h',
      product: { id: 'orders.parcels', zone: 'UTC' },
      links: [],
    },
    state: 'queued',
    attempts: 0,
    createdAt: NOON,
    notBefore: NOON,
    ...parts,
  }
}

export function reply(id: string, of: string, parts: Partial<OutboxRow> = {}): OutboxRow {
  const row = outboxRow(id, of, parts)
  return { ...row, notice: { ...row.notice, form: 'reply' } }
}

export function measurement(bucket: number, rows: number, parts: Partial<Measurement> = {}): Measurement {
  return { dataset: DATASET, series: 'probe', bucket, at: bucket, values: { 'rows()': rows }, excluded: [], ...parts }
}

export function state(check: string, parts: Partial<CheckState> = {}): CheckState {
  const verdict = { state: 'pass', code: 'on-time', reason: 'Loaded 4 min ago' } as const
  return { check, verdict, at: NOON, since: NOON, streak: 1, ...parts }
}

export function teaching(check: string, parts: Partial<Teaching> = {}): Teaching {
  return { check, verb: 'expected', from: NOON, to: NOON + HOUR, by: 'Ada', at: NOON, ...parts }
}

export function record(parts: Partial<ProbeRecord> = {}): ProbeRecord {
  return { dataset: DATASET, at: NOON, measurements: [], states: [], incidents: [], transitions: [], outbox: [], ...parts }
}

/** One incident with its rows in the outbox. */
export function told(id: string, rows: readonly OutboxRow[]): ProbeRecord {
  return record({ incidents: [incident(id)], transitions: [transition(id)], outbox: rows })
}
