/** What happened, for receivers without conversations: each message has to say it by itself. */
import type { Notice } from '../core/incident/notice.ts'
import { NEWS, tidy } from './wording.ts'

/** A store that a later version wrote to may hold transitions that this one does not know: they are changes. */
export function newsWords({ transition }: Pick<Notice, 'transition'>): string {
  return Object.hasOwn(NEWS, transition) ? NEWS[transition] : NEWS.changed
}

/** Whether the trouble is over by this notice, whatever the transition is called. */
export function isOver({ incident }: Notice): boolean {
  return incident.status === 'resolved'
}

/** `Opened: storefront.orders/orders: data is late`, not longer than `most`. */
export function headline(notice: Notice, most: number): string {
  return tidy(`${newsWords(notice)}: ${notice.incident.title}`, most)
}
