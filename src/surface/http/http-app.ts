/** The routes, and what stands before all of them. */
import { OpenAPIHono } from '@hono/zod-openapi'
import { secureHeaders } from 'hono/secure-headers'
import type { DaemonView } from '../daemon-view.ts'
import type { Metrics } from '../metrics/metrics.ts'
import { gate } from './gate.ts'
import { openApi } from './openapi.ts'
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
  app.use(secureHeaders({ xFrameOptions: 'DENY', contentSecurityPolicy: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] } }))
  app.use(async (context, next) => {
    await next()
    context.header('Cache-Control', 'no-store')
  })
  app.use(gate(view.config.http))
  app.get('/', (context) => context.text(INDEX))
  addHealth(app, view, metrics)
  addCatalog(app, view)
  addIncidents(app, view)
  app.get('/api/v1/openapi.json', (context) => context.json(openApi(view.version)))
  return app
}
