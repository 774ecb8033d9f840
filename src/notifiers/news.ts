/** What happened, for receivers without conversations: each message has to say it by itself. */
import type { Notice } from '../core/incident/notice.ts'
import { tidy } from './wording.ts'

/** A transition that is not listed is a change. */
const NEWS: Readonly<Record<string, string>> = {
  pending: 'Not yet certain',
  opened: 'Opened',
  reopened: 'Open again',
  joined: 'Also wrong now',
  changed: 'Changed',
  affected: 'Affects more',
  unaffected: 'Affects less',
  unstable: 'Comes and goes',
  reminded: 'Still open',
  escalated: 'Escalated',
  acknowledged: 'Acknowledged',
  snoozed: 'Snoozed',
  muted: 'Muted',
  recovering: 'Recovering',
  resolved: 'Resolved',
  digest: 'Summary',
}

export function newsWords({ transition }: Pick<Notice, 'transition'>): string {
  return (Object.hasOwn(NEWS, transition) && NEWS[transition]) || 'Changed'
}

/** Whether the trouble is over by this notice, whatever the transition is called. */
export function isOver({ incident }: Notice): boolean {
  return incident.status === 'resolved'
}

/** `Opened: storefront.orders/orders: data is late`, not longer than `most`. */
export function headline(notice: Notice, most: number): string {
  return tidy(`${newsWords(notice)}: ${notice.incident.title}`, most)
}
