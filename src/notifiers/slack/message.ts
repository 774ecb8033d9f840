/**
 * One notice as a Slack message. The root says, on one screen, what broke, since when, what was seen and expected, whose it is,
 * what depends on it and where to look; it is edited in place. Replies are single lines below it. Pure.
 */
import type { KnownBlock, MrkdwnElement } from '@slack/web-api'
import { type Instant, spell } from '../../core/calendar/time.ts'
import type { Incident } from '../../core/incident/incident.ts'
import type { Notice, NoticeKind } from '../../core/incident/notice.ts'
import { digestWords } from '../digest-words.ts'
import { effectWords } from '../effect-words.ts'
import {
  elsewhereWords,
  type Finding,
  findings,
  LONGEST_REASON,
  listNames,
  NEWS,
  ownerWords,
  plainText,
  reasonWords,
  stateWords,
  tidy,
  whenWords,
} from '../wording.ts'
import { actions, pages } from './actions.ts'
import { code, escapeText, link, mention, plain, readersTime, within } from './mrkdwn.ts'
import { digestReply, digestRoot } from './notes/digest.ts'
import { effectReply, effectRoot } from './notes/effect.ts'

export interface SlackMessage {
  /** For notifications and screen readers. */
  readonly text: string
  readonly blocks: readonly KnownBlock[]
}

/** `short` is for a workspace that finds the full message too long. */
export type Length = 'full' | 'short'

// Slack's limits: docs.slack.dev/reference/block-kit/blocks
const HEADER = 150
const SECTION = 3_000
const FIELD = 2_000
const CONTEXT = 2_000
const MOST_FINDINGS = 5

/** `answerable`: people can answer, so that it carries buttons while there is something to do. */
export function rootMessage(notice: Notice, length: Length, answerable = false): SlackMessage {
  const digest = digestWords(notice)
  if (digest) return digestRoot(digest)
  const effect = effectWords(notice)
  if (effect) return effectRoot(notice, effect)
  const blocks: (KnownBlock | undefined)[] = [header(notice), elsewhere(notice), story(notice, length), hands(notice)]
  if (length === 'full') blocks.push(facts(notice))
  blocks.push(whereToLook(notice, length, answerable))
  if (answerable) blocks.push(...actions(notice), ...pages(notice))
  return { text: preview(notice), blocks: blocks.filter((block) => block !== undefined) }
}

export function replyMessage(notice: Notice): SlackMessage {
  const digest = digestWords(notice)
  if (digest) return digestReply(digest)
  const effect = effectWords(notice)
  if (effect) return effectReply(notice, effect)
  const { incident, transition, at, product } = notice
  const kind = findings(incident, product.zone).find(({ reason }) => reason === tidy(notice.reason, LONGEST_REASON))?.kind
  const what = kind === undefined || transition === 'resolved' ? '' : `${code(kind)} `
  const took = transition === 'resolved' ? ` after ${spell((incident.resolvedAt ?? at) - incident.since)}` : ''
  const called = notice.mention === undefined ? '' : `${mention(notice.mention)} `
  const line = `${called}${MARKS[transition]} *${NEWS[transition]}*${took}: ${what}${escapeText(reasonWords(notice.reason, incident))}`
  return { text: preview(notice), blocks: [section(line), context([`${readersTime(at, whenWords(at, product.zone))}`])] }
}

const MARKS: Readonly<Record<NoticeKind, string>> = {
  opened: '🔔',
  joined: '➕',
  changed: '✏️',
  acknowledged: '👀',
  unacknowledged: '↩️',
  recovering: '🌤️',
  relapsed: '🔁',
  reopened: '🔁',
  unstable: '〰️',
  snoozed: '💤',
  muted: '🔇',
  woken: '🔔',
  reminded: '⏰',
  escalated: '📣',
  resolved: '✅',
  affected: '🔗',
  unaffected: '✅',
  digest: '🗞️',
}
const SEVERITY_MARKS: Readonly<Record<Notice['incident']['severity'], string>> = { critical: '🔴', high: '🔴', medium: '🟠', low: '🟡' }

function header({ incident }: Notice): KnownBlock {
  const mark = incident.status === 'resolved' ? '✅' : (SEVERITY_MARKS[incident.severity] ?? '🟠')
  return { type: 'header', text: { type: 'plain_text', text: plain(tidy(`${mark} ${incident.title}`, HEADER)), emoji: true } }
}

function elsewhere(notice: Notice): KnownBlock | undefined {
  const words = elsewhereWords(notice)
  return words && context([`↪️ Meant for *${escapeText(words.address)}*, but ${words.why}.`])
}

