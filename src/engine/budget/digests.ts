/** Once a minute: the digests that are due are decided and committed. */
import type { Clock } from '../../core/calendar/time.ts'
import type { Mesh } from '../../core/mesh.ts'
import type { KeptBack, Store } from '../../core/store.ts'
import { BUDGET_SPAN, budgetDigest, budgetOf, digestDue } from './budget.ts'

export interface DigestTools {
  readonly clock: Clock
  readonly store: Pick<Store, 'keptBack' | 'begun' | 'digest'>
  mesh(): Mesh
}

/** Answers whether anything was committed. */
export async function tellDigests({ clock, store, mesh }: DigestTools): Promise<boolean> {
  const now = clock.now()
  const channels = [...Map.groupBy(await store.keptBack(), placeOf).values()]
  const due = channels.filter(([first]) => first !== undefined && digestDue(first.at, zoneOf(first, mesh())) <= now)
  if (due.length === 0) return false
  const begun = await store.begun(now - BUDGET_SPAN)
  for (const kept of due) {
    const [first] = kept
    if (first === undefined) continue
    const { receiver, channels: places } = first.row
    const own = begun.filter((one) => one.receiver === receiver && one.address === places[0]?.address)
    await store.digest(kept, budgetDigest(kept, own, budgetOf(first.incident.domain, mesh()), now))
  }
  return true
}

function placeOf({ row }: KeptBack): string {
  return `${row.receiver} ${row.channels[0]?.address ?? ''}`
}

function zoneOf({ incident }: KeptBack, { domains }: Mesh): string {
  return domains.get(incident.domain)?.zone ?? 'UTC'
}
