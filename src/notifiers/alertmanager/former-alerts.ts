/** Alerts of an incident that stand under other labels than it has now. Alertmanager takes them for different alerts. */
import * as z from 'zod'
import type { Deadline } from '../../core/calendar/time.ts'
import { exchange } from '../exchange.ts'
import { ALERT_NAME, type Alert, type Labels } from './message.ts'

const alerts = z.array(z.object({ labels: z.record(z.string(), z.string()), startsAt: z.iso.datetime({ offset: true }) }))

export interface Place {
  /** Of `/api/v2/alerts`. */
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly allowPrivate: boolean
}

/** None where Alertmanager does not answer as it should: news are more than tidiness. */
export async function formerAlerts(
  { url, ...place }: Place,
  now: Labels,
  until: Deadline,
): Promise<readonly Pick<Alert, 'labels' | 'startsAt'>[]> {
  const search = new URL(url)
  for (const [name, value] of Object.entries({ alertname: ALERT_NAME, incident: now.incident }))
    search.searchParams.append('filter', `${name}=${JSON.stringify(value)}`)
  const { status, body = '' } = await exchange({ ...place, url: search, method: 'GET', read: true }, until)
  if (status !== 200) return []
  return readAlerts(body).filter(({ labels }) => !isSame(labels, now))
}

function readAlerts(body: string): z.output<typeof alerts> {
  try {
    return alerts.safeParse(JSON.parse(body)).data ?? []
  } catch {
    return []
  }
}

function isSame(one: Labels, other: Labels): boolean {
  const names = Object.keys(one)
  return names.length === Object.keys(other).length && names.every((name) => one[name] === other[name])
}
