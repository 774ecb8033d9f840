/** The routes, and what stands before all of them. */
import { OpenAPIHono } from '@hono/zod-openapi'
import { secureHeaders } from 'hono/secure-headers'
import type { DaemonView } from '../daemon-view.ts'
import type { Metrics } from '../metrics/metrics.ts'
import { gate } from './gate.ts'
import { answerProblem, notFound, refuseQuestion } from './problems.ts'
import { addCatalog } from './routes/catalog.ts'
import { addHealth } from './routes/health.ts'
import { addIncidents } from './routes/incidents.ts'

const INDEX = `meshwatch

/metrics                 for Prometheus
/live                    does the process move? (no token)
/ready                   does it do what its files say?
/api/v1/products         data products; /api/v1/products/<id> for one
/api/v1/checks           checks with their last verdicts
/api/v1/incidents        incidents; /api/v1/incidents/<id> for one
/api/v1/openapi.json     how to ask
`

export function createHttpApp(view: DaemonView, metrics: Metrics): OpenAPIHono {
  const app = new OpenAPIHono({ defaultHook: refuseQuestion })
  app.onError(answerProblem(view.log))
  app.notFound(notFound)
  app.use(secureHeaders({ contentSecurityPolicy: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] } }))
  app.use(async (context, next) => {
    await next()
    context.header('Cache-Control', 'no-store')
  })
  app.use(gate(view.config.http))
  app.get('/', (context) => context.text(INDEX))
  addHealth(app, view, metrics)
  addCatalog(app, view)
  addIncidents(app, view)
  app.get('/api/v1/openapi.json', (context) => context.json(openApiOf(app, view.version)))
  return app
}

export function openApiOf(app: OpenAPIHono, version: string) {
  app.openAPIRegistry.registerComponent('securitySchemes', 'token', { type: 'http', scheme: 'bearer' })
  return app.getOpenAPI31Document({
    openapi: '3.1.0',
    info: { title: 'meshwatch', version, description: 'What meshwatch watches, how it is, and what went wrong. It can only be read.' },
    security: [{ token: [] }],
  })
}
