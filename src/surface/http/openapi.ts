/** The description of the API in OpenAPI 3.1, made from the same route objects that the router answers. */
import { OpenAPIHono } from '@hono/zod-openapi'
import { BUDGET_ROUTES } from './routes/budget.ts'
import { CATALOG_ROUTES } from './routes/catalog.ts'
import { HEALTH_ROUTES } from './routes/health.ts'
import { INCIDENT_ROUTES } from './routes/incidents.ts'
import { OUTBOX_ROUTES } from './routes/outbox.ts'
import { QUIET_ROUTES } from './routes/quiet.ts'
import { ROUTING_ROUTES } from './routes/routing.ts'
import { WHY_ROUTES } from './routes/why.ts'

export function openApi(version: string) {
  const { openAPIRegistry, getOpenAPI31Document } = new OpenAPIHono()
  openAPIRegistry.registerComponent('securitySchemes', 'token', { type: 'http', scheme: 'bearer' })
  openAPIRegistry.registerComponent('securitySchemes', 'writeToken', { type: 'http', scheme: 'bearer', description: 'http.writeToken' })
  for (const route of [
    ...HEALTH_ROUTES,
    ...CATALOG_ROUTES,
    ...INCIDENT_ROUTES,
    ...OUTBOX_ROUTES,
    ...BUDGET_ROUTES,
    ...QUIET_ROUTES,
    ...ROUTING_ROUTES,
    ...WHY_ROUTES,
  ])
    openAPIRegistry.registerPath(route)
  return getOpenAPI31Document({
    openapi: '3.1.0',
    info: { title: 'meshwatch', version, description: 'What meshwatch watches, how it is, and what went wrong; and what people teach it.' },
    security: [{ token: [] }],
  })
}
