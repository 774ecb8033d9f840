/** Why a check judged as it did, as words, numbers and a picture; and what people teach of it. */
import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import { VERBS } from '../../../core/teaching.ts'
import type { DaemonView } from '../../daemon-view.ts'
import { chartOf } from '../../why/picture.ts'
import { json, NOT_FOUND, REFUSALS, WRITE_REFUSALS } from '../describe.ts'
import { id } from '../paging.ts'
import { teachingSchema, whySchema } from '../why-schemas.ts'

const params = z.object({ id: id.describe('id of the check, percent-encoded: %2F for a slash, %23 for a #') })
const verb = z.enum(VERBS)
const moment = z.string().max(40).describe('ISO 8601')

const series = z
  .string()
  .max(200)
  .optional()
  .describe('name of one of its series, or of a segment; the most surprising ones where left out')

const why = createRoute({
  method: 'get',
  path: '/api/v1/checks/{id}/why',
  summary: 'Why a check judged as it did: in sentences, with its series, what was taught, and its incidents.',
  tags: ['checks'],
  request: { params, query: z.strictObject({ at: moment.optional().describe('another moment than the last judgement'), series }) },
  responses: { 200: json(whySchema, 'The grounds.'), ...REFUSALS, ...NOT_FOUND },
})

const chart = createRoute({
  method: 'get',
  path: '/api/v1/checks/{id}/chart.svg',
  summary: 'The learned series of a check as a picture.',
  tags: ['checks'],
  request: {
    params,
    query: z.strictObject({
      at: moment.optional(),
      series,
    }),
  },
  responses: {
    200: { description: 'An SVG, light or dark as the reader prefers.', content: { 'image/svg+xml': { schema: z.string() } } },
    ...REFUSALS,
    ...NOT_FOUND,
  },
})

const list = createRoute({
  method: 'get',
  path: '/api/v1/checks/{id}/teaching',
  summary: 'What people taught of a check, in the order in which they did.',
  tags: ['teaching'],
  request: { params },
  responses: { 200: json(z.object({ teachings: z.array(teachingSchema) }), 'What was taught.'), ...REFUSALS, ...NOT_FOUND },
})

const lessonSchema = z.strictObject({
  verb: verb.describe('expected: this was fine; new-normal: learn from here on; anomaly: never learn this'),
  at: moment.optional().describe('the delivery, period or look that holds this moment; the last judged one where left out'),
  from: moment.optional().describe('a half-open span instead of a moment'),
  to: moment.optional().describe('end of the span; the last judgement where left out'),
  by: z.string().min(1).describe('who says so'),
  note: z.string().optional(),
})

const teach = createRoute({
  method: 'post',
  path: '/api/v1/checks/{id}/teaching',
  summary: 'Teach a check; its dataset is judged anew at once. Needs http.writeToken.',
  tags: ['teaching'],
  security: [{ writeToken: [] }],
  request: { params, body: { required: true, content: { 'application/json': { schema: lessonSchema } } } },
  responses: { 201: json(teachingSchema, 'What was taught.'), ...REFUSALS, ...WRITE_REFUSALS, ...NOT_FOUND },
})

const unteach = createRoute({
  method: 'delete',
  path: '/api/v1/checks/{id}/teaching',
  summary: 'Take back what was taught; its dataset is judged anew at once. Needs http.writeToken.',
  tags: ['teaching'],
  security: [{ writeToken: [] }],
  request: {
    params,
    query: z.strictObject({
      verb,
      at: moment.optional().describe('a moment that it was said of; what was taught last with this verb where left out'),
    }),
  },
  responses: { 200: json(teachingSchema, 'What was taken back.'), ...REFUSALS, ...WRITE_REFUSALS, ...NOT_FOUND },
})

export const WHY_ROUTES = [why, chart, list, teach, unteach]

function given({ at, series: name }: { readonly at?: string | undefined; readonly series?: string | undefined }) {
  return { ...(at !== undefined && { at }), ...(name !== undefined && { series: name }) }
}

export function addWhy(app: OpenAPIHono, view: DaemonView): void {
  app.openapi(why, async (context) => {
    return context.json(await view.why(context.req.valid('param').id, given(context.req.valid('query'))), 200)
  })
  app.openapi(chart, async (context) => {
    const asked = context.req.valid('query')
    const answer = await view.why(context.req.valid('param').id, given(asked))
    return context.body(chartOf(answer, asked.series), 200, { 'Content-Type': 'image/svg+xml' })
  })
  app.openapi(list, async (context) => context.json({ teachings: [...(await view.teachings(context.req.valid('param').id))] }, 200))
  app.openapi(teach, async (context) => {
    const { verb: said, by, at, from, to, note } = context.req.valid('json')
    const given = Object.fromEntries(Object.entries({ at, from, to, note }).filter(([, value]) => value !== undefined))
    const taught = await view.teach({ check: context.req.valid('param').id, verb: said, by, ...given })
    view.log.info('somebody taught a check', { ...taught })
    return context.json(taught, 201)
  })
  app.openapi(unteach, async (context) => {
    const { verb: said, at } = context.req.valid('query')
    const taken = await view.unteach({ check: context.req.valid('param').id, verb: said, ...(at === undefined ? {} : { at }) })
    view.log.info('somebody took back what was taught of a check', { ...taken })
    return context.json(taken, 200)
  })
}