/** State and findings. */
function story(notice: Notice, length: Length): KnownBlock {
  const { incident, product, transition } = notice
  const { state, rest } = stateWords(notice)
  const utc = whenWords(incident.since, 'UTC')
  const own = incident.status === 'resolved' ? '' : `; ${readersTime(incident.since, utc)} on your clock`
  const all = findings(incident, product.zone)
  const over = incident.status === 'resolved'
  const end = over && transition === 'resolved' ? [escapeText(reasonWords(notice.reason, incident))] : []
  const list = over ? [`_It was:_ ${escapeText(reasonWords(incident.reason, incident))}`] : reasons(all, incident)
  const shown = length === 'full' ? list : list.slice(0, 1)
  const rested = list.length - MOST_FINDINGS
  const more = length === 'full' && rested > 0 ? [`… and ${rested} more`] : []
  return section(within([`*${state}* ${escapeText(rest)}${own}`, ...end, ...shown.slice(0, MOST_FINDINGS), ...more], SECTION))
}

/** Who has it, and whether it is kept quiet; and why it is told here, where it was escalated to. */
function hands({ incident, transition, form, reason, at, product }: Notice): KnownBlock | undefined {
  if (incident.status === 'resolved') return undefined
  const { acknowledgedBy, acknowledgedAt, snoozedUntil = 0, mutedUntil = 0 } = incident
  const when = (time: Instant) => readersTime(time, whenWords(time, product.zone))
  const since = acknowledgedAt === undefined ? '' : ` since ${when(acknowledgedAt)}`
  const lines = [
    ...(transition === 'escalated' && form === 'root' ? [`${MARKS.escalated} ${escapeText(reasonWords(reason, incident))}`] : []),
    ...(acknowledgedBy === undefined ? [] : [`👀 *${escapeText(tidy(acknowledgedBy, 80))}* takes care of it${since}`]),
    ...(snoozedUntil > at ? [`💤 Put aside until ${when(snoozedUntil)}`] : []),
    ...(mutedUntil > at ? [`🔇 Muted until it is fixed, or until ${when(mutedUntil)}`] : []),
  ]
  return lines.length > 0 ? context(lines) : undefined
}

function reasons(all: readonly Finding[], incident: Incident): readonly string[] {
  const [only] = all
  if (only === undefined) return [escapeText(reasonWords(incident.reason, incident))]
  if (all.length === 1) return [escapeText(reasonWords(only.reason, incident))]
  return all.map(({ kind, reason, cleared }) => `${cleared ? '✓' : '•'} ${code(kind)} ${cleared ? 'is fine again' : escapeText(reason)}`)
}

/** Two columns of name and value. */
function facts({ incident, product }: Notice): KnownBlock | undefined {
  const [first] = findings(incident, product.zone)
  const lead = first?.cleared ? undefined : first
  const owner = ownerWords(product)
  const rows: readonly (readonly [string, string | undefined])[] = [
    ['Seen', lead?.seen],
    ['Expected', lead?.expected],
    [incident.fields.length === 1 ? 'Field' : 'Fields', incident.fields.length > 0 ? listNames(incident.fields, code) : undefined],
    ['Segments', incident.segments.length > 0 ? listNames(incident.segments, code) : undefined],
    ['Severity', incident.severity],
    ['Owner', incident.source !== undefined ? 'whoever runs this source' : owner === undefined ? 'nobody is named' : escapeText(owner)],
    [
      'Affects',
      incident.affects.length > 0 ? listNames(incident.affects, code) : incident.type === 'monitoring' ? undefined : 'nothing downstream',
    ],
  ]
  const fields = rows.flatMap(([name, value]) => (value === undefined ? [] : [mrkdwn(within([`*${name}*`, value], FIELD))]))
  return { type: 'section', fields }
}

/** Where there are buttons, the pages are among them. */
function whereToLook({ incident, product, links }: Notice, length: Length, answerable: boolean): KnownBlock {
  const linked = answerable ? [] : links.slice(0, length === 'full' ? 4 : 1).flatMap((page) => link(page) ?? [])
  const purpose = product.purpose === undefined || length === 'short' ? [] : [escapeText(tidy(product.purpose, 160))]
  return context([
    [...linked, code(tidy(incident.source ?? product.id, 80)), `incident ${code(tidy(incident.id, 40))}`].join('  ·  '),
    ...purpose,
  ])
}

function preview(notice: Notice): string {
  return within([escapeText(plainText(notice))], SECTION) || escapeText(tidy(notice.incident.title, HEADER))
}

function section(text: string): KnownBlock {
  return { type: 'section', text: mrkdwn(text) }
}

function context(lines: readonly string[]): KnownBlock {
  return { type: 'context', elements: [mrkdwn(within(lines, CONTEXT))] }
}

/** `verbatim`: Slack adds no links of its own. */
function mrkdwn(text: string): MrkdwnElement {
  return { type: 'mrkdwn', text, verbatim: true }
}
