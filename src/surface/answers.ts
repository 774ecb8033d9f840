/** The JSON that people and programs get, the same from the CLI, the library and the API. Times are ISO 8601 in UTC. */

import { type Instant, isoTime } from '../core/calendar/time.ts'
import type { Check, CheckId } from '../core/check.ts'
import type { CheckState, Incident } from '../core/incident/incident.ts'
import type { IncidentAnswer } from '../core/incident/incident-answer.ts'
import type { Mesh } from '../core/mesh.ts'
import { datasetName, domainOf } from '../core/names.ts'
import type { Evidence, Verdict } from '../core/verdict.ts'

export { type IncidentAnswer, incidentAnswer } from '../core/incident/incident-answer.ts'

export interface VerdictAnswer {
  readonly check: CheckId
  readonly kind: string
  readonly domain: string
  readonly product: string
  /** Name of the dataset within the product. */
  readonly dataset: string
  readonly field?: string
  readonly state: Verdict['state']
  /** Machine word of what was found. */
  readonly code: string
  readonly reason: string
  readonly value?: number
  readonly unit?: string
  readonly expected?: { readonly low?: number; readonly high?: number }
  readonly basis?: string
  readonly since?: string
  readonly measuredAt: string
  readonly evidence?: Evidence
}

export interface CheckAnswer {
  readonly at: string
  readonly verdicts: readonly VerdictAnswer[]
  /** Incidents that this check opened or changed, and those of the selected datasets that go on. */
  readonly incidents: readonly IncidentAnswer[]
}

export function verdictAnswer(check: Check, { verdict, at }: Pick<CheckState, 'verdict' | 'at'>): VerdictAnswer {
  const judged = verdict.state === 'unknown' ? undefined : verdict
  return {
    check: check.id,
    kind: check.kind,
    domain: domainOf(check.product),
    product: check.product,
    dataset: datasetName(check.dataset),
    ...given('field', check.field),
    state: verdict.state,
    code: verdict.code,
    reason: verdict.reason,
    ...given('value', judged?.value),
    ...given('unit', judged?.unit),
    ...given('expected', judged?.expected),
    ...given('basis', judged?.basis),
    ...given('since', time(judged?.since)),
    measuredAt: isoTime(at),
    ...given('evidence', verdict.evidence),
  }
}

/** Failures that have not yet lasted long enough to open an incident, shown as incidents to come. */
export function pendingAnswers(mesh: Mesh, states: readonly CheckState[], open: readonly Incident[]): readonly IncidentAnswer[] {
  const members = new Set(open.flatMap((incident) => incident.members.filter((member) => !member.cleared).map((member) => member.check)))
  const checks = new Map([...mesh.datasets.values()].flatMap((dataset) => dataset.checks.map((check) => [check.id, check])))
  return states.flatMap((state) => {
    const check = checks.get(state.check)
    const { verdict } = state
    if (!check || members.has(check.id) || (verdict.state !== 'fail' && verdict.state !== 'warn')) return []
    const since = isoTime(verdict.since ?? state.since)
    return [
      {
        id: `pending:${check.id}`,
        status: 'pending',
        severity: verdict.state === 'fail' ? check.policy.severity : 'low',
        // Kinds that judge segments are called after the type of their trouble.
        type: check.kind.replace(/^segment-/, '') as Incident['type'],
        domain: domainOf(check.product),
        product: check.product,
        dataset: datasetName(check.dataset),
        fields: verdict.fields ?? [],
        segments: verdict.segments ?? [],
        title: `${check.dataset}: ${check.kind} failed ${state.streak} of ${check.policy.openAfter} times`,
        reason: verdict.reason,
        since,
        openedAt: isoTime(state.since),
        confirmedAt: [],
        affects: mesh.dependents.get(check.product) ?? [],
        checks: [check.id],
      },
    ]
  })
}

function time(at: Instant | undefined): string | undefined {
  return at === undefined ? undefined : isoTime(at)
}

function given<K extends string, V>(key: K, value: V | undefined): { readonly [P in K]?: V } {
  return (value === undefined ? {} : { [key]: value }) as { readonly [P in K]?: V }
}
