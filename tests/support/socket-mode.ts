/** Slack's side of Socket Mode on loopback: a ticket for each connection, a hello, envelopes that want to be acknowledged, and goodbyes. */
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { type WebSocket, WebSocketServer } from 'ws'

export interface SocketMode {
  /** The address that `apps.connections.open` answers: good for one connection. */
  ticket(): string
  /** Waits until the app is connected. */
  connected(): Promise<void>
  /** Sends an envelope and waits until it is acknowledged; answers its id. With `id`, as Slack sends one again. */
  send(type: string, payload: unknown, id?: string): Promise<string>
  /** Slack asks every app to connect again now and then. */
  refresh(): void
  /** The line goes dead. */
  drop(): void
  readonly isConnected: boolean
  /** How many connections there have been. */
  readonly connections: number
  close(): Promise<void>
}

export async function startSocketMode(): Promise<SocketMode> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 })
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const tickets = new Set<string>()
  const waiting = new Map<string, () => void>()
  const arrivals: (() => void)[] = []
  let line: WebSocket | undefined
  let connections = 0
  let count = 0
  server.on('connection', (socket, { url }) => {
    const ticket = new URL(url ?? '', 'ws://x').searchParams.get('ticket') ?? ''
    if (!tickets.delete(ticket)) return socket.close(1008, 'no such ticket')
    connections++
    line = socket
    socket.on('close', () => {
      if (line === socket) line = undefined
    })
    socket.on('message', (data) => {
      const { envelope_id: id } = JSON.parse(String(data)) as { readonly envelope_id: string }
      waiting.get(id)?.()
    })
    socket.send(JSON.stringify({ type: 'hello', num_connections: 1, connection_info: { app_id: 'A000000001' } }))
    for (const arrived of arrivals.splice(0)) arrived()
  })
  return {
    ticket() {
      const ticket = `t${++count}`
      tickets.add(ticket)
      return `ws://127.0.0.1:${port}/link/?ticket=${ticket}`
    },
    async connected() {
      if (!line) await new Promise<void>((arrived) => arrivals.push(arrived))
    },
    async send(type, payload, id = `e${++count}`) {
      if (!line) throw new Error('no app is connected')
      const acknowledged = new Promise<void>((done) => waiting.set(id, done))
      line.send(JSON.stringify({ envelope_id: id, type, payload, accepts_response_payload: true }))
      await acknowledged
      return id
    },
    refresh: () => line?.send(JSON.stringify({ type: 'disconnect', reason: 'refresh_requested' })),
    drop: () => line?.terminate(),
    get isConnected() {
      return line !== undefined
    },
    get connections() {
      return connections
    },
    async close() {
      for (const client of server.clients) client.terminate()
      await new Promise<void>((closed) => server.close(() => closed()))
    },
  }
}
