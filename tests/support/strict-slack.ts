/**
 * A Slack that is as strict as the real one, and fails on command: block limits, tokens, membership, one message a second and channel.
 * In a test: `startStrictSlack()`. As a process of its own, for daemons that get killed: `node tests/support/strict-slack.ts --port N`,
 * which prints its address; GET /_calls answers what was accepted, POST /_faults takes a JSON list of faults.
 */
import { parseArgs } from 'node:util'
import type { Clock } from '../../src/core/calendar/time.ts'
import { type Answer, type Arguments, METHODS, no } from '../../src/surface/slack-stand-in/methods.ts'
import { commandOf, type Person, type Pressed, pressOf } from '../../src/surface/slack-stand-in/person.ts'
import { createWorkspace, type SharedFile } from '../../src/surface/slack-stand-in/workspace.ts'
import { type Call, type Fault, type FaultyServer, type Reply, startFaultyServer } from './faulty-server.ts'
import { messageFault } from './slack-limits.ts'
import { type SocketMode, startSocketMode } from './socket-mode.ts'

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
  readonly appToken?: string
  /** Methods that the bot has no scope for. */
  readonly forbidden?: readonly string[]
  /** Display names by id; without an entry `users.info` is refused. */
  readonly users?: Readonly<Record<string, string>>
  /** Members of user groups by the id of the group. */
  readonly groups?: Readonly<Record<string, readonly string[]>>
}

export interface StrictSlack extends Pick<FaultyServer, 'url' | 'faults' | 'calls' | 'close'> {
  readonly apiUrl: string
  readonly accepted: readonly AcceptedCall[]
  readonly socket: SocketMode
  /** What only the person saw who pressed or typed something. */
  readonly replies: readonly string[]
  /** What the app is sent when somebody presses this button on the newest message that has it. Throws when none has. */
  press(pressed: Pressed, person?: Person): Readonly<Record<string, unknown>>
  /** Undefined for a channel that is not there. */
  idOf(channel: string): string | undefined
  rename(channel: string, to: string): void
  /** Files that were shared, with the thread they stand in. */
  readonly files: readonly (SharedFile & { readonly threadTs?: string })[]
  type(text: string, person?: Person): Readonly<Record<string, string>>
}

export const ADA: Person = { id: 'U0ADA', name: 'ada' }

/** Slack's way to say no. */
export function refusal(error: string): Fault {
  return { body: JSON.stringify(no(error)), headers: { 'content-type': 'application/json; charset=utf-8' } }
}

const clock: Clock = { now: () => Date.now(), after: () => () => undefined }
const WRITES: ReadonlySet<string> = new Set(['chat.postMessage', 'chat.update'])
const READS: ReadonlySet<string> = new Set(['conversations.history', 'conversations.replies'])
const PEOPLE: ReadonlySet<string> = new Set(['users.info', 'usergroups.users.list'])
const CHANNEL_ID = /^C\d{9}$/

