/** The buttons below an incident that goes on: what they are called on the way to Slack and back. They carry the incident's id, and no data. */
import type { ActionsBlock, Button, KnownBlock, StaticSelect } from '@slack/web-api'
import { DAY, HOUR, type Millis } from '../../core/calendar/time.ts'
import { quietUntil } from '../../core/incident/deed.ts'
import type { Notice } from '../../core/incident/notice.ts'
import { webLink } from '../web-links.ts'
import { tidy } from '../wording.ts'
import { plain } from './mrkdwn.ts'

/** An id of ours; whatever else is read there was not sent by us. */
export const INCIDENT_ID = /^[\w.:-]{1,80}$/
export const SNOOZES: Readonly<Record<string, Millis>> = { '1h': HOUR, '4h': 4 * HOUR, '1d': DAY }
const SNOOZE_WORDS: Readonly<Record<string, string>> = { '1h': 'for 1 hour', '4h': 'for 4 hours', '1d': 'for 1 day' }

const MOST_LINKS = 4
const LABEL = 75

/** None where nobody has to do anything: when it is over, and in conversations with others than the owner. */
export function actions(notice: Notice): readonly KnownBlock[] {
  const { incident, at, audience = '' } = notice
  const isOwners = audience === '' || /^(?:escalation|route):/.test(audience)
  if (incident.status === 'resolved' || !isOwners || !INCIDENT_ID.test(incident.id)) return []
  const { id } = incident
  const isQuiet = quietUntil(incident, at) !== undefined
  const deeds = [
    incident.acknowledgedBy === undefined ? button('acknowledge', 'Acknowledge', id, 'primary') : button('unacknowledge', 'Give back', id),
    ...(isQuiet ? [button('wake', 'Tell again', id)] : [snooze(id), button('mute', 'Mute until fixed', id)]),
    ...(notice.learned ? [button('expected', 'Expected', id), button('new-normal', 'New normal', id)] : []),
  ]
  return [block('deeds', deeds)]
}

/** Pages to look at, as buttons. */
export function pages({ links }: Pick<Notice, 'links'>): readonly KnownBlock[] {
  const buttons = links.slice(0, MOST_LINKS).flatMap(({ name, url }, index): readonly Button[] => {
    const href = webLink({ name, url })?.href
    return href === undefined ? [] : [{ type: 'button', action_id: `page-${index}`, text: label(tidy(name, LABEL) || 'Page'), url: href }]
  })
  return buttons.length > 0 ? [block('pages', buttons)] : []
}

function button(action_id: string, text: string, value: string, style?: 'primary'): Button {
  return { type: 'button', action_id, text: label(text), value, ...(style && { style }) }
}

function snooze(id: string): StaticSelect {
  return {
    type: 'static_select',
    action_id: 'snooze',
    placeholder: label('Snooze'),
    options: Object.keys(SNOOZES).map((length) => ({ text: label(SNOOZE_WORDS[length] ?? length), value: `${id} ${length}` })),
  }
}

function block(block_id: string, elements: ActionsBlock['elements']): ActionsBlock {
  return { type: 'actions', block_id, elements }
}

function label(text: string) {
  return { type: 'plain_text', text: plain(text), emoji: true } as const
}
