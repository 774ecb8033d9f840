/** What is counted as it happens: probes and notices, and what Node says of its own process. */
import { Counter, collectDefaultMetrics, Histogram, Registry } from 'prom-client'
import { type Millis, SECOND } from '../../core/calendar/time.ts'
import type { OutboxRow } from '../../core/incident/notice.ts'
import type { Settlement } from '../../core/store.ts'

export interface ProbeFacts {
  readonly source: string
  readonly sourceKind: string
  readonly result: 'answered' | 'unanswered' | 'broken'
  readonly statements: number
  readonly lateness: Millis
  readonly took: Millis
}

export interface Counts {
  readonly registry: Registry
  probe(facts: ProbeFacts): void
  notice(row: OutboxRow, outcome: Settlement): void
}

/** Gauges of Node's that are named like counters; the same numbers come by type in gauges that are not. */
const MISNAMED = ['nodejs_active_handles_total', 'nodejs_active_requests_total', 'nodejs_active_resources_total']

const DELIVERY_REASONS: ReadonlySet<string> = new Set([
  'auth',
  'rate-limited',
  'unknown-channel',
  'rejected',
  'server-error',
  'unreachable',
  'timeout',
  'not-configured',
])

/** The receiver may have taken what was sent. */
const AMBIGUOUS: ReadonlySet<string> = new Set(['timeout', 'unreachable', 'server-error'])

/** Only known reasons become a label, so that no free text can. */
export function knownReason(reason: string): string {
  return DELIVERY_REASONS.has(reason) ? reason : 'other'
}

export function createCounts(): Counts {
  const registry = new Registry()
  const registers = [registry]
  const probes = new Counter({
    name: 'meshwatch_probes_total',
    help: 'Visits to datasets, by result: answered, unanswered when no check could be judged, broken when it could not be carried out.',
    labelNames: ['source', 'result'],
    registers,
  })
  const statements = new Counter({
    name: 'meshwatch_probe_statements_total',
    help: 'Statements that probes ran in a source.',
    labelNames: ['source'],
    registers,
  })
  const duration = new Histogram({
    name: 'meshwatch_probe_duration_seconds',
    help: 'How long a visit to a dataset took, by kind of source.',
    labelNames: ['source_kind'],
    buckets: [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
    registers,
  })
  const lateness = new Histogram({
    name: 'meshwatch_probe_lateness_seconds',
    help: 'How long after its time a visit to a dataset began.',
    buckets: [0.05, 0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 300],
    registers,
  })
  const notices = new Counter({
    name: 'meshwatch_notifications_total',
    help: 'Tries to deliver a notice, by result: delivered, retried, postponed to keep the pace of a channel, or dead; and the reason of a failure.',
    labelNames: ['receiver', 'result', 'reason'],
    registers,
  })
  const ambiguous = new Counter({
    name: 'meshwatch_notifications_ambiguous_total',
    help: 'Tries to deliver a notice of which nobody saw how they ended: the receiver may have taken it. It is looked for before it is sent again.',
    labelNames: ['receiver'],
    registers,
  })
  const delivery = new Histogram({
    name: 'meshwatch_notification_delivery_seconds',
    help: 'How long after it was due a notice was delivered, by receiver.',
    labelNames: ['receiver'],
    buckets: [0.1, 0.5, 1, 2, 5, 10, 30, 60, 300, 900, 3600, 14400],
    registers,
  })
  collectDefaultMetrics({ register: registry })
  for (const name of MISNAMED) registry.removeSingleMetric(name)
  return {
    registry,
    probe(facts) {
      probes.inc({ source: facts.source, result: facts.result })
      if (facts.result === 'broken') return
      statements.inc({ source: facts.source }, facts.statements)
      duration.observe({ source_kind: facts.sourceKind }, facts.took / SECOND)
      lateness.observe(facts.lateness / SECOND)
    },
    notice({ receiver, createdAt, notice: { incident } }, outcome) {
      const result = resultOf(outcome)
      notices.inc({ receiver, ...result })
      if (outcome.state !== 'delivered' && AMBIGUOUS.has(result.reason)) ambiguous.inc({ receiver })
      if (outcome.state === 'delivered' && outcome.address !== '')
        delivery.observe({ receiver }, Math.max(0, outcome.at - Math.max(createdAt, incident.tellAt ?? 0)) / SECOND)
    },
  }
}

/** An error begins with its reason; only known ones become a label, so that no free text can. */
function resultOf(outcome: Settlement): { readonly result: string; readonly reason: string } {
  if (outcome.state === 'delivered') return { result: 'delivered', reason: '' }
  if (outcome.error === '') return { result: 'postponed', reason: '' }
  const reason = outcome.error.split(':', 1)[0] ?? ''
  return { result: outcome.state === 'dead' ? 'dead' : 'retried', reason: knownReason(reason) }
}