export async function startStrictSlack(options: StrictSlackOptions = {}): Promise<StrictSlack> {
  const { token, pace = 0 } = options
  const workspace = createWorkspace(clock, options.channels)
  const accepted: AcceptedCall[] = []
  const outside = new Set(options.outside ?? [])
  const last = new Map<string, number>()
  const socket = await startSocketMode()
  const replies: string[] = []

  /** What only a workspace with people in it can answer. */
  const answerOf = (name: string, args: Arguments): Answer | undefined => {
    if (name === 'users.info') {
      const display_name = options.users?.[args.user ?? '']
      return display_name === undefined ? no('user_not_found') : { ok: true, user: { id: args.user, profile: { display_name } } }
    }
    if (name !== 'usergroups.users.list') return undefined
    const users = options.groups?.[args.usergroup ?? '']
    return users === undefined ? no('no_such_subteam') : { ok: true, users }
  }
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
  const handle = ({ method: verb, path, headers, body, bytes }: Call): Reply => {
    if (path === '/_calls') return json(accepted)
    if (path === '/_faults') {
      server.faults.push(...(JSON.parse(body) as readonly Fault[]))
      return json({ ok: true })
    }
    if (path.startsWith('/response/')) {
      replies.push((JSON.parse(body) as { readonly text: string }).text)
      return { body: 'ok' }
    }
    if (path.startsWith('/upload/')) {
      const isPng = bytes.subarray(1, 4).toString() === 'PNG' && headers.authorization === undefined
      return { status: isPng && workspace.takeFile(path.slice('/upload/'.length), new Uint8Array(bytes)) ? 200 : 400 }
    }
    const name = path.replace(/^\/api\//, '')
    if (name === 'apps.connections.open') {
      const isGood = headers.authorization === `Bearer ${options.appToken ?? 'xapp-any'}`
      return json(isGood ? { ok: true, url: socket.ticket() } : no('invalid_auth'))
    }
    const method = METHODS[name]
    if (verb !== 'POST' || (method === undefined && !PEOPLE.has(name))) return json(no('unknown_method'))
    const [, given] = /^Bearer (\S+)$/.exec(headers.authorization ?? '') ?? []
    if (given === undefined) return json(no('not_authed'))
    if (token !== undefined && given !== token) return json(no('invalid_auth'))
    const args = Object.fromEntries(new URLSearchParams(body))
    if (options.forbidden?.includes(name)) return json(no('missing_scope'))
    const refused = judge(name, args)
    if (refused) return refused
    if (name === 'conversations.list' && args.exclude_archived !== 'true') {
      const channels = workspace.channels.map(({ id, name: called }) => ({
        id,
        name: called,
        is_archived: options.archived?.includes(called) ?? false,
      }))
      return json({ ok: true, channels, response_metadata: { next_cursor: '' } })
    }
    const answer = answerOf(name, args) ?? method?.(workspace, { ...args, origin: server.url }) ?? no('unknown_method')
    if (answer.ok) accepted.push({ method: name, at: clock.now(), args, answer })
    return json(answer)
  }
  const server = await startFaultyServer(handle, options.port)
  const { url, faults, calls } = server
  const idOf = (wanted: string) => workspace.channels.find(({ name }) => name === wanted)?.id
  const replyTo = () => `${url}/response/${replies.length}`
  return {
    url,
    apiUrl: `${url}/api/`,
    faults,
    calls,
    accepted,
    socket,
    replies,
    press(pressed, person = ADA) {
      const messages = workspace.channels.flatMap((channel) => channel.messages.map((message) => ({ channel, message })))
      const payloads = messages.flatMap(({ channel, message }) => pressOf(channel, message, pressed, person, replyTo()) ?? [])
      const newest = payloads.at(-1)
      if (!newest) throw new Error(`no message has a button ${pressed.action}`)
      return newest
    },
    idOf: (channel) => idOf(channel.replace(/^#/, '')),
    rename: (channel, to) => workspace.rename(channel.replace(/^#/, ''), to),
    get files() {
      const messages = workspace.channels.flatMap((channel) => channel.messages)
      return messages.flatMap(({ file, threadTs }) => (file ? [{ ...file, ...(threadTs === undefined ? {} : { threadTs }) }] : []))
    },
    type: (text, person = ADA) => commandOf(text, workspace.channels[0] ?? { id: 'C000000001', name: 'any' }, person, replyTo()),
    async close() {
      await socket.close()
      await server.close()
    },
  }
}

function json(value: unknown): Reply {
  return { headers: { 'content-type': 'application/json; charset=utf-8' }, body: JSON.stringify(value) }
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { port: { type: 'string', default: '0' }, pace: { type: 'string', default: '0' } } })
  const { url } = await startStrictSlack({ port: Number(values.port), pace: Number(values.pace) })
  console.log(url)
}
