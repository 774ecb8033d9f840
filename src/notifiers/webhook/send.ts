/** Posts one notice. */
import type { Deadline } from '../../core/calendar/time.ts'
import type { Given } from '../../core/factory.ts'
import type { Delivery, Notice } from '../../core/incident/notice.ts'
import { postJson } from '../exchange.ts'
import type { WebhookConfig } from './config.ts'
import { bodyOf, signatureHeaders } from './message.ts'

export function createSend({ url, secret, headers, allowPrivate }: WebhookConfig, { clock }: Pick<Given, 'clock'>) {
  const own = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, value.reveal()]))
  return (notice: Notice, until: Deadline): Promise<Delivery> => {
    const body = bodyOf(notice)
    const signed = signatureHeaders(body, secret, clock.now())
    return postJson({ url, headers: { ...own, ...signed }, body, allowPrivate }, until, clock)
  }
}
