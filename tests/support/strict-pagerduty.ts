/** A PagerDuty that is as strict as its documentation of the Events API v2, and fails on command. It keeps one alert per `dedup_key`. */
import { type Call, type FaultyServer, type Reply, startFaultyServer } from './faulty-server.ts'

export const ROUTING_KEY = 'canary0123456789abcdef0123456789'

export interface PagedAlert {
  readonly state: 'triggered' | 'acknowledged' | 'resolved'
  readonly events: readonly Piece[]
}

export interface StrictPagerduty extends Pick<FaultyServer, 'url' | 'faults' | 'calls' | 'close'> {
  readonly alerts: ReadonlyMap<string, PagedAlert>
}

type Piece = Readonly<Record<string, unknown>>

const LIMIT = 512_000
const STATES = { trigger: 'triggered', acknowledge: 'acknowledged', resolve: 'resolved' } as const
const KEYS = ['routing_key', 'event_action', 'dedup_key', 'payload', 'images', 'links', 'client', 'client_url']
const PAYLOAD_KEYS = ['summary', 'source', 'severity', 'timestamp', 'component', 'group', 'class', 'custom_details']

export async function startStrictPagerduty(): Promise<StrictPagerduty> {
  const alerts = new Map<string, PagedAlert>()
  const handle = (call: Call): Reply => {
    if (call.method !== 'POST' || call.path !== '/v2/enqueue') return { status: 404 }
    const errors = eventFaults(call)
    if (errors.length > 0) return answer(400, { status: 'invalid event', message: 'Event object is invalid', errors })
    const event: Piece = JSON.parse(call.body)
    const action = event.event_action as keyof typeof STATES
    const key = String(event.dedup_key)
    const before = alerts.get(key)
    const isOpen = before !== undefined && before.state !== 'resolved'
    const state = action === 'trigger' && isOpen ? before.state : STATES[action]
    // What refers to nothing is taken and has no effect.
    if (isOpen || action === 'trigger') alerts.set(key, { state, events: [...(isOpen ? before.events : []), event] })
    return answer(202, { status: 'success', message: 'Event processed', dedup_key: key })
  }
  const { url, faults, calls, close } = await startFaultyServer(handle)
  return { url: `${url}/v2/enqueue`, faults, calls, alerts, close }
}

export function eventFaults({ headers, body }: Pick<Call, 'headers' | 'body'>): readonly string[] {
  if (Buffer.byteLength(body) > LIMIT) return ['the event is larger than 512 kB']
  if (!/^application\/json\b/.test(headers['content-type'] ?? '')) return ['the content type is not JSON']
  const event: Piece = JSON.parse(body)
  const { routing_key, event_action, dedup_key, payload, links = [] } = event
  const isTrigger = event_action === 'trigger'
  const pages = Array.isArray(links) ? (links as readonly Piece[]) : []
  return [
    ...unknownKeys(event, KEYS),
    ...(routing_key === ROUTING_KEY ? [] : ['routing_key is invalid']),
    ...(typeof event_action === 'string' && event_action in STATES ? [] : ['event_action is none of the three']),
    ...(isText(dedup_key, 255) || (isTrigger && dedup_key === undefined) ? [] : ['dedup_key is missing or too long']),
    ...(payload === undefined ? (isTrigger ? ['payload is missing'] : []) : payloadFaults(payload as Piece)),
    ...pages.filter(({ href, text }) => !URL.canParse(String(href)) || typeof text !== 'string').map(() => 'a link is no link'),
  ]
}

function payloadFaults(payload: Piece): readonly string[] {
  const { summary, source, severity, timestamp, custom_details } = payload
  return [
    ...unknownKeys(payload, PAYLOAD_KEYS),
    ...(isText(summary, 1_024) ? [] : ['summary is missing or longer than 1024']),
    ...(isText(source, 1_024) ? [] : ['source is missing']),
    ...(['critical', 'error', 'warning', 'info'].includes(String(severity)) ? [] : ['severity is none of the four']),
    ...(timestamp === undefined || /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)$/.test(String(timestamp))
      ? []
      : ['timestamp is not ISO 8601']),
    ...(custom_details === undefined || typeof custom_details === 'object' ? [] : ['custom_details is no object']),
    ...['component', 'group', 'class'].filter((key) => payload[key] !== undefined && typeof payload[key] !== 'string'),
  ]
}

function unknownKeys(piece: Piece, known: readonly string[]): readonly string[] {
  return Object.keys(piece).flatMap((key) => (known.includes(key) ? [] : [`${key} is unknown`]))
}

function isText(value: unknown, most: number): boolean {
  return typeof value === 'string' && value.length > 0 && value.length <= most
}

function answer(status: number, body: unknown): Reply {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
}
