/** Several incidents as one Slack message. Pure. */
import type { KnownBlock } from '@slack/web-api'
import type { DigestWords } from '../../digest-words.ts'
import { escapeText, plain, within } from '../mrkdwn.ts'

const HEADER = 150
const SECTION = 3_000

export function digestRoot({ headline, lines, more }: DigestWords): { readonly text: string; readonly blocks: readonly KnownBlock[] } {
  const list = lines.map((line) => `• ${escapeText(line)}`)
  const rest = more > 0 ? [`… and ${more} more`] : []
  return {
    text: within([escapeText(headline), ...list], SECTION),
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: plain(`🗞️ ${headline}`.slice(0, HEADER)), emoji: true } },
      { type: 'section', text: { type: 'mrkdwn', text: within([...list, ...rest], SECTION), verbatim: true } },
    ],
  }
}
