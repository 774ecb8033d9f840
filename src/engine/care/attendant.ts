/** Once a minute: what the passing of time does to incidents that go on is decided, committed and told. */
import { type Clock, MINUTE } from '../../core/calendar/time.ts'
import { attend } from '../../core/incident/attend.ts'
import { GOING_ON, type Incident, type Transition } from '../../core/incident/incident.ts'
import { type Life, lifeBy } from '../../core/incident/life.ts'
import type { Mesh } from '../../core/mesh.ts'
import type { Store } from '../../core/store.ts'
import { tellDigests } from '../budget/digests.ts'
import type { Hush } from '../quiet/hush.ts'
import type { createSequence } from '../slots.ts'

export interface AttendantTools {
  readonly clock: Clock
  readonly store: Store
  readonly inTurn: ReturnType<typeof createSequence>
  mesh(): Mesh
  /** Windows and silences, as they are by now. */
  readonly hush: Pick<Hush, 'refresh' | 'cover'>
  /** Stores what was decided, with the notices about it. */
  commit(incident: Incident, transitions: readonly Transition[]): Promise<void>
  /** Digests were committed. */
  digested(): void
}

export interface Attendant {
  start(): void
  /** Waits for what is under way. */
  stop(): Promise<void>
  readonly busy: boolean
}

/** No incident takes more steps at once than its escalation has. */
const MOST_STEPS = 20

export function createAttendant({ clock, store, inTurn, mesh, hush, commit, digested }: AttendantTools): Attendant {
  let stopped = false
  let cancel: (() => void) | undefined
  let running: Promise<void> | undefined

  const stepsNow = (incident: Incident) => stepsOf(incident, lifeOf(incident, mesh()), clock.now(), hush.cover(incident) !== undefined)
  const look = async () => {
    await hush.refresh()
    if (await tellDigests({ clock, store, mesh })) digested()
    for (const listed of await store.incidents({ status: GOING_ON })) {
      if (stopped) return
      if (stepsNow(listed).transitions.length === 0) continue
      await inTurn(async () => {
        // Somebody may have done something about it meanwhile.
        const [current] = await store.incidents({ id: listed.id })
        const steps = current && stepsNow(current)
        if (steps && steps.transitions.length > 0) await commit(steps.incident, steps.transitions)
      })
    }
  }
  const again = () => {
    if (stopped) return
    cancel = clock.after(MINUTE, () => {
      // The store may not answer for a while; what is due is due a minute later as well.
      running = look()
        .catch(() => undefined)
        .finally(() => {
          running = undefined
          again()
        })
    })
  }
  return {
    start: again,
    async stop() {
      stopped = true
      cancel?.()
      await running
    },
    get busy() {
      return running !== undefined
    },
  }
}

function stepsOf(
  incident: Incident,
  life: Life,
  now: number,
  isQuiet: boolean,
): { readonly incident: Incident; readonly transitions: readonly Transition[] } {
  let current = incident
  const transitions: Transition[] = []
  while (transitions.length < MOST_STEPS) {
    const next = attend(current, life, now, isQuiet)
    if (!next) break
    current = next.incident
    transitions.push(next.transition)
  }
  return { incident: current, transitions }
}

/** Of the first of its checks that still fails. */
function lifeOf({ dataset, members }: Incident, { datasets }: Mesh): Life {
  const failing = new Set(members.filter(({ cleared }) => !cleared).map(({ check }) => check))
  return lifeBy(datasets.get(dataset)?.checks.find(({ id }) => failing.has(id))?.policy)
}
