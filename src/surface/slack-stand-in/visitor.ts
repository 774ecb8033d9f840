/** Whoever looks at the page and presses something: the app is sent what Slack would send it, and what it answers is shown. */
import * as z from 'zod'
import type { Clock } from '../../core/calendar/time.ts'
import type { Post, PostAnswer } from '../../core/incident/said.ts'
import { VISITOR } from './methods.ts'
import { commandOf, pressOf, signedPost } from './person.ts'
import type { Channel, Workspace } from './workspace.ts'

/** The app behind the messages: what it is sent when somebody presses a button, and the secret that this is signed with. */
export interface AppBehind {
  readonly signingSecret: string
  receive(post: Post): Promise<PostAnswer | undefined>
}

export interface Visitor {
  /** Answer whether it was taken. */
  press(asked: unknown, origin: string): Promise<boolean>
  type(asked: unknown, origin: string): Promise<boolean>
  /** What they alone are told; of an address that was given out for it. */
  hear(address: string, text: unknown): boolean
}

const pressed = z.strictObject({ channel: z.string(), ts: z.string(), action: z.string(), option: z.string().optional() })
const typed = z.strictObject({ channel: z.string(), text: z.string().max(500) })

export function createVisitor(workspace: Workspace, clock: Clock, app: () => AppBehind | undefined): Visitor {
  const asked = new Map<string, { readonly channel: Channel; readonly threadTs?: string }>()
  const addressFor = (origin: string, channel: Channel, threadTs?: string) => {
    const name = String(asked.size + 1)
    asked.set(name, { channel, ...(threadTs === undefined ? {} : { threadTs }) })
    return `${origin}/response/${name}`
  }
  const post = async (path: string, form: Readonly<Record<string, string>>) => {
    const to = app()
    if (!to) return false
    const { headers, body } = signedPost(form, to.signingSecret, clock.now())
    const answer = await to.receive({ path, header: (name) => headers[name], body: new TextEncoder().encode(body) })
    return answer?.status === 200
  }
  return {
    async press(given, origin) {
      const { channel: id, ts, ...button } = pressed.parse(given)
      const channel = workspace.channels.find((one) => one.id === id)
      const message = channel?.messages.find((one) => one.ts === ts)
      const payload = channel && message && pressOf(channel, message, button, VISITOR, addressFor(origin, channel, ts))
      return payload !== undefined && post('/slack/interactions', { payload: JSON.stringify(payload) })
    },
    async type(given, origin) {
      const { channel: name, text } = typed.parse(given)
      const channel = workspace.channels.find((one) => one.name === name) ?? workspace.channels[0]
      return channel !== undefined && post('/slack/commands', commandOf(text, channel, VISITOR, addressFor(origin, channel)))
    },
    hear(address, text) {
      const place = asked.get(address)
      if (!place || typeof text !== 'string') return false
      workspace.whisper(place.channel, text, place.threadTs)
      return true
    },
  }
}
