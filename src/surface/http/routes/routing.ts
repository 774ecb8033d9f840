/** Who is told of what: the routes of a check, the lineage, and who subscribed. */
import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import { INCIDENT_TYPES, severityWord } from '../../../contracts/routing/route-words.ts'
import type { DaemonView } from '../../daemon-view.ts'
import { json, NOT_FOUND, REFUSALS, WRITE_REFUSALS } from '../describe.ts'
import { id } from '../paging.ts'
import { time } from '../schemas.ts'

const words = z.array(z.string()).readonly()
const routeTestSchema = z
  .object({
    check: z.string(),
    type: z.enum(INCIDENT_TYPES),
    severity: severityWord,
    at: time,
    quiet: z.string().optional().describe('the window or silence that it would fall into'),
    routes: z
      .array(
        z.object({
          list: z.enum(['contract', 'table']),
          place: z.int(),
          to: words,
          fits: z.boolean(),
          also: z.boolean(),
          because: z.string().optional().describe('why it does not fit'),
        }),
      )
      .readonly(),
    told: z
      .array(
        z.object({
          receiver: z.string(),
          channels: z.array(z.object({ address: z.string(), from: z.string() })).readonly(),
          notBefore: time.optional(),
        }),
      )
      .readonly(),
    escalation: z.array(z.object({ when: z.string(), to: z.string() })).readonly(),
    affected: z.array(z.object({ receiver: z.string(), address: z.string(), products: words })).readonly(),
  })
  .openapi('RouteTest', { description: 'Where an incident would be told, and why.' })
const edgeSchema = z
  .object({ from: z.string(), to: z.string(), by: z.string().optional(), at: time.optional() })
  .openapi('Edge', { description: '`to` is made from `from`. Contracts say it where nobody is named.' })
const subscriptionSchema = z
  .object({ name: z.string(), products: z.string(), to: z.string(), from: severityWord, by: z.string().optional(), at: time.optional() })
  .openapi('Subscription', { description: 'Who hears that products are affected, and when that is over.' })

const by = z.string().min(1).max(200).describe('who says so')
const ends = { from: id.describe('the product that is used'), to: id.describe('the product that is made from it') }
const tags = ['routing']
const security = [{ writeToken: [] }]

const routes = createRoute({
  method: 'get',
  path: '/api/v1/routes',
  summary: 'Where an incident of a check would be told, and why.',
  tags,
  request: {
    query: z.strictObject({
      check: id,
      severity: severityWord.optional(),
      type: z.enum(INCIDENT_TYPES).optional(),
      at: z.string().max(40).optional().describe('as if it opened then, ISO 8601'),
    }),
  },
  responses: { 200: json(routeTestSchema, 'The routes.'), ...REFUSALS, ...NOT_FOUND },
})
const lineage = createRoute({
  method: 'get',
  path: '/api/v1/lineage',
  summary: 'Which product is made from which: by contracts, and by what people added.',
  tags,
  responses: { 200: json(z.object({ edges: z.array(edgeSchema) }), 'Direct edges.'), ...REFUSALS },
})
const addEdge = createRoute({
  method: 'post',
  path: '/api/v1/lineage',
  summary: 'Say that a product is made from another. Needs http.writeToken.',
  tags,
  security,
  request: { body: { required: true, content: { 'application/json': { schema: z.strictObject({ ...ends, by }) } } } },
  responses: { 201: json(edgeSchema, 'The edge.'), ...REFUSALS, ...WRITE_REFUSALS, ...NOT_FOUND },
})
const removeEdge = createRoute({
  method: 'delete',
  path: '/api/v1/lineage',
  summary: 'Take an edge back that people added. Needs http.writeToken.',
  tags,
  security,
  request: { query: z.strictObject(ends) },
  responses: { 200: json(edgeSchema, 'The edge as it was.'), ...REFUSALS, ...WRITE_REFUSALS, ...NOT_FOUND },
})
const subscriptions = createRoute({
  method: 'get',
  path: '/api/v1/subscriptions',
  summary: 'Who subscribed: by the configuration, and those that were added.',
  tags,
  responses: { 200: json(z.object({ subscriptions: z.array(subscriptionSchema) }), 'The subscriptions.'), ...REFUSALS },
})
const subscribe = createRoute({
  method: 'post',
  path: '/api/v1/subscriptions',
  summary: 'Subscribe to products; one of the same name is replaced. Needs http.writeToken.',
  tags,
  security,
  request: {
    body: {
      required: true,
      content: {
        'application/json': {
          schema: z.strictObject({
            name: z.string().min(1).max(80),
            products: z.string().min(1).max(500).describe('selector'),
            to: z.string().min(1).max(200).describe('a channel such as #board, or the name of a notifier'),
            from: severityWord.optional().describe('least severity, medium where left out'),
            by,
          }),
        },
      },
    },
  },
  responses: { 201: json(subscriptionSchema, 'The subscription.'), ...REFUSALS, ...WRITE_REFUSALS, ...NOT_FOUND },
})
const unsubscribe = createRoute({
  method: 'delete',
  path: '/api/v1/subscriptions/{id}',
  summary: 'End a subscription that was added. Needs http.writeToken.',
  tags,
  security,
  request: { params: z.object({ id }) },
  responses: { 200: json(subscriptionSchema, 'The subscription as it was.'), ...REFUSALS, ...WRITE_REFUSALS, ...NOT_FOUND },
})

export const ROUTING_ROUTES = [routes, lineage, addEdge, removeEdge, subscriptions, subscribe, unsubscribe]

export function addRouting(app: OpenAPIHono, view: DaemonView): void {
  app.openapi(routes, async (context) => {
    const { check, severity, type, at } = context.req.valid('query')
    const given = { ...(severity && { severity }), ...(type && { type }), ...(at !== undefined && { at }) }
    return context.json(await view.testRoutes(check, given), 200)
  })
  app.openapi(lineage, async (context) => context.json({ edges: [...(await view.lineage())] }, 200))
  app.openapi(addEdge, async (context) => {
    const added = await view.addEdge(context.req.valid('json'))
    view.log.info('somebody added an edge to the lineage', { ...added })
    return context.json(added, 201)
  })
  app.openapi(removeEdge, async (context) => {
    const removed = await view.removeEdge(context.req.valid('query'))
    view.log.info('somebody removed an edge of the lineage', { ...removed })
    return context.json(removed, 200)
  })
  app.openapi(subscriptions, async (context) => context.json({ subscriptions: [...(await view.subscriptions())] }, 200))
  app.openapi(subscribe, async (context) => {
    const { from, ...rest } = context.req.valid('json')
    const added = await view.subscribe({ ...rest, ...(from && { from }) })
    view.log.info('somebody subscribed', { ...added })
    return context.json(added, 201)
  })
  app.openapi(unsubscribe, async (context) => {
    const removed = await view.unsubscribe(context.req.valid('param').id)
    view.log.info('somebody ended a subscription', { ...removed })
    return context.json(removed, 200)
  })
}
