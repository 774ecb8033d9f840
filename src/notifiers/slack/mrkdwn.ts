/**
 * Text from data inside Slack's markup. Nothing in a name or a reason may mention people, link, format, or break out of its place.
 * Slack reads only `& < >` as markup of its own; backticks and mentions are defused as well.
 */
import { type Instant, SECOND } from '../../core/calendar/time.ts'
import type { Notice } from '../../core/incident/notice.ts'
import { LONGEST_ADDRESS, webLink } from '../web-links.ts'

/** Slack leaves these alone as we send them; the wide sign keeps it so wherever the text is copied to. */
const MENTION = /@(?=here|channel|everyone)/gi
const WIDE_AT = '\uff20'

/** For mrkdwn. Five times as long at most. */
export function escapeText(text: string): string {
  return text.replace(MENTION, WIDE_AT).replaceAll('`', '\u02cb').replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

/** For plain_text, which knows no markup and no escapes. */
export function plain(text: string): string {
  return text.replace(MENTION, WIDE_AT).replaceAll('<', '‹').replaceAll('>', '›')
}

/** A name as code, so that its underscores and stars stay what they are. */
export function code(name: string): string {
  return `\`${escapeText(name)}\``
}

/** Undefined for what is not a web page, or longer than anybody would link to. */
export function link(page: Notice['links'][number]): string | undefined {
  const shown = webLink(page)
  const href = shown?.href.replaceAll('|', '%7C').replaceAll('<', '%3C').replaceAll('>', '%3E').replaceAll('&', '&amp;')
  return shown === undefined || href === undefined || href.length > LONGEST_ADDRESS
    ? undefined
    : `<${href}|${escapeText(shown.name.replaceAll('|', '/'))}>`
}

/** Calls a person (`@U0123`), a group (`@S0123`) or a channel (`@here`) that the configuration names; other names are only written. */
export function mention(name: string): string {
  const who = name.slice(1)
  if (/^[UW][A-Z0-9]+$/.test(who)) return `<@${who}>`
  if (/^S[A-Z0-9]+$/.test(who)) return `<!subteam^${who}>`
  return /^(here|channel)$/.test(who) ? `<!${who}>` : escapeText(name)
}

/** The time on the reader's own clock; `otherwise` is shown where Slack cannot work it out. */
export function readersTime(at: Instant, otherwise: string): string {
  return `<!date^${Math.floor(at / SECOND)}^{date_short_pretty} {time}|${escapeText(otherwise)}>`
}

/** Lines until `most` characters are full; a line is never cut. */
export function within(lines: readonly string[], most: number): string {
  let text = ''
  for (const line of lines) {
    const next = text === '' ? line : `${text}\n${line}`
    if (next.length > most) break
    text = next
  }
  return text
}
