/** What went wrong: incidents, those to come and those that have ended included. */
import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import { DEEDS } from '../../../core/incident/deed.ts'
import { STATUSES } from '../../../core/incident/incident.ts'
import type { DaemonView } from '../../daemon-view.ts'
import { json, NOT_FOUND, REFUSALS, WRITE_REFUSALS } from '../describe.ts'
import { id, next, pageOf, pageQuery } from '../paging.ts'
import { deedSchema, incidentDetailSchema, incidentSchema } from '../schemas.ts'

const incidents = createRoute({
  method: 'get',
  path: '/api/v1/incidents',
  summary: 'Incidents, newest first; behind them, as pending, the failures that have not yet lasted long enough to be one.',
  tags: ['incidents'],
  request: {
    query: z.strictObject({
      status: z.enum(STATUSES).optional(),
      product: id.optional(),
      domain: id.optional(),
      ...pageQuery,
    }),
  },
  responses: { 200: json(z.object({ incidents: z.array(incidentSchema), next }), 'A page of incidents.'), ...REFUSALS },
})

const incident = createRoute({
  method: 'get',
  path: '/api/v1/incidents/{id}',
  summary: 'One incident with every step of its life, oldest first.',
  tags: ['incidents'],
  request: { params: z.object({ id }) },
  responses: { 200: json(incidentDetailSchema, 'The incident.'), ...REFUSALS, ...NOT_FOUND },
})

const deed = createRoute({
  method: 'post',
  path: '/api/v1/incidents/{id}/{deed}',
  summary:
    'Take an incident, give it back, put it aside for a while, mute it until it is over, or hear of it again. Needs http.writeToken.',
  tags: ['incidents'],
  security: [{ writeToken: [] }],
  request: {
    params: z.object({ id, deed: z.enum(DEEDS) }),
    body: { required: true, content: { 'application/json': { schema: deedSchema } } },
  },
  responses: { 200: json(incidentSchema, 'The incident as it is now.'), ...REFUSALS, ...WRITE_REFUSALS, ...NOT_FOUND },
})

export const INCIDENT_ROUTES = [incidents, incident, deed]

export function addIncidents(app: OpenAPIHono, view: DaemonView): void {
  app.openapi(incidents, async (context) => {
    const { status, product, domain, ...page } = context.req.valid('query')
    const all = await view.incidents(status === undefined ? {} : { status })
    const wanted = all.filter(
      (one) => (product === undefined || one.product === product) && (domain === undefined || one.domain === domain),
    )
    const { entries, ...rest } = pageOf(wanted, page)
    return context.json({ incidents: [...entries], ...rest }, 200)
  })
  app.openapi(incident, async (context) => {
    return context.json(await view.incident(context.req.valid('param').id), 200)
  })
  app.openapi(deed, async (context) => {
    const { id: incident, deed: verb } = context.req.valid('param')
    const { by, note, for: length } = context.req.valid('json')
    const given = { ...(note === undefined ? {} : { note }), ...(length === undefined ? {} : { for: length }) }
    const done = await view.act({ incident, do: verb, by, via: 'api', ...given })
    view.log.info('somebody did something about an incident', { incident: done.id, deed: verb, by })
    return context.json(done, 200)
  })
}
