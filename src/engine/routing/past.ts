/** Who was told of the incidents of a record before, read from the store. */
import type { IncidentId, Transition } from '../../core/incident/incident.ts'
import type { ProbeRecord, Store } from '../../core/store.ts'
import type { Past } from './talks.ts'

type Told = Pick<Store, 'conversations' | 'thread' | 'transitions'>

/** How it begins again; what has become unstable may as well have been going on. */
const BACK: ReadonlySet<Transition['kind']> = new Set(['reopened', 'unstable'])

/** Of an incident that opens just now there is nothing to read. */
export async function pastsOf({ transitions }: Pick<ProbeRecord, 'transitions'>, store: Told): Promise<ReadonlyMap<IncidentId, Past>> {
  const pasts = new Map<IncidentId, Past>()
  for (const [incident, some] of Map.groupBy(transitions, (transition) => transition.incident)) {
    const told = await store.conversations(incident)
    if (told.length === 0) continue
    const homes = new Map<string, string>()
    for (const { receiver, audience, waits } of told) {
      const thread = audience === '' ? await store.thread({ incident, receiver, audience }) : undefined
      const address = thread?.address ?? (audience === '' ? waits?.address : undefined)
      if (address !== undefined) homes.set(receiver, address)
    }
    const ends = some.some(({ kind }) => BACK.has(kind)) ? await store.transitions(incident) : []
    pasts.set(incident, { told, homes, wasOver: ends.findLast(({ kind }) => kind === 'resolved' || BACK.has(kind))?.kind === 'resolved' })
  }
  return pasts
}
