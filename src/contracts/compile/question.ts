/**
 * Checks before they have ids. An id says what is asked of what, and then, after `#`, which of several such questions it is: by the id or
 * name that the contract gives the rule, or by what kind of rule it is, never by its place in the file. Where this leaves two the same,
 * their content decides who is the second.
 */
import type { Check, IncidentPolicy, Schedule } from '../../core/check.ts'
import type { ProductId, Severity } from '../../core/names.ts'
import type {
  AvailabilityParams,
  DistributionParams,
  FreshnessParams,
  QualityParams,
  SchemaParams,
  SegmentParams,
  VolumeParams,
} from '../../core/questions.ts'
import type { Settings } from '../../core/settings.ts'
import type { Shape } from './shape.ts'

interface Asked<K extends string, P> {
  readonly kind: K
  readonly params: P
  readonly on: Shape
  /** Logical name. */
  readonly field?: string
  readonly label?: string
  readonly schedule: Schedule
  readonly severity?: Severity
  /** Of learned questions. */
  readonly alarm?: number
  readonly promise?: string
}

export type Question =
  | Asked<'freshness', FreshnessParams>
  | Asked<'volume', VolumeParams>
  | Asked<'schema', SchemaParams>
  | Asked<'distribution', DistributionParams>
  | Asked<'segment-freshness' | 'segment-volume' | 'segment-distribution', SegmentParams>
  | Asked<'quality', QualityParams>
  | Asked<'availability', AvailabilityParams>

export function toChecks(questions: readonly Question[], product: ProductId, settings: Settings): readonly Check[] {
  const named = Map.groupBy(questions, plainId)
  return [...named].flatMap(([id, same]) =>
    (same.length === 1 ? same : same.toSorted(byContent)).map((question, index) =>
      toCheck(question, index === 0 ? id : `${id}${question.label === undefined ? '#' : '-'}${index + 1}`, product, settings),
    ),
  )
}

function plainId({ on, kind, field, label }: Question): string {
  return `${on.id}/${kind}${field === undefined ? '' : `/${field}`}${label === undefined ? '' : `#${slug(label)}`}`
}

function slug(label: string): string {
  return label.trim().replace(/[^\p{L}\p{N}_.-]+/gu, '-')
}

function byContent(a: Question, b: Question): number {
  const [left, right] = [a, b].map(({ params, severity }) => JSON.stringify([params, severity])) as [string, string]
  return left < right ? -1 : left > right ? 1 : 0
}

function toCheck(question: Question, id: string, product: ProductId, settings: Settings): Check {
  const { kind, on, field, params, schedule, alarm, promise, severity = settings.severity } = question
  const { openAfter, resolveAfter, unknownAfter, life } = settings
  const policy: IncidentPolicy = { openAfter, resolveAfter, unknownAfter, severity, life }
  return {
    id,
    kind,
    product,
    dataset: on.id,
    ...(field !== undefined && { field }),
    params,
    schedule,
    policy,
    ...(alarm !== undefined && { alarm }),
    ...(promise !== undefined && { promise }),
  }
}
