/** What people ask of one check and say of it: why, teach, take back. The same behind the command line, the library and the API. */
import { didYouMean } from '../contracts/document/closest.ts'
import type { Instant } from '../core/calendar/time.ts'
import type { Check, CheckId } from '../core/check.ts'
import { MeshError } from '../core/errors.ts'
import type { Mesh } from '../core/mesh.ts'
import { domainOf } from '../core/names.ts'
import type { Store } from '../core/store.ts'
import type { Teaching, Verb } from '../core/teaching.ts'
import type { Engine } from '../engine/engine.ts'
import { findCheck } from './find-check.ts'
import { instantOf, type Moment } from './moments.ts'
import type { TeachingAnswer, WhyAnswer } from './why/answer.ts'
import { teachingAnswer, whyAnswer } from './why/explain.ts'

export interface TeachOptions {
  /** Id of a learned check, or an ending that no other check has. */
  readonly check: CheckId
  /** `expected`: this was fine. `new-normal`: learn from here on. `anomaly`: never learn this. */
  readonly verb: Verb
  /** The delivery, period or look that holds this moment; the last one that was judged when left out. */
  readonly at?: Moment
  /** A half-open span instead of a moment. */
  readonly from?: Moment
  readonly to?: Moment
  /** Who says so. */
  readonly by: string
  readonly note?: string
}

export interface WhyOptions {
  readonly at?: Moment
  /** Name of a series, or of a segment, that is wanted beside the most surprising ones. */
  readonly series?: string
}

export interface Feedback {
  /** Why a check judged as it did, last or at a moment. Throws MeshError NOT_FOUND for a check or a series that is not there, and USAGE where the name fits several checks. */
  why(check: CheckId, options?: WhyOptions): Promise<WhyAnswer>
  /** It counts from the next judgement on, to which a daemon hurries. The same verb with the same beginning replaces what was said before. */
  teach(options: TeachOptions): Promise<TeachingAnswer>
  /** Takes back what was taught last with this verb, or last of a moment. Throws MeshError NOT_FOUND where there is nothing. */
  unteach(options: Pick<TeachOptions, 'check' | 'verb' | 'at'>): Promise<TeachingAnswer>
  /** What was taught of one check, or of all that are watched, in the order in which it was said. */
  teachings(check?: CheckId): Promise<readonly TeachingAnswer[]>
}

export interface FeedbackGiven {
  readonly mesh: () => Mesh
  readonly store: Store
  readonly engine: Pick<Engine, 'recollect' | 'teach' | 'unteach'>
}

export function createFeedback({ mesh, store, engine }: FeedbackGiven): Feedback {
  return {
    async why(name, { at, series } = {}) {
      const check = findCheck(mesh(), name)
      const zone = zoneOf(mesh(), check)
      const moment = optional(at, zone)
      const answer = whyAnswer(await engine.recollect(check, moment, series), zone, moment)
      if (series !== undefined) assertShown(answer, series)
      return answer
    },
    async teach({ check: name, verb, by, note, ...span }) {
      const check = findCheck(mesh(), name)
      const zone = zoneOf(mesh(), check)
      const [at, from, to] = [optional(span.at, zone), optional(span.from, zone), optional(span.to, zone)]
      const teaching = await engine.teach(check, {
        verb,
        by,
        ...(note === undefined ? {} : { note }),
        ...(at === undefined ? {} : { at }),
        ...(from === undefined ? {} : { from }),
        ...(to === undefined ? {} : { to }),
      })
      return teachingAnswer(teaching)
    },
    async unteach({ check: name, verb, at }) {
      const check = findCheck(mesh(), name)
      const moment = optional(at, zoneOf(mesh(), check))
      const taught = (await store.teachings([check.id])).filter((one) => one.verb === verb && (moment === undefined || holds(one, moment)))
      const last = taught.at(-1)
      if (last && (await engine.unteach(last))) return teachingAnswer(last)
      throw new MeshError(
        'NOT_FOUND',
        `Nobody taught ${verb} of ${check.id}${moment === undefined ? '' : ' then'}.`,
        'List what was taught.',
      )
    },
    async teachings(name) {
      const ids =
        name === undefined
          ? [...mesh().datasets.values()].flatMap(({ checks }) => checks.map(({ id }) => id))
          : [findCheck(mesh(), name).id]
      const watched = new Set(ids)
      return (await store.teachings(name === undefined ? undefined : ids)).filter(({ check }) => watched.has(check)).map(teachingAnswer)
    },
  }
}

/** A segment is asked for by its name as well. */
function assertShown({ series: shown }: WhyAnswer, wanted: string): void {
  const names = shown.map(({ name }) => name)
  if (names.some((name) => name === wanted || name.endsWith(` of ${wanted}`) || name.endsWith(` in ${wanted}`))) return
  const hint = didYouMean(wanted, names)
  const all = names.length === 0 ? 'Nothing was learned yet.' : `Its series are: ${names.join(', ')}.`
  throw new MeshError('NOT_FOUND', `It has no series ${wanted}.`, hint === undefined ? all : `${hint} ${all}`)
}

function holds({ from, to }: Teaching, at: Instant): boolean {
  return from <= at && at < to
}

function optional(moment: Moment | undefined, zone: string): Instant | undefined {
  return moment === undefined ? undefined : instantOf(moment, zone)
}

function zoneOf(mesh: Mesh, { product }: Check): string {
  return mesh.domains.get(domainOf(product))?.zone ?? 'UTC'
}
