/** What waits to be told, and what could not be. */
import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import type { DaemonView } from '../../daemon-view.ts'
import { json, NOT_FOUND, REFUSALS, WRITE_REFUSALS } from '../describe.ts'
import { id } from '../paging.ts'
import { time } from '../schemas.ts'

const rowSchema = z
  .object({
    id: z.string(),
    state: z.enum(['waiting', 'dead']),
    incident: z.string(),
    title: z.string(),
    transition: z.string(),
    receiver: z.string(),
    audience: z.string().optional().describe('whose conversation it is; missing for the owner'),
    address: z.string(),
    attempts: z.int(),
    createdAt: time,
    notBefore: time.optional().describe('when it is tried next'),
    lastError: z.string().optional(),
  })
  .openapi('OutboxRow', { description: 'A notice that waits, or was given up.' })
const rows = z.object({ rows: z.array(rowSchema) })
const by = z.string().min(1).max(200).describe('who does it')
const tags = ['outbox']
const security = [{ writeToken: [] }]

const list = createRoute({
  method: 'get',
  path: '/api/v1/outbox',
  summary: 'Notices that wait or were given up, oldest first, at most 1000.',
  tags,
  request: { query: z.strictObject({ state: z.enum(['waiting', 'dead']).optional(), receiver: id.optional() }) },
  responses: { 200: json(rows, 'The notices.'), ...REFUSALS },
})
const replay = createRoute({
  method: 'post',
  path: '/api/v1/outbox/{id}/replay',
  summary: 'Try a notice at once, from the beginning of its chain. Needs http.writeToken.',
  tags,
  security,
  request: { params: z.object({ id }), body: { required: true, content: { 'application/json': { schema: z.strictObject({ by }) } } } },
  responses: { 200: json(rows, 'What is tried.'), ...REFUSALS, ...WRITE_REFUSALS, ...NOT_FOUND },
})
const drop = createRoute({
  method: 'delete',
  path: '/api/v1/outbox/{id}',
  summary: 'Do not send a notice any more. Needs http.writeToken.',
  tags,
  security,
  request: { params: z.object({ id }), query: z.strictObject({ by }) },
  responses: { 200: json(rowSchema, 'What is dropped.'), ...REFUSALS, ...WRITE_REFUSALS, ...NOT_FOUND },
})

export const OUTBOX_ROUTES = [list, replay, drop]

export function addOutbox(app: OpenAPIHono, view: DaemonView): void {
  app.openapi(list, async (context) => {
    const { state, receiver } = context.req.valid('query')
    return context.json({ rows: [...(await view.outbox({ ...(state && { state }), ...(receiver !== undefined && { receiver }) }))] }, 200)
  })
  app.openapi(replay, async (context) => {
    const { by: who } = context.req.valid('json')
    const replayed = await view.replay({ id: context.req.valid('param').id, by: who })
    view.log.info('somebody tries a notice again', { notice: context.req.valid('param').id, by: who })
    return context.json({ rows: [...replayed] }, 200)
  })
  app.openapi(drop, async (context) => {
    const { by: who } = context.req.valid('query')
    const dropped = await view.drop({ id: context.req.valid('param').id, by: who })
    view.log.info('somebody dropped a notice', { notice: dropped.id, by: who })
    return context.json(dropped, 200)
  })
}
