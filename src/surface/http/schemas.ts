/** The JSON of the API as schemas: the OpenAPI description is made from them, and the compiler holds them against what is answered. */
import { z } from '@hono/zod-openapi'
import { STATUSES, TRANSITIONS } from '../../core/incident/incident.ts'

const words = z.array(z.string()).readonly()
export const time = z.iso.datetime().describe('ISO 8601 in UTC')
const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()])
const state = z.enum(['pass', 'warn', 'fail', 'unknown'])

export const errorSchema = z
  .object({ code: z.string(), message: z.string(), hint: z.string().optional() })
  .openapi('Error', { description: 'What went wrong, in a word and in a sentence, and what to do about it. The codes are in errors.md.' })

const diagnosticSchema = z
  .object({
    severity: z.enum(['error', 'warning', 'gap']),
    code: z.string(),
    message: z.string(),
    hint: z.string().optional(),
    file: z.string(),
    line: z.int(),
    column: z.int(),
    path: z.string(),
  })
  .openapi('Diagnostic', { description: 'A finding about a configuration or contract file.' })

export const verdictSchema = z
  .object({
    check: z.string(),
    kind: z.string(),
    domain: z.string(),
    product: z.string(),
    dataset: z.string(),
    field: z.string().optional(),
    state,
    code: z.string(),
    reason: z.string(),
    value: z.number().optional(),
    unit: z.string().optional(),
    expected: z.object({ low: z.number().optional(), high: z.number().optional() }).optional(),
    basis: z.string().optional(),
    since: time.optional(),
    measuredAt: time,
    evidence: z.record(z.string(), z.union([scalar, z.array(scalar).readonly()])).optional(),
  })
  .openapi('Verdict', { description: 'The last judgement of a check.' })

export const incidentSchema = z
  .object({
    id: z.string(),
    status: z.enum(STATUSES),
    severity: z.enum(['critical', 'high', 'medium', 'low']),
    type: z.enum(['freshness', 'volume', 'schema', 'distribution', 'quality', 'availability', 'monitoring']),
    domain: z.string(),
    product: z.string(),
    dataset: z.string(),
    source: z.string().optional(),
    fields: words,
    segments: words,
    title: z.string(),
    reason: z.string(),
    since: time,
    openedAt: time,
    confirmedAt: z.array(time).readonly(),
    acknowledgedAt: time.optional(),
    acknowledgedBy: z.string().optional(),
    resolvedAt: time.optional(),
    reopenedAt: z.array(time).readonly().optional().describe('times at which it broke again'),
    unstableSince: time.optional().describe('it comes and goes, and is held open until it has been calm for a while'),
    snoozedUntil: time.optional().describe('only its end is told until then'),
    mutedUntil: time.optional().describe('only its end is told'),
    remindedAt: time.optional(),
    escalated: z.int().optional().describe('steps of its escalation that were taken'),
    cause: z.string().optional(),
    affects: words,
    checks: words,
  })
  .openapi('Incident')

export const transitionSchema = z
  .object({
    kind: z.enum(TRANSITIONS),
    at: time,
    reason: z.string(),
    by: z.string().optional().describe('who did it, where a person did'),
    via: z.string().optional().describe('by which door: slack, api, cli or library'),
    note: z.string().optional(),
    to: z.string().optional().describe('of an escalation: where it went'),
  })
  .openapi('Transition', { description: 'A step in the life of an incident.' })

const seconds = z.int().optional()

export const incidentDetailSchema = incidentSchema
  .extend({
    transitions: z.array(transitionSchema).readonly(),
    timeToDetect: z.int().describe('seconds from the beginning of the trouble to its opening'),
    timeToNotify: seconds.describe('seconds from its opening to the first message'),
    timeToAcknowledge: seconds.describe('seconds from its opening to somebody who took care of it'),
    timeToRepair: seconds.describe('seconds from the beginning of the trouble to its end'),
  })
  .openapi('IncidentDetail')

export const deedSchema = z
  .strictObject({
    by: z.string().min(1).max(200).describe('who does it'),
    note: z.string().max(2_000).optional(),
    for: z.string().max(20).optional().describe('how long it is snoozed, such as 4h, at most 7d'),
  })
  .openapi('Deed')

export const checkSchema = z
  .object({
    id: z.string(),
    kind: z.string(),
    domain: z.string(),
    product: z.string(),
    dataset: z.string(),
    field: z.string().optional(),
    promise: z.string().optional().describe('what the contract says in words; missing where the limit is learned'),
    verdict: verdictSchema.optional().describe('missing until the check is judged for the first time'),
  })
  .openapi('Check')

export const productSchema = z
  .object({
    id: z.string(),
    domain: z.string(),
    name: z.string(),
    contract: z.string(),
    version: z.string(),
    status: z.string(),
    tier: z.enum(['gold', 'silver', 'bronze']).optional(),
    owner: z.string().optional(),
    team: z.string().optional(),
    state: state.describe(
      'the worst of its checks, those left out that still learn; unknown when none is failing and not all could be judged',
    ),
    checks: z.object({ pass: z.int(), warn: z.int(), fail: z.int(), unknown: z.int() }).describe('checks by their last verdict'),
  })
  .openapi('Product')

export const productDetailSchema = productSchema
  .extend({
    purpose: z.string().optional(),
    file: z.string(),
    dependsOn: words,
    affects: words.describe('products that depend on it, over any number of steps'),
    links: z.array(z.object({ name: z.string(), url: z.string() })).readonly(),
    gaps: z.array(diagnosticSchema).readonly().describe('parts of the contract that nothing measures'),
    datasets: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        source: z.string(),
        fields: z.array(z.object({ name: z.string(), logicalType: z.string().optional(), required: z.boolean() })),
        checks: z.array(checkSchema),
      }),
    ),
  })
  .openapi('ProductDetail')

export const liveSchema = z
  .object({ live: z.boolean(), scheduler: z.boolean(), dispatcher: z.boolean() })
  .openapi('Live', { description: 'Whether the process and each of its moving parts still move.' })

export const readySchema = z
  .object({
    ready: z.boolean(),
    store: z.object({ reachable: z.boolean() }),
    registry: z.object({ products: z.int(), datasets: z.int(), generation: z.int(), appliedAt: time }),
    reload: z
      .object({ ok: z.boolean(), at: time, diagnostics: z.array(diagnosticSchema).readonly() })
      .describe('the last look at the files; where it is not ok, the registry above is the last good one, and goes on'),
  })
  .openapi('Ready')
