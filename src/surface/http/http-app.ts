/** The routes, and what stands before all of them. */
import { OpenAPIHono } from '@hono/zod-openapi'
import { bodyLimit } from 'hono/body-limit'
import { secureHeaders } from 'hono/secure-headers'
import { MeshError } from '../../core/errors.ts'
import { STYLE_HASH } from '../chart/style.ts'
import type { DaemonView } from '../daemon-view.ts'
import type { Metrics } from '../metrics/metrics.ts'
import { gate, SIGNED } from './gate.ts'
import { openApi } from './openapi.ts'
import { answerProblem, notFound, refuseQuestion } from './problems.ts'
import { addBudget } from './routes/budget.ts'
import { addCatalog } from './routes/catalog.ts'
import { addDoors } from './routes/doors.ts'
import { addHealth } from './routes/health.ts'
import { addIncidents } from './routes/incidents.ts'
import { addOutbox } from './routes/outbox.ts'
import { addQuiet } from './routes/quiet.ts'
import { addRouting } from './routes/routing.ts'
import { addWhy } from './routes/why.ts'

const INDEX = `meshwatch

/metrics                 for Prometheus
/live                    does the process move? (no token)
/ready                   does it do what its files say?
/api/v1/products         data products; /api/v1/products/<id> for one
/api/v1/checks           checks with their last verdicts
/api/v1/checks/<id>/why  why it judged as it did; /chart.svg draws it, /teaching is what people said of it
/api/v1/incidents        incidents; /api/v1/incidents/<id> for one
/api/v1/routes?check=    where an incident would be told; /api/v1/lineage, /api/v1/subscriptions
/api/v1/outbox           what waits to be told, and what could not be
/api/v1/windows          times that are announced; /api/v1/silences are known troubles
/api/v1/openapi.json     how to ask
`

/** Bytes of a question that says more than its address. */
const LONGEST_BODY = 16 * 1024

function tooLong(): never {
  throw new MeshError('USAGE', 'This is more than anybody has to say.', `Send ${LONGEST_BODY} bytes at most.`)
}

export function createHttpApp(view: DaemonView, metrics: Metrics): OpenAPIHono {
  const app = new OpenAPIHono({ defaultHook: refuseQuestion })
  app.onError(answerProblem(view.log))
  app.notFound(notFound)
  app.use(
    secureHeaders({
      xFrameOptions: 'DENY',
      contentSecurityPolicy: { defaultSrc: ["'none'"], styleSrc: [STYLE_HASH], frameAncestors: ["'none'"] },
    }),
  )
  app.use(async (context, next) => {
    await next()
    context.header('Cache-Control', 'no-store')
  })
  app.use(gate(view.config.http))
  const limited = bodyLimit({ maxSize: LONGEST_BODY, onError: tooLong })
  app.use((context, next) => (SIGNED.test(context.req.path) ? next() : limited(context, next)))
  app.get('/', (context) => context.text(INDEX))
  addHealth(app, view, metrics)
  addCatalog(app, view)
  addIncidents(app, view)
  addOutbox(app, view)
  addBudget(app, view)
  addQuiet(app, view)
  addRouting(app, view)
  addWhy(app, view)
  addDoors(app, view)
  app.get('/api/v1/openapi.json', (context) => context.json(openApi(view.version)))
  return app
}
