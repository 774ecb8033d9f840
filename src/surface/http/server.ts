/** Listens where the configuration says: loopback unless it names another address, which then needs a token. */
import { createAdaptorServer } from '@hono/node-server'
import { SECOND } from '../../core/calendar/time.ts'
import { MeshError } from '../../core/errors.ts'
import type { DaemonView } from '../daemon-view.ts'
import type { Metrics } from '../metrics/metrics.ts'
import { createHttpApp } from './http-app.ts'

export interface HttpServer {
  /** Base address, with the port that was given where the configuration left it open. */
  readonly url: string
  /** Answers what is being asked, then hangs up. */
  close(): Promise<void>
}

/** Callers ask with a line and a few headers; whoever sends more, or slowly, is not one of them. */
const LIMITS = { maxHeaderSize: 16 * 1024, headersTimeout: 5 * SECOND, requestTimeout: 10 * SECOND, keepAliveTimeout: 30 * SECOND }
const PATIENCE = 2 * SECOND

export async function startHttp(view: DaemonView, metrics: Metrics): Promise<HttpServer> {
  const { host, port } = view.config.http
  metrics.attach(view)
  const server = createAdaptorServer({ fetch: createHttpApp(view, metrics).fetch, overrideGlobalObjects: false, serverOptions: LIMITS })
  await new Promise<void>((ready, fail) => {
    server.once('error', (error) => fail(cannotListen(host, port, error)))
    server.listen(port, host.replace(/^\[|\]$/g, ''), ready)
  })
  const address = server.address()
  const name = host.includes(':') && !host.startsWith('[') ? `[${host}]` : host
  return {
    url: `http://${name}:${typeof address === 'object' && address ? address.port : port}`,
    async close() {
      const hangUp = view.clock.after(PATIENCE, () => 'closeAllConnections' in server && server.closeAllConnections())
      await new Promise<void>((closed) => server.close(() => closed()))
      hangUp()
    },
  }
}

function cannotListen(host: string, port: number, error: Error): MeshError {
  const code = 'code' in error ? String(error.code) : error.message
  const words: Readonly<Record<string, string>> = {
    EADDRINUSE: 'another program listens there',
    EACCES: 'this user may not listen there',
    EADDRNOTAVAIL: 'this machine has no such address',
    ENOTFOUND: 'no machine has this name',
  }
  const hint = 'Set http.port to a free one (0 lets the system choose), or http.host to an address of this machine.'
  return new MeshError('ADDRESS_UNUSABLE', `Cannot listen on ${host} port ${port}: ${words[code] ?? code}.`, hint, { cause: error })
}
