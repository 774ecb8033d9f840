/**
 * A Slack that is as strict as the real one, and fails on command: block limits, tokens, membership, one message a second and channel.
 * In a test: `startStrictSlack()`. As a process of its own, for daemons that get killed: `node tests/support/strict-slack.ts --port N`,
 * which prints its address; GET /_calls answers what was accepted, POST /_faults takes a JSON list of faults.
 */
import { parseArgs } from 'node:util'
import type { Clock } from '../../src/core/calendar/time.ts'
import { type Answer, type Arguments, METHODS, no } from '../../src/surface/slack-stand-in/methods.ts'
import { createWorkspace } from '../../src/surface/slack-stand-in/workspace.ts'
import { type Call, type Fault, type FaultyServer, type Reply, startFaultyServer } from './faulty-server.ts'
import { messageFault } from './slack-limits.ts'

/** A call that took effect, with its arguments as Slack read them. */
export interface AcceptedCall {
  readonly method: string
  readonly at: number
  readonly args: Arguments
  readonly answer: Answer
}

export interface StrictSlackOptions {
  readonly port?: number
  /** Names; without them, any channel is there. */
  readonly channels?: readonly string[]
  readonly archived?: readonly string[]
  /** Where the bot is not a member; it may join. */
  readonly outside?: readonly string[]
  readonly token?: string
  /** Milliseconds between two messages to one channel; 0 does not care. */
  readonly pace?: number
}

export interface StrictSlack extends Pick<FaultyServer, 'url' | 'faults' | 'calls' | 'close'> {
  readonly apiUrl: string
  readonly accepted: readonly AcceptedCall[]
}

/** Slack's way to say no. */
export function refusal(error: string): Fault {
  return { body: JSON.stringify(no(error)), headers: { 'content-type': 'application/json; charset=utf-8' } }
}

const clock: Clock = { now: () => Date.now(), after: () => () => undefined }
const WRITES: ReadonlySet<string> = new Set(['chat.postMessage', 'chat.update'])
const READS: ReadonlySet<string> = new Set(['conversations.history', 'conversations.replies'])
const CHANNEL_ID = /^C\d{9}$/

export async function startStrictSlack(options: StrictSlackOptions = {}): Promise<StrictSlack> {
  const { token, pace = 0 } = options
  const workspace = createWorkspace(clock, options.channels)
  const accepted: AcceptedCall[] = []
  const outside = new Set(options.outside ?? [])
  const last = new Map<string, number>()

  const judge = (method: string, args: Arguments): Reply | undefined => {
    const channel = workspace.find(args.channel ?? '')
    const refuse = (error: string) => json(no(error))
    if (method === 'conversations.join') outside.delete(channel?.name ?? '')
    if (READS.has(method) && !CHANNEL_ID.test(args.channel ?? '')) return refuse('channel_not_found')
    if (channel && outside.has(channel.name) && (READS.has(method) || WRITES.has(method))) return refuse('not_in_channel')
    if (!WRITES.has(method)) return undefined
    if (channel && options.archived?.includes(channel.name)) return refuse('is_archived')
    const fault = messageFault(args)
    if (fault !== undefined) return refuse(fault)
    if (!channel || pace === 0) return undefined
    const wait = (last.get(channel.id) ?? 0) + pace - clock.now()
    if (wait > 0) return { ...json(no('ratelimited')), status: 429, headers: { 'retry-after': String(Math.ceil(wait / 1_000)) } }
    last.set(channel.id, clock.now())
    return undefined
  }
  const handle = ({ method: verb, path, headers, body }: Call): Reply => {
    if (path === '/_calls') return json(accepted)
    if (path === '/_faults') {
      server.faults.push(...(JSON.parse(body) as readonly Fault[]))
      return json({ ok: true })
    }
    const name = path.replace(/^\/api\//, '')
    const method = METHODS[name]
    if (verb !== 'POST' || method === undefined) return json(no('unknown_method'))
    const [, given] = /^Bearer (\S+)$/.exec(headers.authorization ?? '') ?? []
    if (given === undefined) return json(no('not_authed'))
    if (token !== undefined && given !== token) return json(no('invalid_auth'))
    const args = Object.fromEntries(new URLSearchParams(body))
    const refused = judge(name, args)
    if (refused) return refused
    const answer = method(workspace, args)
    if (answer.ok) accepted.push({ method: name, at: clock.now(), args, answer })
    return json(answer)
  }
  const server = await startFaultyServer(handle, options.port)
  const { url, faults, calls, close } = server
  return { url, apiUrl: `${url}/api/`, faults, calls, accepted, close }
}

function json(value: unknown): Reply {
  return { headers: { 'content-type': 'application/json; charset=utf-8' }, body: JSON.stringify(value) }
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { port: { type: 'string', default: '0' }, pace: { type: 'string', default: '0' } } })
  const { url } = await startStrictSlack({ port: Number(values.port), pace: Number(values.pace) })
  console.log(url)
}
