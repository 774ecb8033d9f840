/** What people do about an incident, and what is known of its life. The same behind the command line, the library and the API. */

import { parseDuration } from '../core/calendar/duration.ts'
import { type Clock, isoTime, type Millis, SECOND } from '../core/calendar/time.ts'
import { MeshError } from '../core/errors.ts'
import type { Deed } from '../core/incident/deed.ts'
import type { Incident, IncidentId, Transition } from '../core/incident/incident.ts'
import type { Store } from '../core/store.ts'
import type { Engine } from '../engine/engine.ts'
import { type IncidentAnswer, incidentAnswer } from './answers.ts'

export interface ActOptions {
  /** Id of an incident, or a beginning that no other one has. */
  readonly incident: IncidentId
  readonly do: Deed['do']
  /** How long it is snoozed, such as `4h`. */
  readonly for?: string
  /** Who does it. */
  readonly by: string
  readonly note?: string
  /** By which door they came in; `library` when left out. */
  readonly via?: string
}

export interface StepAnswer extends Omit<Transition, 'incident' | 'at'> {
  readonly at: string
}

/** Seconds from the beginning of the trouble to its opening, from there to the first message and to somebody who took care, and to its end. */
export interface Times {
  readonly timeToDetect: number
  readonly timeToNotify?: number
  readonly timeToAcknowledge?: number
  readonly timeToRepair?: number
}

export interface IncidentDetail extends IncidentAnswer, Times {
  /** Oldest first: who, when and why. */
  readonly transitions: readonly StepAnswer[]
}

export interface Deeds {
  /** Throws MeshError NOT_FOUND, or USAGE where it makes no sense, such as for an incident that is over. */
  act(options: ActOptions): Promise<IncidentAnswer>
  incident(id: IncidentId): Promise<IncidentDetail>
}

export interface DeedsGiven {
  readonly store: Store
  readonly engine: Pick<Engine, 'act'>
  readonly clock: Clock
}

export function createDeeds({ store, engine, clock }: DeedsGiven): Deeds {
  return {
    async act({ incident, by, note, via = 'library', for: length, do: verb }) {
      const { id } = await find(store, incident)
      const actor = { name: by, via, ...(note === undefined ? {} : { note }) }
      return incidentAnswer(await engine.act(id, deedOf(verb, length, clock), actor))
    },
    async incident(name) {
      const found = await find(store, name)
      const transitions = await store.transitions(found.id)
      return {
        ...incidentAnswer(found),
        ...timesOf(found, transitions, await store.firstTold(found.id)),
        transitions: transitions.map(({ incident: _, at, ...words }) => ({ ...words, at: isoTime(at) })),
      }
    },
  }
}

function deedOf(verb: Deed['do'], length: string | undefined, clock: Clock): Deed {
  if (verb !== 'snooze') return { do: verb }
  const span: Millis | undefined = parseDuration(length ?? '4h')
  if (span === undefined) throw new MeshError('USAGE', `${length} is not a length of time.`, 'Write it with a unit, such as 4h or 2d.')
  return { do: 'snooze', until: clock.now() + span }
}

async function find(store: Store, name: IncidentId): Promise<Incident> {
  const [exact] = await store.incidents({ id: name })
  if (exact) return exact
  const alike = name.length < 4 ? [] : (await store.incidents({})).filter(({ id }) => id.startsWith(name))
  const [only] = alike
  if (only && alike.length === 1) return only
  const hint = alike.length > 1 ? `It fits ${alike.length} of them; write more of it.` : 'meshwatch incidents lists them.'
  throw new MeshError(alike.length > 1 ? 'USAGE' : 'NOT_FOUND', `There is no incident ${name}.`, hint)
}

function timesOf(incident: Incident, transitions: readonly Transition[], firstTold: number | undefined): Times {
  const { since, openedAt, resolvedAt } = incident
  const taken = incident.acknowledgedAt ?? transitions.find(({ kind }) => kind === 'acknowledged')?.at
  const seconds = (length: Millis) => Math.max(0, Math.round(length / SECOND))
  return {
    timeToDetect: seconds(openedAt - since),
    ...(firstTold === undefined ? {} : { timeToNotify: seconds(firstTold - openedAt) }),
    ...(taken === undefined ? {} : { timeToAcknowledge: seconds(taken - openedAt) }),
    ...(resolvedAt === undefined ? {} : { timeToRepair: seconds(resolvedAt - since) }),
  }
}
