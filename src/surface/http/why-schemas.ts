/** The JSON of why and of teaching as schemas. */
import { z } from '@hono/zod-openapi'
import { VERBS } from '../../core/teaching.ts'
import { time, verdictSchema } from './schemas.ts'

export const teachingSchema = z
  .object({
    check: z.string(),
    verb: z.enum(VERBS),
    from: time,
    to: time.describe('not part of it'),
    by: z.string(),
    at: time.describe('when it was taught'),
    note: z.string().optional(),
  })
  .openapi('Teaching', { description: 'What somebody said of a moment or span of a learned check.' })

const sentenceSchema = z.object({
  about: z.enum([
    'judged',
    'promised',
    'expected',
    'score',
    'season',
    'learned from',
    'left out',
    'held back',
    'learning',
    'accepted',
    'incident',
    'taught',
  ]),
  text: z.string(),
})

const seriesSchema = z
  .object({
    name: z.string(),
    unit: z.enum(['rows', 'ratio', 'percent', 'milliseconds', 'instant', 'number']),
    alarm: z.number().describe('score from which a value is an anomaly'),
    leftOut: z
      .array(z.object({ from: time, to: time, points: z.int(), because: z.string() }))
      .readonly()
      .describe('what was not learned from'),
    accepted: z
      .array(z.object({ from: time, at: time, as: z.string(), points: z.int() }))
      .readonly()
      .describe('changes that became the new normal by themselves'),
    days: z
      .array(z.object({ at: time, name: z.string(), quiet: z.boolean() }))
      .readonly()
      .describe('special days among the points'),
    points: z
      .array(
        z.object({
          at: time,
          value: z.number(),
          state: z.enum(['learning', 'usual', 'unusual', 'accepted']),
          expected: z.number().optional(),
          low: z.number().optional(),
          high: z.number().optional(),
          score: z.number().optional().describe('−log10 of the share of usual values that are at least this far out'),
          mark: z.enum(['excluded', 'expected', 'new-level']).optional(),
        }),
      )
      .readonly()
      .describe('oldest first; the last one is explained'),
  })
  .openapi('LearnedSeries')

export const whySchema = verdictSchema
  .pick({ check: true, kind: true, domain: true, product: true, dataset: true, field: true })
  .extend({
    promise: z.string().optional().describe('what the contract says, where the limit is not learned'),
    zone: z.string(),
    moment: time.optional().describe('the delivery, period or look that is explained'),
    verdict: verdictSchema.optional().describe('the last judgement; missing where another moment was asked for'),
    sentences: z.array(sentenceSchema).readonly(),
    series: z.array(seriesSchema).readonly().describe('the most surprising first'),
    incidents: z
      .array(z.object({ id: z.string(), status: z.string(), title: z.string(), since: time, resolvedAt: time.optional() }))
      .readonly(),
    teachings: z.array(teachingSchema).readonly(),
  })
  .openapi('Why')
