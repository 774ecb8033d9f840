/** What people say where they were told something becomes deeds and lessons, if it is theirs to say. The same whatever tool they use. */
import { type Clock, type Instant, spell } from '../../core/calendar/time.ts'
import type { Check } from '../../core/check.ts'
import { MeshError } from '../../core/errors.ts'
import type { Log } from '../../core/factory.ts'
import type { Deed } from '../../core/incident/deed.ts'
import type { Incident } from '../../core/incident/incident.ts'
import type { Hear, Reply, Saying, Speaker } from '../../core/incident/said.ts'
import type { Mesh } from '../../core/mesh.ts'
import type { Store } from '../../core/store.ts'
import type { Engine } from '../../engine/engine.ts'
import type { Recollection } from '../../engine/recollect.ts'
import { statusReply } from './status.ts'
import { askInstead, mayAct, type People } from './who-may.ts'

export interface HearingParts {
  readonly clock: Clock
  readonly log: Log
  readonly store: Store
  readonly engine: Pick<Engine, 'act' | 'teach' | 'recollect'>
  mesh(): Mesh
  people(): People
  /** Where the platform team is, in words. */
  platform(): string | undefined
  /** The page of an incident, where there is one. */
  page(incident: Incident): string | undefined
}

type Taught = Saying & { readonly do: 'expected' | 'new-normal' }
type Done = Exclude<Saying, { readonly do: 'status' | 'expected' | 'new-normal' }>

export function createHearing(parts: HearingParts): Hear {
  const { clock, log, store, engine, mesh } = parts

  const teach = async ({ do: verb }: Taught, { members }: Incident, by: Speaker): Promise<Reply> => {
    const checks = checksOf(mesh())
    const taught: string[] = []
    for (const { check: id, cleared } of members) {
      const check = checks.get(id)
      if (cleared || !check) continue
      const known = await engine.recollect(check)
      if (!known.learns) continue
      await engine.teach(check, { verb, by: by.name, ...(verb === 'expected' ? fromItsBeginning(known) : {}) })
      taught.push(id)
    }
    if (taught.length === 0)
      return no('None of what fails here is learned, so there is nothing to teach. Change the contract where its limit is wrong.')
    const words = verb === 'expected' ? 'was expected' : 'is the new normal'
    return { ok: true, words: `Noted that this ${words}; it is judged anew:`, lines: taught.map((id) => ({ words: id })) }
  }
  const react = async (saying: Exclude<Saying, { readonly do: 'status' }>, by: Speaker): Promise<Reply> => {
    const [incident] = await store.incidents({ id: saying.incident })
    if (!incident) return no('This incident is not known any more.')
    if (incident.status === 'resolved') return no('This is over; there is nothing left to do.')
    if (!(await mayAct(incident, parts.people(), by)))
      return no(`This is not yours to decide. ${askInstead(incident, mesh(), parts.platform())}`)
    if (isTaught(saying)) return teach(saying, incident, by)
    if (saying.do === 'acknowledge' && incident.acknowledgedBy === by.name) return { ok: true, words: 'You have it already.' }
    const deed: Deed = saying.do === 'snooze' ? { do: 'snooze', until: clock.now() + saying.length } : { do: saying.do }
    await engine.act(incident.id, deed, { name: by.name, via: by.via })
    return { ok: true, words: wordsOf(saying) }
  }

  return async (saying, by) => {
    try {
      if (saying.do === 'status') return await statusReply(saying.of, { mesh: mesh(), store, page: parts.page })
      return await react(saying, by)
    } catch (error) {
      if (error instanceof MeshError) return no([error.message, ...(error.hint ? [error.hint] : [])].join(' '))
      log.warn('what somebody said could not be done', { via: by.via, saying: saying.do, error })
      return no('This did not work: something that was needed for it did not answer. Try again; the log of meshwatch says more.')
    }
  }
}

function isTaught(saying: Saying): saying is Taught {
  return saying.do === 'expected' || saying.do === 'new-normal'
}

function wordsOf(saying: Done): string {
  switch (saying.do) {
    case 'acknowledge':
      return 'It is yours now; everybody can see it.'
    case 'unacknowledge':
      return 'Given back: somebody else can take it.'
    case 'snooze':
      return `Put aside for ${spell(saying.length)}; its end is told all the same.`
    case 'mute':
      return 'Nothing more is told until it is over.'
    case 'wake':
      return 'What happens is told again.'
  }
}

/** Of deliveries and periods, all that were odd in a row were expected, and not the last one alone. */
function fromItsBeginning({ state, series }: Recollection): { readonly from?: Instant } {
  if (state === undefined || state.verdict.state === 'unknown' || state.verdict.bucket === undefined) return {}
  const runs = series.flatMap(({ answers }) => {
    const last = answers.at(-1)
    return last?.state === 'unusual' ? [last.since] : []
  })
  return { from: Math.min(state.verdict.bucket, ...runs) }
}

function checksOf({ datasets }: Mesh): ReadonlyMap<string, Check> {
  return new Map([...datasets.values()].flatMap(({ checks }) => checks.map((check) => [check.id, check] as const)))
}

function no(words: string): Reply {
  return { ok: false, words }
}
