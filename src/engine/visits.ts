/** Runs due visits against their sources: one catalog read for all of them, then each in a slot of its source. */

import type { Clock, Millis } from '../core/calendar/time.ts'
import type { Connector } from '../core/connector.ts'
import { MeshError } from '../core/errors.ts'
import type { EngineEvents } from './events.ts'
import type { Moment } from './observe.ts'
import { type ProbeResult, type ProbeTools, probe, readFacts } from './probe.ts'
import type { DueVisit } from './scheduler.ts'
import { createSlots, type Slots, within } from './slots.ts'

/** A configured source, ready to be asked. */
export interface Source {
  readonly name: string
  readonly concurrency: number
  readonly timeout: Millis
  /** Opens on first use; later calls answer the same connector. */
  connect(): Promise<Connector>
}

export interface VisitTools extends Omit<ProbeTools, 'cancel'> {
  readonly clock: Clock
  sources(): ReadonlyMap<string, Source>
  readonly events: EngineEvents
}

export interface VisitOptions {
  /** Judge as of this moment instead of the present. */
  readonly moment?: Moment
  readonly cancel?: AbortSignal
  /** Nobody is told; what is decided is only recorded. */
  readonly quiet?: boolean
  /** Called after each dataset. */
  done?(): void
}

export interface Visits {
  /** All datasets must live in one source. Never throws for one of them: each ends in a result, or in `probeBroke`. */
  run(due: readonly DueVisit[], options?: VisitOptions): Promise<readonly ProbeResult[]>
  readonly waiting: number
}

export function createVisits(tools: VisitTools): Visits {
  const slots = new Map<string, Slots>()
  const slotsOf = (name: string) => {
    const found = slots.get(name) ?? createSlots(() => tools.sources().get(name)?.concurrency ?? 1)
    slots.set(name, found)
    return found
  }
  return {
    async run(due, { moment, cancel, quiet = false, done } = {}) {
      const name = due[0]?.dataset.ref.source ?? ''
      const source = tools.sources().get(name)
      let connector: Connector
      try {
        if (!source) throw new MeshError('NOT_FOUND', `There is no source ${name} any more.`, 'Its products go on when it is back.')
        connector = await source.connect()
      } catch (error) {
        for (const { dataset } of due) {
          tools.events.probeBroke({ dataset: dataset.id, error })
          done?.()
        }
        return []
      }
      const room = slotsOf(source.name)
      const timed = <T>(work: Parameters<typeof within<T>>[3]) => room.run(() => within(tools.clock, source.timeout, cancel, work))
      const facts = await timed((until) =>
        readFacts(
          connector,
          due.map(({ dataset }) => dataset),
          until,
        ),
      )
      const route = quiet ? async () => [] : tools.route
      const results = due.map(async ({ dataset, checks, due: since }, index): Promise<ProbeResult | undefined> => {
        const fact = facts[index]
        if (!fact) return undefined
        return timed(async (until) => {
          const begun = tools.clock.now()
          try {
            const now = moment ?? { at: begun, pinned: false }
            const result = await probe(dataset, checks, fact, connector, now, until, { ...tools, route, ...(cancel ? { cancel } : {}) })
            if (!result) return undefined
            tools.events.probed({
              source: source.name,
              record: result.record,
              statements: result.statements,
              lateness: Math.max(0, begun - since),
              took: tools.clock.now() - begun,
            })
            return result
          } catch (error) {
            if (!cancel?.aborted) tools.events.probeBroke({ dataset: dataset.id, error })
            return undefined
          } finally {
            done?.()
          }
        })
      })
      return (await Promise.all(results)).filter((result) => result !== undefined)
    },
    get waiting() {
      return [...slots.values()].reduce((sum, one) => sum + one.waiting, 0)
    },
  }
}
