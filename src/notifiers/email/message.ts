/** One notice as an e-mail: headers that bring together what is about one incident, and the same words as text and as HTML. Pure. */
import { createHash } from 'node:crypto'
import type { Notice } from '../../core/incident/notice.ts'
import { incidentKey } from '../incident-key.ts'
import { newsWords } from '../news.ts'
import { tidy } from '../wording.ts'
import { domainOfAddress } from './addresses.ts'
import { htmlOf } from './html.ts'
import { type EmailWords, wordsOf } from './words.ts'

const PLACE = 120
const NAME = 80

export interface EmailMessage {
  readonly subject: string
  readonly messageId: string
  readonly inReplyTo?: string
  readonly references?: string
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
  readonly html: string
}

export function messageOf(notice: Notice, from: string): EmailMessage {
  const { incident } = notice
  const words = wordsOf(notice)
  const key = incidentKey(incident.id)
  const idOf = (name: string) => `<meshwatch.${name}@${domainOfAddress(from)}>`
  const isFirst = notice.transition === 'opened'
  const root = idOf(key)
  const about = `${tidy(incident.source ?? incident.dataset, PLACE)}: ${tidy(incident.type, NAME)} trouble [${key}]`
  return {
    // Mail programs part conversations by subject: it says nothing that changes. What happened is the first line of the text.
    subject: isFirst ? about : `Re: ${about}`,
    messageId: isFirst ? root : idOf(`${key}.${createHash('sha256').update(notice.id).digest('hex').slice(0, 16)}`),
    ...(isFirst ? {} : { inReplyTo: root, references: root }),
    headers: {
      // RFC 3834: nobody's absence note is wanted.
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'All',
      'X-Meshwatch-Incident': key,
      'X-Meshwatch-State': newsWords(notice),
    },
    text: textOf(words),
    html: htmlOf(words),
  }
}

function textOf({ headline: title, lines, facts, findings: list, links, foot }: EmailWords): string {
  const parts = [
    [title],
    lines,
    list.map((line) => `- ${line}`),
    facts.map(([name, value]) => `${name}: ${value}`),
    links.map(({ name, href }) => `${name}: ${href}`),
    [`-- `, foot],
  ]
  return parts
    .filter((part) => part.length > 0)
    .map((part) => part.join('\n'))
    .join('\n\n')
}
