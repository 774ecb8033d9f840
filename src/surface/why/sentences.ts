/** Why a check judged as it did, in sentences: what was seen, what was expected and on what grounds, what was learned, left out and taught. */

import { count, spellMoment } from '../../checks/words.ts'
import { type Instant, spell } from '../../core/calendar/time.ts'
import type { SeriesAnswer } from '../../core/series.ts'
import type { Teaching } from '../../core/teaching.ts'
import type { Recollection, Replayed } from '../../engine/recollect.ts'
import { about, type Sentence } from './answer.ts'
import { groundsSentences, storedGrounds, valueWords } from './grounds.ts'
import { leftOutOf } from './left-out.ts'

export function sentencesOf(known: Recollection, zone: string, at: Instant | undefined): readonly Sentence[] {
  const { check, state, learns, series, incidents, teachings } = known
  const when = (moment: Instant): string => spellMoment(moment, zone, state?.at ?? moment)
  const [main] = series
  const others = series.slice(1).flatMap((one) => (one.answers.at(-1)?.state === 'unusual' ? [one] : []))
  return [
    ...(state === undefined ? [about('judged', 'It was never judged.')] : []),
    ...(state !== undefined && at === undefined
      ? [about('judged', `${when(state.at)}: ${stateWords(state.verdict.state)}; ${state.verdict.reason}.`)]
      : []),
    ...(learns ? [] : [about('promised', promiseWords(check.promise))]),
    ...(main ? learnedSentences(main, known, when, at !== undefined) : []),
    ...others.map(({ series: { name } }) => about('judged', `${name} is unusual as well; its chart and numbers are in the JSON.`)),
    ...incidents
      .slice(0, MOST)
      .map(({ id, status, since, resolvedAt, title }) =>
        about(
          'incident',
          `${id}, ${status}, since ${when(since)}${resolvedAt === undefined ? '' : `, over after ${spell(resolvedAt - since)}`}: ${title}.`,
        ),
      ),
    ...teachings.map((teaching) => about('taught', `${teachingWords(teaching, when)}.`)),
  ]
}

/** Of what comes again and again, so many are told in words; the JSON has all. */
const MOST = 3

function learnedSentences(main: Replayed, known: Recollection, when: (at: Instant) => string, isAsked: boolean): readonly Sentence[] {
  const { series, answers } = main
  const last = answers.at(-1)
  if (last === undefined) return [about('learning', 'Nothing was measured yet that could be learned from.')]
  const accepted = answers.flatMap((answer) => (answer.state === 'accepted' ? [answer] : [])).slice(-MOST)
  return [
    ...(isAsked
      ? [about('judged', `${when(last.point.at)}: ${series.name} was ${valueWords(series.unit)(last.point.value)}, ${answerWords(last)}.`)]
      : []),
    ...footingSentences(main, known, when, isAsked),
    ...leftOutSentences(main, known, when),
    ...accepted.map((answer) => about('accepted', acceptedWords(answer, known.check.id, when))),
  ]
}

/** The last judgement is explained by what was stored with it. Playing it again says the rest, where it is about the same moment. */
function footingSentences(
  { series, answers }: Replayed,
  { state, moment }: Recollection,
  when: (at: Instant) => string,
  isAsked: boolean,
): readonly Sentence[] {
  const last = answers.at(-1)
  const stored = isAsked || state === undefined ? undefined : storedGrounds(state.verdict)
  if (stored) return groundsSentences(stored, series)
  if (last?.state === 'learning') return [about('learning', learningWords(last.learning, when))]
  return last !== undefined && (isAsked || last.point.at === moment) ? groundsSentences(last.grounds, series) : []
}

function leftOutSentences(main: Replayed, known: Recollection, when: (at: Instant) => string): readonly Sentence[] {
  const spans = leftOutOf(main, known)
  const shown = spans.slice(-MOST).map(({ from, to, points, because }) => {
    const time = points === 1 ? when(Date.parse(from)) : `${when(Date.parse(from))} to ${when(Date.parse(to))}`
    return about('left out', `${count(points, 'point')}, ${time}: ${because}.`)
  })
  const more = spans.length - shown.length
  return more > 0 ? [...shown, about('left out', `and ${count(more, 'earlier span')}.`)] : shown
}

function learningWords(
  { have, need, readyWhen }: Extract<SeriesAnswer, { state: 'learning' }>['learning'],
  when: (at: Instant) => string,
): string {
  const missing = need > have ? `${need - have} missing` : 'over too short a time'
  const ready = readyWhen === undefined ? '' : `; ready about ${when(readyWhen)}`
  return `${Math.min(have, need)} of ${count(need, 'sample')}, ${missing}${ready}. Until then only limits of the contract hold.`
}

function acceptedWords(
  answer: Extract<Replayed['answers'][number], { readonly state: 'usual' | 'unusual' | 'accepted' }>,
  check: string,
  when: (at: Instant) => string,
): string {
  const what = answer.as === 'weekly rhythm' ? 'a weekly rhythm' : 'a new level'
  const [from, to] = [new Date(answer.since).toISOString(), new Date(answer.point.at + 1).toISOString()]
  const undo = `meshwatch teach anomaly ${check} --from ${from} --to ${to}`
  return `${what} since ${when(answer.since)}, after ${answer.run} in a row. Where it is none, take it back: ${undo}`
}

export function teachingWords({ verb, from, to, by, at, note }: Teaching, when: (at: Instant) => string): string {
  const span = to - from <= 1 ? when(from) : `${when(from)} to ${when(to)}`
  return `${span} is ${{ expected: 'expected', 'new-normal': 'the new normal', anomaly: 'an anomaly' }[verb]}, by ${by}, ${when(at)}${note === undefined ? '' : `: “${note}”`}`
}

function promiseWords(promise: string | undefined): string {
  const what = promise === undefined ? 'It compares with what was there before' : `The contract says: ${promise}`
  return `${what}. Nothing is learned here, so there is nothing to teach; where it is wrong, change the contract.`
}

function stateWords(state: string): string {
  return { pass: 'passed', warn: 'warned', fail: 'failed', unknown: 'could not be judged' }[state] ?? state
}

function answerWords(answer: SeriesAnswer): string {
  return {
    learning: 'while it was still learning',
    usual: 'as usual',
    unusual: 'which is unusual',
    accepted: 'accepted as the new normal',
  }[answer.state]
}
