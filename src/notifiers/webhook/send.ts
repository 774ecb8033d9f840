/** Posts one notice. */
import type { Deadline } from '../../core/calendar/time.ts'
import type { Given } from '../../core/factory.ts'
import type { Delivery, Notice } from '../../core/incident/notice.ts'
import { postJson } from '../exchange.ts'
import { revealed } from '../http-settings.ts'
import type { WebhookConfig } from './config.ts'
import { bodyOf, signatureHeaders } from './message.ts'

export function createSend({ url, secret, headers, allowPrivate }: WebhookConfig, { clock }: Pick<Given, 'clock'>) {
  return (notice: Notice, until: Deadline): Promise<Delivery> => {
    const body = bodyOf(notice)
    const signed = signatureHeaders(body, secret, clock.now())
    return postJson({ url: new URL(url.reveal()), headers: { ...revealed(headers), ...signed }, body, allowPrivate }, until, clock)
  }
}
