/** A note to consumers and subscribers as a Slack message: short, because all else is said in the owner's channel. Pure. */
import type { KnownBlock } from '@slack/web-api'
import { spell } from '../../../core/calendar/time.ts'
import type { Notice } from '../../../core/incident/notice.ts'
import { type EffectWords, effectText } from '../../effect-words.ts'
import { tidy, whenWords } from '../../wording.ts'
import { code, escapeText, link, plain, readersTime, within } from '../mrkdwn.ts'

const HEADER = 150
const SECTION = 3_000
const MOST_SHOWN = 5

export function effectRoot(notice: Notice, words: EffectWords): { readonly text: string; readonly blocks: readonly KnownBlock[] } {
  const { incident, links, product } = notice
  const { headline, over, since, cause, reason, owner, shows } = words
  const lasted = over ? spell((incident.resolvedAt ?? notice.at) - incident.since) : ''
  const state = over ? `*Over* after ${lasted}, from ${escapeText(since)}` : `*Since* ${escapeText(since)}`
  const own = shows.slice(0, MOST_SHOWN).map((line) => `• ${escapeText(line)}`)
  const lines = [
    state,
    `*${over ? 'Cause was' : 'Cause'}:* ${escapeText(cause)}`,
    ...(over ? [] : [escapeText(reason)]),
    `*Owner:* ${escapeText(owner)}`,
    ...(own.length > 0 && !over ? ['*It shows now:*', ...own] : []),
  ]
  const pages = links.slice(0, 2).flatMap((page) => link(page) ?? [])
  const where = [...pages, code(tidy(incident.source ?? product.id, 80)), `incident ${code(tidy(incident.id, 40))}`].join('  ·  ')
  return {
    text: within([escapeText(effectText(notice) ?? headline)], SECTION),
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: plain(tidy(`${over ? '✅' : '🔗'} ${headline}`, HEADER)), emoji: true } },
      { type: 'section', text: { type: 'mrkdwn', text: within(lines, SECTION), verbatim: true } },
      { type: 'context', elements: [{ type: 'mrkdwn', text: where, verbatim: true }] },
    ],
  }
}

export function effectReply(notice: Notice, words: EffectWords): { readonly text: string; readonly blocks: readonly KnownBlock[] } {
  const { incident, at, product } = notice
  const line = words.over
    ? `✅ *Not affected any more* after ${spell((incident.resolvedAt ?? at) - incident.since)}: ${escapeText(words.cause)} is over.`
    : `🔗 *Affected again*: ${escapeText(words.reason)}`
  return {
    text: within([escapeText(effectText(notice) ?? words.headline)], SECTION),
    blocks: [
      { type: 'section', text: { type: 'mrkdwn', text: within([line], SECTION), verbatim: true } },
      { type: 'context', elements: [{ type: 'mrkdwn', text: readersTime(at, whenWords(at, product.zone)), verbatim: true }] },
    ],
  }
}
