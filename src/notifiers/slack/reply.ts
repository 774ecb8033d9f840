/** What somebody is answered who pressed a button or typed the command. Only they see it. Pure. */
import type { Reply, ReplyLine } from '../../core/incident/said.ts'
import { escapeText, link, within } from './mrkdwn.ts'

/** Slack takes 40 000 characters; nobody reads as many. */
const LONGEST = 3_000
const MARKS: Readonly<Record<NonNullable<ReplyLine['mark']>, string>> = { good: '✅', bad: '🔴', unknown: '❔' }

export function replyBody({ ok, words, lines = [] }: Reply): string {
  return bodyOf([`${ok ? '' : '🚫 '}${escapeText(words)}`, ...lines.map(lineOf)])
}

export function helpBody(unknown: string | undefined): string {
  return bodyOf([
    ...(unknown === undefined ? [] : [`I do not know \`${escapeText(unknown)}\`.`]),
    '`/meshwatch status <product or domain>`  may I rely on it today?',
    '`/meshwatch help`  this',
    'Incidents are taken, put aside and muted with the buttons below them.',
  ])
}

function lineOf({ mark, words, url }: ReplyLine): string {
  const page = url === undefined ? undefined : link({ name: 'look', url })
  return [...(mark ? [MARKS[mark]] : ['•']), escapeText(words), ...(page ? [page] : [])].join(' ')
}

function bodyOf(lines: readonly string[]): string {
  return JSON.stringify({ response_type: 'ephemeral', replace_original: false, text: within(lines, LONGEST) || 'Done.' })
}
