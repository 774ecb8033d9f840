/** Several incidents as one Slack message. Pure. */
import type { KnownBlock } from '@slack/web-api'
import type { DigestWords } from '../../digest-words.ts'
import { escapeText, plain, within } from '../mrkdwn.ts'

const HEADER = 150
const SECTION = 3_000

export function digestRoot({ headline, lines, more, spent }: DigestWords): {
  readonly text: string
  readonly blocks: readonly KnownBlock[]
} {
  const list = lines.map((line) => `• ${escapeText(line)}`)
  const rest = more > 0 ? [`… and ${more} more`] : []
  return {
    text: within([escapeText(headline), ...list], SECTION),
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: plain(`🗞️ ${headline}`.slice(0, HEADER)), emoji: true } },
      section([...list, ...rest]),
      ...(spent.length === 0 ? [] : [section(['*What was told here in seven days:*', ...spent.map((line) => `• ${escapeText(line)}`)])]),
    ],
  }
}

/** The end of all of them. */
export function digestReply({ headline }: DigestWords): { readonly text: string; readonly blocks: readonly KnownBlock[] } {
  return { text: escapeText(headline), blocks: [section([`✅ *${escapeText(headline)}*`])] }
}

function section(lines: readonly string[]): KnownBlock {
  return { type: 'section', text: { type: 'mrkdwn', text: within(lines, SECTION), verbatim: true } }
}
