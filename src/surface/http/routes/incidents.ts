/** What went wrong: incidents, those to come and those that have ended included. */
import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import { isoTime } from '../../../core/calendar/time.ts'
import { MeshError } from '../../../core/errors.ts'
import { STATUSES } from '../../../core/incident/incident.ts'
import { incidentAnswer } from '../../answers.ts'
import type { DaemonView } from '../../daemon-view.ts'
import { json, NOT_FOUND, REFUSALS } from '../describe.ts'
import { id, next, pageOf, pageQuery } from '../paging.ts'
import { incidentDetailSchema, incidentSchema } from '../schemas.ts'

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

export const INCIDENT_ROUTES = [incidents, incident]

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
    const name = context.req.valid('param').id
    const [found] = await view.store.incidents({ id: name })
    if (!found) throw new MeshError('NOT_FOUND', `There is no incident ${name}.`, 'GET /api/v1/incidents lists them.')
    const transitions = await view.store.transitions(name)
    const steps = transitions.map(({ incident: _, at, ...words }) => ({ ...words, at: isoTime(at) }))
    return context.json({ ...incidentAnswer(found), transitions: steps }, 200)
  })
}
