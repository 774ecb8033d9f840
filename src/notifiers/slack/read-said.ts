/** What Slack sends when somebody presses a button or types the command → what was said. Parsed strictly where we look, once. */
import * as z from 'zod'
import type { Saying } from '../../core/incident/said.ts'
import { INCIDENT_ID, SNOOZES } from './actions.ts'

export interface Said {
  readonly user: { readonly id: string; readonly handle: string }
  /** Where the reply goes. */
  readonly replyTo: string
  readonly saying: Saying | 'help'
  /** Of a command that says nothing we know. */
  readonly unknown?: string
}

const userId = z.string().regex(/^[UW][A-Z0-9]{2,30}$/)

const pressed = z.object({
  type: z.literal('block_actions'),
  user: z.object({ id: userId, username: z.string().optional(), name: z.string().optional() }),
  response_url: z.string(),
  actions: z
    .array(
      z.object({
        action_id: z.string(),
        value: z.string().optional(),
        selected_option: z.object({ value: z.string() }).nullish(),
      }),
    )
    .min(1),
})

const typed = z.object({
  command: z.string(),
  text: z.string().default(''),
  user_id: userId,
  user_name: z.string().default(''),
  response_url: z.string(),
})

const DEEDS = ['acknowledge', 'unacknowledge', 'mute', 'wake', 'expected', 'new-normal'] as const
const LONGEST_NAME = 200

/** `undefined` for what is not for us, such as a button that only opens a page; throws for what Slack would not send. */
export function readPressed(payload: unknown): Said | undefined {
  if ((payload as { readonly type?: unknown } | null)?.type !== 'block_actions') return undefined
  const { user, response_url: replyTo, actions } = pressed.parse(payload)
  const [action] = actions
  const saying = action && sayingOf(action.action_id, action.selected_option?.value ?? action.value ?? '')
  return saying && { user: { id: user.id, handle: user.username ?? user.name ?? user.id }, replyTo, saying }
}

export function readTyped(payload: unknown): Said {
  const { text, user_id: id, user_name, response_url: replyTo } = typed.parse(payload)
  const who = { user: { id, handle: user_name || id }, replyTo }
  const [verb = '', ...rest] = text.trim().split(/\s+/)
  const of = rest.join(' ').slice(0, LONGEST_NAME)
  if (verb === 'status' && of !== '') return { ...who, saying: { do: 'status', of } }
  return { ...who, saying: 'help', ...(/^(help|status|)$/.test(verb) ? {} : { unknown: verb.slice(0, LONGEST_NAME) }) }
}

function sayingOf(name: string, value: string): Saying | undefined {
  const [incident = '', length = ''] = value.split(' ')
  if (!INCIDENT_ID.test(incident)) return undefined
  if (name === 'snooze') return SNOOZES[length] === undefined ? undefined : { do: 'snooze', incident, length: SNOOZES[length] }
  const deed = DEEDS.find((one) => one === name)
  return deed && { do: deed, incident }
}
