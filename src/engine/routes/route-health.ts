/** Follows which channels take messages: what could not be told where it belonged makes an incident of the channel, which ends by itself. */
import type { Clock } from '../../core/calendar/time.ts'
import { GOING_ON, type Incident } from '../../core/incident/incident.ts'
import {
  endedBy,
  type Named,
  type Route,
  type RouteFinding,
  type RouteStep,
  routeFound,
  routeLost,
  routeOf,
} from '../../core/incident/route-trouble.ts'
import type { Store } from '../../core/store.ts'
import type { EngineEvents } from '../events.ts'

export interface RouteHealthTools {
  readonly clock: Clock
  readonly store: Store
  inTurn<T>(job: () => Promise<T>): Promise<T>
  commit(step: RouteStep): Promise<void>
}

export interface RouteHealth {
  readonly settled: EngineEvents['settled']
  /** What a look at a channel said that is named by somebody. */
  reviewed(route: Route, finding: RouteFinding, by: Named): void
  /** Ends what is said of channels that nobody names any more. */
  keep(isNamed: (receiver: string, address: string) => boolean): Promise<void>
  readonly busy: boolean
}

/** Another try cannot help before somebody has changed something. */
const LOST = /^unknown-channel: /

export function createRouteHealth({ clock, store, inTurn, commit }: RouteHealthTools): RouteHealth {
  const lost = new Map<string, Incident>()
  let busy = 0
  const read = async () => {
    lost.clear()
    for (const incident of await store.incidents({ status: GOING_ON })) if (routeOf(incident)) lost.set(incident.source ?? '', incident)
  }
  /** What people did to the incident meanwhile is kept. */
  const found = async (known: Incident, reason: string) => {
    lost.delete(known.source ?? '')
    const [incident] = await store.incidents({ id: known.id })
    if (incident && incident.status !== 'resolved') await commit(routeFound(incident, reason, clock.now()))
  }
  const later = (job: () => Promise<void>) => {
    busy++
    inTurn(job)
      .catch(() => undefined) // The store could not take it: the next message to the channel says it again.
      .finally(() => {
        busy--
      })
  }
  const lose = (route: Route, finding: Exclude<RouteFinding, 'fine'>, by: Named) => {
    const name = `${route.receiver} ${route.address}`
    if (lost.has(name)) return
    later(async () => {
      if (lost.has(name)) return
      const step = routeLost(route, finding, by, clock.now())
      lost.set(name, step.incident)
      await commit(step)
    })
  }
  return {
    settled({ row, outcome }) {
      if (outcome.state === 'delivered') {
        const known = lost.get(`${row.receiver} ${outcome.address}`)
        if (known && endedBy(known) === 'message') later(() => found(known, 'a message has arrived there'))
        return
      }
      const address = row.channels[row.position]?.address
      if (outcome.state !== 'queued' || outcome.position <= row.position || address === undefined || !LOST.test(outcome.error)) return
      lose({ receiver: row.receiver, address }, { reachable: false, why: outcome.error.replace(LOST, '') }, row.notice.incident)
    },
    reviewed(route, finding, by) {
      const known = lost.get(`${route.receiver} ${route.address}`)
      if (finding !== 'fine') lose(route, finding, by)
      else if (known && endedBy(known) === 'look') later(() => found(known, 'it is called as it is named'))
    },
    async keep(isNamed) {
      await read()
      for (const incident of [...lost.values()]) {
        const route = routeOf(incident)
        if (route && !isNamed(route.receiver, route.address)) await found(incident, 'nothing is sent there any more')
      }
    },
    get busy() {
      return busy > 0
    },
  }
}
