/**
 * A person in front of Slack: what an app is sent when they press a button or type a command, and how Slack signs it. Shapes:
 * docs.slack.dev/reference/interaction-payloads/block_actions-payload, docs.slack.dev/interactivity/implementing-slash-commands
 */
import { createHmac } from 'node:crypto'
import { type Instant, SECOND } from '../../core/calendar/time.ts'
import type { Channel, Message } from './workspace.ts'

export interface Person {
  readonly id: string
  /** The handle; what people see is the display name that `users.info` tells. */
  readonly name: string
}

/** What is pressed: a button by its `action_id`, an entry of a menu by its value as well. */
export interface Pressed {
  readonly action: string
  readonly option?: string | undefined
}

type Piece = Readonly<Record<string, unknown>>

const APP = { api_app_id: 'A000000001', token: 'verification-token-nobody-uses' }
const TEAM = { id: 'T000000001', domain: 'stand-in' }

/** The payload of a press; undefined when the message has no such button. */
export function pressOf(channel: Channel, message: Message, { action, option }: Pressed, person: Person, replyTo: string) {
  for (const block of message.blocks as readonly Piece[]) {
    const element = (Array.isArray(block.elements) ? (block.elements as readonly Piece[]) : []).find((one) => one.action_id === action)
    if (!element) continue
    const options = Array.isArray(element.options) ? (element.options as readonly Piece[]) : []
    const chosen = options.find(({ value }) => value === option)
    if (element.type === 'static_select' && !chosen) return undefined
    const { type, action_id, value, text } = element
    return {
      type: 'block_actions',
      user: { id: person.id, username: person.name, name: person.name, team_id: TEAM.id },
      ...APP,
      team: TEAM,
      container: { type: 'message', message_ts: message.ts, channel_id: channel.id, is_ephemeral: false },
      trigger_id: `1.2.${message.ts}`,
      channel: { id: channel.id, name: channel.name },
      message: { type: 'message', ts: message.ts, text: message.text, blocks: message.blocks },
      response_url: replyTo,
      actions: [
        {
          type,
          action_id,
          block_id: block.block_id,
          ...(text === undefined ? {} : { text }),
          ...(value === undefined ? {} : { value }),
          ...(chosen ? { selected_option: chosen } : {}),
          action_ts: message.ts,
        },
      ],
    }
  }
  return undefined
}

export function commandOf(text: string, channel: Pick<Channel, 'id' | 'name'>, person: Person, replyTo: string) {
  return {
    ...APP,
    team_id: TEAM.id,
    team_domain: TEAM.domain,
    channel_id: channel.id,
    channel_name: channel.name,
    user_id: person.id,
    user_name: person.name,
    command: '/meshwatch',
    text,
    response_url: replyTo,
    trigger_id: '1.2.3',
  }
}

/** As Slack posts it to an app that has an address of its own. */
export function signedPost(form: Readonly<Record<string, string>>, secret: string, now: Instant) {
  const body = new URLSearchParams(form).toString()
  const stamp = String(Math.floor(now / SECOND))
  const signature = `v0=${createHmac('sha256', secret).update(`v0:${stamp}:${body}`).digest('hex')}`
  const headers: Readonly<Record<string, string>> = {
    'content-type': 'application/x-www-form-urlencoded',
    'x-slack-request-timestamp': stamp,
    'x-slack-signature': signature,
  }
  return { headers, body }
}
