/** Who was told of the incidents of a record before, read from the store. */
import type { IncidentId } from '../../core/incident/incident.ts'
import type { ProbeRecord, Store } from '../../core/store.ts'
import type { Past } from './talks.ts'

type Told = Pick<Store, 'conversations' | 'thread' | 'transitions'>

/** Of an incident that opens just now there is nothing to read. */
export async function pastsOf({ transitions }: Pick<ProbeRecord, 'transitions'>, store: Told): Promise<ReadonlyMap<IncidentId, Past>> {
  const pasts = new Map<IncidentId, Past>()
  for (const [incident, some] of Map.groupBy(transitions, (transition) => transition.incident)) {
    const told = await store.conversations(incident)
    if (told.length === 0) continue
    const homes = new Map<string, string>()
    for (const { receiver, audience } of told) {
      const thread = audience === '' ? await store.thread({ incident, receiver, audience }) : undefined
      if (thread) homes.set(receiver, thread.address)
    }
    const isBack = some.some(({ kind }) => kind === 'reopened')
    const ends = isBack ? (await store.transitions(incident)).filter(({ kind }) => kind === 'resolved' || kind === 'reopened') : []
    pasts.set(incident, { told, homes, wasOver: ends.at(-1)?.kind === 'resolved' })
  }
  return pasts
}
