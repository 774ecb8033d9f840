/** Posts one card. */
import type { Deadline } from '../../core/calendar/time.ts'
import type { Given } from '../../core/factory.ts'
import type { Delivery, Notice } from '../../core/incident/notice.ts'
import { postJson } from '../exchange.ts'
import type { TeamsConfig } from './config.ts'
import { messageOf } from './message.ts'

export function createSend({ url, allowPrivate }: TeamsConfig, { clock }: Pick<Given, 'clock'>) {
  return (notice: Notice, until: Deadline): Promise<Delivery> =>
    postJson({ url: new URL(url.reveal()), body: JSON.stringify(messageOf(notice)), allowPrivate }, until, clock)
}
