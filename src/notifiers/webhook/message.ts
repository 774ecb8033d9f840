/** One notice as the JSON that is posted, and the signature over it. Pure. */
import { createHmac } from 'node:crypto'
import { type Instant, isoTime, SECOND } from '../../core/calendar/time.ts'
import { type IncidentAnswer, incidentAnswer } from '../../core/incident/incident-answer.ts'
import type { Notice } from '../../core/incident/notice.ts'
import type { Secret } from '../../core/secret.ts'
import { effectText } from '../effect-words.ts'
import { plainText } from '../wording.ts'

export interface WebhookBody {
  readonly version: 1
  /** The same when a notice is sent twice. */
  readonly notice: string
  readonly transition: Notice['transition']
  readonly at: string
  readonly text: string
  /** Products of the reader that are affected, where it is told to those downstream or to subscribers. */
  readonly affected?: readonly string[]
  readonly product: Omit<Notice['product'], 'zone'>
  readonly links: Notice['links']
  readonly incident: IncidentAnswer
}

export function bodyOf(notice: Notice): string {
  const { zone: _, ...product } = notice.product
  const body: WebhookBody = {
    version: 1,
    notice: notice.id,
    transition: notice.transition,
    at: isoTime(notice.at),
    text: effectText(notice) ?? plainText(notice),
    ...(notice.effect === undefined ? {} : { affected: notice.effect.products }),
    product,
    links: notice.links,
    incident: incidentAnswer(notice.incident),
  }
  return JSON.stringify(body)
}

/** The receiver computes the same over `<timestamp>.<raw body>`, and refuses old timestamps. */
export function signatureHeaders(body: string, secret: Secret | undefined, now: Instant): Readonly<Record<string, string>> {
  const timestamp = String(Math.floor(now / SECOND))
  if (secret === undefined) return { 'x-meshwatch-timestamp': timestamp }
  const signature = createHmac('sha256', secret.reveal()).update(`${timestamp}.${body}`).digest('hex')
  return { 'x-meshwatch-timestamp': timestamp, 'x-meshwatch-signature': `v1=${signature}` }
}
