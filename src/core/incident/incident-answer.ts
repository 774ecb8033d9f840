/** An incident as JSON, the same from the CLI, the library, the API and the webhook. Times are ISO 8601 in UTC. */

import { isoTime } from '../calendar/time.ts'
import type { CheckId } from '../check.ts'
import { datasetName } from '../names.ts'
import type { Incident } from './incident.ts'

type Other = 'since' | 'openedAt' | 'confirmedAt' | 'acknowledgedAt' | 'resolvedAt' | 'members'

export interface IncidentAnswer extends Omit<Incident, Other> {
  /** Name of the dataset within the product. */
  readonly dataset: string
  readonly since: string
  readonly openedAt: string
  readonly confirmedAt: readonly string[]
  readonly acknowledgedAt?: string
  readonly resolvedAt?: string
  readonly checks: readonly CheckId[]
}

export function incidentAnswer(incident: Incident): IncidentAnswer {
  const { since, openedAt, confirmedAt, acknowledgedAt, resolvedAt, members, ...words } = incident
  return {
    ...words,
    dataset: datasetName(words.dataset),
    since: isoTime(since),
    openedAt: isoTime(openedAt),
    confirmedAt: confirmedAt.map(isoTime),
    ...(acknowledgedAt === undefined ? {} : { acknowledgedAt: isoTime(acknowledgedAt) }),
    ...(resolvedAt === undefined ? {} : { resolvedAt: isoTime(resolvedAt) }),
    checks: members.map((member) => member.check),
  }
}
