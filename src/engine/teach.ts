/** From what a person says to what is kept: which moment is meant, and whether it makes sense. */
import type { Instant } from '../core/calendar/time.ts'
import { MeshError } from '../core/errors.ts'
import type { Teaching, Verb } from '../core/teaching.ts'
import { bucketOf, type Recollection, type Replayed } from './recollect.ts'

export interface Lesson {
  readonly verb: Verb
  /** The delivery, period or look that holds this moment; the last one that was judged where nothing is said. */
  readonly at?: Instant
  /** A half-open span instead of a moment; it lasts up to the last judgement where only its beginning is said. */
  readonly from?: Instant
  readonly to?: Instant
  readonly by: string
  readonly note?: string
}

const LONGEST_NAME = 80
const LONGEST_NOTE = 300

/** Throws MeshError USAGE for a check that learns nothing, and for times and names that make no sense. */
export function teachingOf(known: Recollection, lesson: Lesson, now: Instant): Teaching {
  const { check, learns } = known
  if (!learns) {
    const hint = 'Change the contract where its limit is wrong; it is not learned, so there is nothing to teach.'
    throw new MeshError('USAGE', `${check.id} holds what the contract promises${check.promise ? `: ${check.promise}` : ''}.`, hint)
  }
  const { from, to } = spanOf(known, lesson)
  if (!(from < to)) throw new MeshError('USAGE', 'The span ends before it begins.', 'Its end is not part of it, so it has to be later.')
  if (from > now)
    throw new MeshError('USAGE', 'This is still to come.', 'Teach what was measured already; announce what is to come as a window.')
  const note = lesson.note === undefined ? '' : onOneLine(lesson.note, LONGEST_NOTE, 'The note')
  const by = onOneLine(lesson.by, LONGEST_NAME, 'The name')
  if (by === '') throw new MeshError('USAGE', 'Somebody has to say it.', 'Name who.')
  return { check: check.id, verb: lesson.verb, from, to, by, at: now, ...(note === '' ? {} : { note }) }
}

function spanOf(known: Recollection, { verb, at, from, to }: Lesson): { readonly from: Instant; readonly to: Instant } {
  if (at !== undefined && (from !== undefined || to !== undefined))
    throw new MeshError('USAGE', 'A moment and a span at once.', 'Say either at, or from and to.')
  if (to !== undefined && from === undefined) throw new MeshError('USAGE', 'A span without a beginning.', 'Say from when on.')
  const last = known.state && (bucketOf(known.state) ?? known.state.at)
  if (from !== undefined) return { from, to: to ?? Math.max(from, last ?? from) + 1 }
  const moment = known.moment ?? at
  if (moment === undefined) throw new MeshError('USAGE', `${known.check.id} was never judged.`, 'Say which moment is meant.')
  const end = verb === 'new-normal' ? Math.max(moment, last ?? moment) : moment
  return { from: at === undefined ? beginning(known, verb, moment) : moment, to: end + 1 }
}

/** Looks at a table that stands still are one event, and a new normal begins where the odd values did. */
function beginning({ state, series }: Recollection, verb: Verb, moment: Instant): Instant {
  const polled = state === undefined || bucketOf(state) === undefined
  if (!polled && verb !== 'new-normal') return moment
  const runs = series.flatMap(({ answers }) => runUpTo(answers, moment))
  return Math.min(moment, ...runs)
}

function runUpTo(answers: Replayed['answers'], moment: Instant): readonly Instant[] {
  const last = answers.findLast(({ point }) => point.at <= moment)
  return last === undefined || last.state === 'learning' || last.state === 'usual' ? [] : [last.since]
}

/** What people write ends up in messages: one line, without characters that control how it is shown. */
function onOneLine(text: string, most: number, what: string): string {
  const line = text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+/gu, ' ').trim()
  if (line.length > most) throw new MeshError('USAGE', `${what} is too long.`, `${most} characters at most.`)
  return line
}
