/** The stage that makes one message of many incidents. */
import { isOutage } from '../../core/incident/incident.ts'
import type { Notice } from '../../core/incident/notice.ts'
import { OWNERS, type Stage, told } from '../delivery/stage.ts'
import { AT_ONCE, asGroup, GROUP_SPAN, MANY } from './group.ts'

/**
 * Many incidents that begin at once are one message in their channel, which is brought up to date as they end; what begins soon after joins it.
 * Alone, or critical, an incident has its own. What people do is told below the message, and the end of all of them.
 */
export const group: Stage = {
  name: 'group',
  async run(parcel, { store, clock }) {
    const { row, notice, notifier } = parcel
    if (!notice || !notifier?.threads || !notifier.addressed || notice.digest || !OWNERS.test(row.audience)) return { pass: parcel }
    if (!(await store.thread(row))) {
      if (notice.form !== 'root' || notice.transition !== 'opened' || notice.incident.severity === 'critical') return { pass: parcel }
      const { address } = notice.channel
      const lately = clock.now() - GROUP_SPAN
      const live =
        (await store.liveGroup(row.receiver, address, lately)) ??
        (isOutage(notice.incident) ? await store.groupOfSources(row, address, lately) : undefined)
      if (live) await store.joinGroup(row, live)
      else {
        const waiting = await store.waitingBeside(row)
        const calm = waiting.filter(({ severity }) => severity !== 'critical')
        const begun = await store.spent(row.receiver, address, clock.now() - AT_ONCE)
        return { pass: calm.length + begun < MANY ? parcel : { ...parcel, notice: asGroup(notice, calm, clock.now()) } }
      }
    }
    const own = await store.groupOf(row)
    if (!own) return { pass: parcel }
    if (notice.form === 'reply') {
      if (notice.transition === 'resolved')
        return (await store.lastOf(own)) === row.incident
          ? { pass: { ...parcel, notice: asGroup(notice, await store.incidentsOf(own), notice.at) } }
          : told(clock)
      return DEEDS.has(notice.transition) ? { pass: parcel } : told(clock)
    }
    if (own.shows > row.createdAt) return told(clock)
    return {
      pass: { ...parcel, notice: { ...asGroup(notice, await store.incidentsOf(own), clock.now()), form: 'edit', handle: own.handle } },
    }
  },
}

const DEEDS: ReadonlySet<Notice['transition']> = new Set(['acknowledged', 'unacknowledged', 'escalated', 'reopened', 'unstable'])
