/**
 * How people's answers come in. They are taken at once, since Slack waits three seconds; what comes of them is told afterwards, to whoever
 * said it. Nothing is done twice: of requests by their signature, of messages on the connection by the name of their envelope.
 */
import { type Millis, SECOND } from '../../core/calendar/time.ts'
import type { Given } from '../../core/factory.ts'
import type { Notifier } from '../../core/incident/notice.ts'
import type { Hear } from '../../core/incident/said.ts'
import { post } from './client.ts'
import type { SlackConfig } from './config.ts'
import { within } from './deadline.ts'
import { createPeople } from './people.ts'
import { readPressed, readTyped, type Said } from './read-said.ts'
import { helpBody, replyBody } from './reply.ts'
import { createSignatureCheck } from './signature.ts'
import { openSocket, type Socket } from './socket.ts'

const REPLY_TIMEOUT: Millis = 10 * SECOND
const INTERACTIONS = '/slack/interactions'
const COMMANDS = '/slack/commands'
/** Where Slack takes replies; a stand-in for it takes them where it is itself. */
const REPLIES = /^https:\/\/hooks\.slack(-gov)?\.com\//

export interface Ear extends Required<Pick<Notifier, 'listen' | 'receive' | 'close'>> {}

export function createEar(config: SlackConfig, { clock, log }: Given): Ear {
  const find = createPeople(config, clock)
  const isGenuine = config.signingSecret && !config.appToken ? createSignatureCheck(config.signingSecret, clock) : undefined
  const underWay = new Set<Promise<void>>()
  let hear: Hear | undefined
  let socket: Socket | undefined

  const answer = async ({ user, replyTo, saying, unknown }: Said) => {
    const body = saying === 'help' ? helpBody(unknown) : hear && replyBody(await hear(saying, await find(user)))
    if (body === undefined || !mayReplyTo(replyTo, config.apiUrl)) return
    await within(clock, REPLY_TIMEOUT, (until) => post(replyTo, body, 'application/json', until))
  }
  const take = (said: Said | undefined) => {
    if (!said) return
    const work = answer(said)
      .catch((error: unknown) => log.warn('somebody in Slack could not be answered', { reason: nameOf(error) }))
      .finally(() => underWay.delete(work))
    underWay.add(work)
  }
  const read = (door: string, payload: unknown): boolean => {
    try {
      take(door === COMMANDS ? readTyped(payload) : readPressed(payload))
      return true
    } catch {
      log.warn('what came from Slack cannot be read', { door })
      return false
    }
  }

  return {
    listen(to) {
      hear = to
      if (config.appToken && !socket)
        socket = openSocket(config.appToken, config.apiUrl, { clock, log }, (kind, payload) => {
          if (kind === 'slash_commands') read(COMMANDS, payload)
          if (kind === 'interactive') read(INTERACTIONS, payload)
        })
    },
    async receive(request) {
      const { path, body } = request
      if (!isGenuine || (path !== INTERACTIONS && path !== COMMANDS)) return undefined
      if (!isGenuine(request)) return { status: 401 }
      const form = Object.fromEntries(new URLSearchParams(Buffer.from(body).toString('utf8')))
      const payload = path === COMMANDS ? form : parse(form.payload ?? '')
      return { status: read(path, payload) ? 200 : 400 }
    },
    async close() {
      hear = undefined
      await socket?.close()
      await Promise.all(underWay)
    },
  }
}

function mayReplyTo(url: string, apiUrl: string | undefined): boolean {
  return REPLIES.test(url) || (apiUrl !== undefined && URL.parse(url)?.origin === new URL(apiUrl).origin)
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}

/** The messages of errors may hold the address, which lets anybody answer in our name for half an hour. */
function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'unknown'
}
