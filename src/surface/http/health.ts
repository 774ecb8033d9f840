/** Whether the daemon lives, and whether it does what its files say. */
import { isoTime, MINUTE } from '../../core/calendar/time.ts'
import type { DaemonView, ReloadView } from '../daemon-view.ts'

/** The scheduler moves at least once a minute. The dispatcher does twice a minute, or after a batch of slow receivers. */
const SCHEDULER_BOUND = 3 * MINUTE
const DISPATCHER_BOUND = 10 * MINUTE

export interface Liveness {
  readonly live: boolean
  readonly scheduler: boolean
  readonly dispatcher: boolean
}

export function liveness(view: DaemonView): Liveness {
  const now = view.clock.now()
  const pulse = view.pulse()
  const scheduler = now - pulse.scheduler <= SCHEDULER_BOUND
  const dispatcher = now - pulse.dispatcher <= DISPATCHER_BOUND
  return { live: scheduler && dispatcher, scheduler, dispatcher }
}

export interface Readiness {
  readonly ready: boolean
  readonly store: { readonly reachable: boolean }
  readonly registry: { readonly products: number; readonly datasets: number; readonly generation: number; readonly appliedAt: string }
  readonly reload: { readonly ok: boolean; readonly at: string; readonly diagnostics: ReloadView['diagnostics'] }
}

export async function readiness(view: DaemonView): Promise<Readiness> {
  const { ok, at, appliedAt, generation, diagnostics } = view.reloads()
  const reachable = await view.store.nextDue().then(
    () => true,
    () => false,
  )
  return {
    ready: reachable && ok,
    store: { reachable },
    registry: { products: view.mesh.products.size, datasets: view.mesh.datasets.size, generation, appliedAt: isoTime(appliedAt) },
    reload: { ok, at: isoTime(at), diagnostics },
  }
}
