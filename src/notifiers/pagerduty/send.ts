/** Sends one event. */
import type { Deadline } from '../../core/calendar/time.ts'
import type { Given } from '../../core/factory.ts'
import type { Delivery, Notice } from '../../core/incident/notice.ts'
import { postJson } from '../exchange.ts'
import type { PagerdutyConfig } from './config.ts'
import { eventOf } from './message.ts'

const ENQUEUE = 'https://events.pagerduty.com/v2/enqueue'

export function createSend({ routingKey, url, allowPrivate }: PagerdutyConfig, { clock }: Pick<Given, 'clock'>) {
  return (notice: Notice, until: Deadline): Promise<Delivery> => {
    const body = JSON.stringify({ routing_key: routingKey.reveal(), ...eventOf(notice) })
    return postJson({ url: new URL(url?.reveal() ?? ENQUEUE), body, allowPrivate }, until, clock)
  }
}
