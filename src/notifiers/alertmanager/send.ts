/** Tells every address of an Alertmanager. Its members share silences and what they have told, but no alerts. */
import { parseDuration } from '../../core/calendar/duration.ts'
import { type Clock, DAY, type Deadline } from '../../core/calendar/time.ts'
import type { Given } from '../../core/factory.ts'
import type { Delivery, Notice } from '../../core/incident/notice.ts'
import { postJson } from '../exchange.ts'
import { failureOf } from '../http-answers.ts'
import { revealed } from '../http-settings.ts'
import type { AlertmanagerConfig } from './config.ts'
import { formerAlerts, type Place } from './former-alerts.ts'
import { type Alert, alertOf, endedAlert } from './message.ts'

export function createSend({ url, urls, headers, labels, hold, allowPrivate }: AlertmanagerConfig, { clock }: Pick<Given, 'clock'>) {
  const addresses = urls ?? (url === undefined ? [] : [url])
  const length = parseDuration(hold) ?? 7 * DAY
  return async (notice: Notice, until: Deadline): Promise<Delivery> => {
    const alert = alertOf(notice, clock.now(), length, labels)
    const deliveries = await inTime(addresses.length, until, clock, (each) =>
      addresses.map((address) =>
        tell(alert, notice, { url: alertsBelow(address.reveal()), headers: revealed(headers), allowPrivate }, each, clock),
      ),
    )
    return verdictOn(deliveries)
  }
}

/** Of several members none may use up the time in which the answer of another counts. */
async function inTime(count: number, until: Deadline, clock: Clock, work: (each: Deadline) => readonly Promise<Delivery>[]) {
  const control = new AbortController()
  const cancel = count > 1 ? clock.after(until.left() / 2, () => control.abort()) : () => undefined
  const signal = AbortSignal.any([until.signal, control.signal])
  return Promise.all(work({ ...until, signal })).finally(cancel)
}

async function tell(alert: Alert, notice: Notice, place: Place, until: Deadline, clock: Clock): Promise<Delivery> {
  try {
    const former = notice.transition === 'opened' ? [] : await formerAlerts(place, alert.labels, until)
    const alerts = [alert, ...former.map((one) => endedAlert(one, clock.now()))]
    return await postJson({ ...place, body: JSON.stringify(alerts) }, until, clock)
  } catch (error) {
    return failureOf(error, until)
  }
}

function alertsBelow(address: string): URL {
  const url = new URL(address)
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/api/v2/alerts`
  return url
}

/** Delivered when one member has it; else the failure that another try could mend, if there is one. */
function verdictOn(deliveries: readonly Delivery[]): Delivery {
  const failed: Delivery = { ok: false, retry: false, reason: 'not-configured', detail: 'no address' }
  return deliveries.find(({ ok }) => ok) ?? deliveries.find((delivery) => !delivery.ok && delivery.retry) ?? deliveries[0] ?? failed
}
