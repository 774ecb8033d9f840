/** For whoever keeps the process running and scrapes it: `/live`, `/ready`, `/metrics`. */
import { createRoute, type OpenAPIHono } from '@hono/zod-openapi'
import type { DaemonView } from '../../daemon-view.ts'
import type { Metrics } from '../../metrics/metrics.ts'
import { json, REFUSALS, text } from '../describe.ts'
import { liveness, readiness } from '../health.ts'
import { liveSchema, readySchema } from '../schemas.ts'

const { 401: unauthorized, 500: fault } = REFUSALS

const live = createRoute({
  method: 'get',
  path: '/live',
  summary: 'Does the process still move? Needs no token.',
  tags: ['health'],
  security: [],
  responses: { 200: json(liveSchema, 'It moves.'), 503: json(liveSchema, 'A part stands still: start the process anew.') },
})

const ready = createRoute({
  method: 'get',
  path: '/ready',
  summary: 'Is the store reachable, and is what runs what the files say?',
  tags: ['health'],
  responses: {
    200: json(readySchema, 'All is in order.'),
    401: unauthorized,
    500: fault,
    503: json(readySchema, 'The store does not answer, or the files cannot be used and the last good state goes on.'),
  },
})

const metricsRoute = createRoute({
  method: 'get',
  path: '/metrics',
  summary: 'Metrics for Prometheus.',
  tags: ['health'],
  responses: { 200: text('The text format of Prometheus, version 0.0.4.'), 401: unauthorized, 500: fault },
})

export const HEALTH_ROUTES = [live, ready, metricsRoute]

export function addHealth(app: OpenAPIHono, view: DaemonView, metrics: Metrics): void {
  app.openapi(live, (context) => {
    const answer = liveness(view)
    return context.json(answer, answer.live ? 200 : 503)
  })
  app.openapi(ready, async (context) => {
    const answer = await readiness(view)
    return context.json(answer, answer.ready ? 200 : 503)
  })
  app.openapi(metricsRoute, async (context) => context.text(await metrics.render(), 200, { 'Content-Type': metrics.contentType }))
}
