/** The stage that spares a channel what is beyond its budget. */
import { OWNERS, type Stage, told } from '../delivery/stage.ts'
import { BUDGET_SPAN, maySpare } from './budget.ts'

/**
 * A channel that has had its share of messages is spared those about new incidents that are less than high: they wait for its digest. An
 * incident that becomes severe is told after all.
 */
export const budget: Stage = {
  name: 'budget',
  async run(parcel, { store, clock, budgetOf }) {
    const { row, notice, notifier } = parcel
    if (!notice || !notifier?.threads || !notifier.addressed || notice.digest || !OWNERS.test(row.audience)) return { pass: parcel }
    if (await store.thread(row)) return { pass: parcel }
    const kept = await store.keptBack(row)
    if (kept.length > 0) {
      if (maySpare(notice.incident)) return told(clock)
      await store.digest(kept)
      return { pass: parcel }
    }
    const allowed = budgetOf(notice.incident.domain)
    // What is no root yet would become one for want of a conversation; an edit and an end would not.
    if (notice.form === 'edit' || notice.transition === 'resolved' || allowed === 0 || !maySpare(notice.incident)) return { pass: parcel }
    const spent = await store.spent(row.receiver, notice.channel.address, clock.now() - BUDGET_SPAN)
    if (spent < allowed) return { pass: parcel }
    await store.keepBack(row, clock.now())
    return told(clock)
  },
}
