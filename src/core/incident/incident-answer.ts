/** An incident as JSON, the same from the CLI, the library, the API and the webhook. Times are ISO 8601 in UTC. */

import { type Instant, isoTime } from '../calendar/time.ts'
import type { CheckId } from '../check.ts'
import { datasetName } from '../names.ts'
import type { Incident } from './incident.ts'

const MOMENTS = [
  'since',
  'openedAt',
  'acknowledgedAt',
  'resolvedAt',
  'unstableSince',
  'snoozedUntil',
  'mutedUntil',
  'remindedAt',
] as const satisfies readonly (keyof Incident)[]
type Moments = { readonly [K in Exclude<(typeof MOMENTS)[number], 'since' | 'openedAt'>]?: string }

type Other = (typeof MOMENTS)[number] | 'confirmedAt' | 'reopenedAt' | 'tellAt' | 'failedAt' | 'failedLooks' | 'members'

export interface IncidentAnswer extends Omit<Incident, Other>, Moments {
  /** Name of the dataset within the product. */
  readonly dataset: string
  readonly since: string
  readonly openedAt: string
  readonly confirmedAt: readonly string[]
  readonly reopenedAt?: readonly string[]
  readonly checks: readonly CheckId[]
}

export function incidentAnswer(incident: Incident): IncidentAnswer {
  const { confirmedAt, reopenedAt, members, tellAt: _tellAt, failedAt: _failedAt, failedLooks: _looks, ...rest } = incident
  const words: Omit<typeof rest, (typeof MOMENTS)[number]> = rest
  const moments = MOMENTS.flatMap((key) => {
    const at = incident[key]
    return at === undefined ? [] : [[key, isoTime(at)] as const]
  })
  return {
    ...words,
    ...(Object.fromEntries(moments) as Moments & Record<'since' | 'openedAt', string>),
    dataset: datasetName(words.dataset),
    confirmedAt: confirmedAt.map(isoTime),
    ...(reopenedAt === undefined ? {} : { reopenedAt: reopenedAt.map((at: Instant) => isoTime(at)) }),
    checks: members.map((member) => member.check),
  }
}
