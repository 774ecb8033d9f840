/**
 * A local stand-in for Slack: it speaks the Web API to the real client and shows its channels on one page. For the demo, and for looking
 * at messages while changing them. It listens on loopback only and forgets everything when it stops.
 */
import { createAdaptorServer } from '@hono/node-server'
import { Hono } from 'hono'
import type { Clock } from '../../core/calendar/time.ts'
import { SCRIPT, STYLE } from './assets.ts'
import { METHODS, no } from './methods.ts'
import { renderPage, renderView } from './page.ts'
import { type AppBehind, createVisitor, type Visitor } from './visitor.ts'
import { type Counts, createWorkspace, type Workspace } from './workspace.ts'

export interface SlackStandInOptions {
  /** A free one, if not given. */
  readonly port?: number
  readonly clock: Clock
  /** Names of the channels; without them, any channel that is posted to comes into being. */
  readonly channels?: readonly string[]
  /** Zone of whoever reads the page; that of this machine, if not given. */
  readonly zone?: string
}

export interface SlackStandIn {
  /** The page. */
  readonly url: string
  /** What the notifier's `apiUrl` has to be. Any token will do. */
  readonly apiUrl: string
  /** From now on buttons and the command reach somebody. */
  connect(app: AppBehind): void
  /** How many messages, replies and edits were accepted so far. */
  messages(): Counts
  close(): Promise<void>
}

const HOST = '127.0.0.1'

export async function startSlackStandIn({ port = 0, clock, channels, zone }: SlackStandInOptions): Promise<SlackStandIn> {
  const workspace = createWorkspace(clock, channels, zone)
  let app: AppBehind | undefined
  const visitor = createVisitor(workspace, clock, () => app)
  const server = createAdaptorServer({ fetch: createStandInApp(workspace, visitor).fetch, overrideGlobalObjects: false })
  await new Promise<void>((ready, fail) => {
    server.once('error', fail)
    server.listen(port, HOST, ready)
  })
  const address = server.address()
  const url = `http://${HOST}:${typeof address === 'object' && address ? address.port : port}`
  return {
    url,
    apiUrl: `${url}/api/`,
    connect(to) {
      app = to
    },
    messages: () => ({ ...workspace.counts }),
    async close() {
      const closed = new Promise<void>((done) => server.close(() => done()))
      if ('closeAllConnections' in server) server.closeAllConnections()
      await closed
    },
  }
}

export function createStandInApp(workspace: Workspace, visitor: Visitor): Hono {
  const app = new Hono()
  app.use(async (context, next) => {
    await next()
    context.header('content-security-policy', "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'")
    context.header('x-content-type-options', 'nosniff')
  })
  app.post('/api/:method', async (context) => {
    const method = METHODS[context.req.param('method')]
    if (method === undefined) return context.json(no('unknown_method'))
    if (!context.req.header('authorization')?.startsWith('Bearer ')) return context.json(no('not_authed'))
    const { origin } = new URL(context.req.url)
    return context.json(method(workspace, { ...Object.fromEntries(new URLSearchParams(await context.req.text())), origin }))
  })
  // A page of another site cannot send JSON here without being asked first, so it cannot press anything.
  app.post('/:verb{press|command}', async ({ req, body }) => {
    if (!req.header('content-type')?.startsWith('application/json')) return body(null, 415)
    const asked: unknown = await req.json()
    const { origin } = new URL(req.url)
    const isTaken = await (req.param('verb') === 'press' ? visitor.press(asked, origin) : visitor.type(asked, origin))
    return body(null, isTaken ? 204 : 409)
  })
  app.post('/response/:address', async ({ req, body }) => {
    const { text } = (await req.json()) as { readonly text?: unknown }
    return body(null, visitor.hear(req.param('address'), text) ? 200 : 404)
  })
  app.post('/upload/:id', async ({ req, body }) => {
    return body(null, workspace.takeFile(req.param('id'), new Uint8Array(await req.arrayBuffer())) ? 200 : 404)
  })
  app.get('/files/:id', ({ req, body }) => {
    const file = workspace.file(req.param('id'))
    return file ? body(file.bytes, 200, { 'content-type': 'image/png' }) : body(null, 404)
  })
  app.get('/', (context) => context.html(renderPage(workspace, context.req.query('channel'))))
  app.get('/view', (context) => {
    if (context.req.query('since') === String(workspace.revision)) return context.body(null, 204)
    return context.html(renderView(workspace, context.req.query('channel')))
  })
  app.get('/page.css', (context) => context.body(STYLE, 200, { 'content-type': 'text/css; charset=utf-8' }))
  app.get('/page.js', (context) => context.body(SCRIPT, 200, { 'content-type': 'text/javascript; charset=utf-8' }))
  return app
}
