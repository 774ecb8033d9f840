/** An HTTP server on loopback that can be told to answer its next callers badly, in ways that real ones do. */
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Call {
  readonly method: string
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
  readonly bytes: Buffer<ArrayBuffer>
}

export interface Reply {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

/** `accepted`: the call takes effect all the same, as when an answer is lost. */
export type Fault =
  | (Reply & { readonly accepted?: boolean })
  | { readonly reset: true; readonly accepted?: boolean }
  /** Takes effect; the answer comes this many milliseconds later. */
  | { readonly slow: number }
  /** Takes effect; the answer begins and never ends. */
  | { readonly endless: true }

export interface FaultyServer {
  readonly url: string
  /** One for each of the next calls; then all is well again. */
  readonly faults: Fault[]
  /** Everything that came in, whatever was answered. */
  readonly calls: readonly Call[]
  close(): Promise<void>
}

/** Paths below `/_` are for the test itself and never fail. */
export async function startFaultyServer(handle: (call: Call) => Reply, port = 0): Promise<FaultyServer> {
  const faults: Fault[] = []
  const calls: Call[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const { method = '', url: path = '', headers } = request
      const bytes = Buffer.concat(chunks)
      const call = { method, path, headers, body: bytes.toString(), bytes }
      const ofTheTest = path.startsWith('/_')
      if (!ofTheTest) calls.push(call)
      answer(response, ofTheTest ? undefined : faults.shift(), () => handle(call))
    })
  })
  await new Promise<void>((ready) => server.listen(port, '127.0.0.1', ready))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    faults,
    calls,
    async close() {
      const closed = new Promise<void>((done) => server.close(() => done()))
      server.closeAllConnections()
      await closed
    },
  }
}

function answer(response: ServerResponse, fault: Fault | undefined, handle: () => Reply): void {
  if (fault === undefined) write(response, handle())
  else if ('slow' in fault) {
    const reply = handle()
    setTimeout(() => write(response, reply), fault.slow)
  } else if ('endless' in fault) {
    handle()
    response.writeHead(200, { 'content-type': 'application/json' })
    response.write('{')
  } else {
    if (fault.accepted) handle()
    if ('reset' in fault) response.socket?.resetAndDestroy()
    else write(response, fault)
  }
}

function write(response: ServerResponse, { status = 200, headers = {}, body = '' }: Reply): void {
  response.writeHead(status, headers)
  response.end(body)
}
