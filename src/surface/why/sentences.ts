/** Why a check judged as it did, in sentences: what was seen, what was expected and on what grounds, what was learned, left out and taught. */

import { count, spellBand, spellMoment, spellNumber, spellShare } from '../../checks/words.ts'
import { type Instant, spell } from '../../core/calendar/time.ts'
import { type Grounds, type SeriesAnswer, USUAL_ALARM } from '../../core/series.ts'
import type { Teaching } from '../../core/teaching.ts'
import type { Unit } from '../../core/verdict.ts'
import type { Recollection, Replayed } from '../../engine/recollect.ts'
import type { Sentence } from './answer.ts'
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
  const value = valueWords(series.unit)
  const seen = isAsked
    ? [about('judged', `${when(last.point.at)}: ${series.name} was ${value(last.point.value)}, ${answerWords(last)}.`)]
    : []
  const accepted = answers.flatMap((answer) => (answer.state === 'accepted' ? [answer] : [])).slice(-MOST)
  return [
    ...seen,
    ...(last.state === 'learning'
      ? [about('learning', learningWords(last.learning, when))]
      : groundsSentences(last.grounds, last, main, value)),
    ...leftOutSentences(main, known, when),
    ...accepted.map((answer) => about('accepted', acceptedWords(answer, known.check.id, when))),
  ]
}

function groundsSentences(
  grounds: Grounds,
  { run }: { readonly run: number },
  { series }: Replayed,
  value: (of: number) => string,
): readonly Sentence[] {
  const { expected, band, score, season, samples, heldBack, margin, evidence } = grounds
  const alarm = series.options.alarm ?? USUAL_ALARM
  const ground = {
    value: '',
    run: ` It rests on ${count(run, 'value')} in a row.`,
    zero: ' Nothing came where something always does.',
    'slow loss': ' It rests on a slow change over many values.',
  }[evidence]
  return [
    about('expected', `${series.name}: ${value(expected)}; usual is ${spellBand(band, value)}.`),
    about(
      'score',
      `${score.toFixed(1)}: ${rarity(score)}. An alarm needs ${alarm} (${rarity(alarm)}) and a change of at least ${value(margin)}.${ground}`,
    ),
    about(
      'season',
      season === 'none' ? 'no rhythm was found, or there is too little history for one.' : `${season}, in ${series.options.zone}.`,
    ),
    about('learned from', `${count(samples, 'sample')}.`),
    ...(heldBack.length > 0 ? [about('held back', `${heldBack.join(', ')}: rare, but no alarm.`)] : []),
  ]
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
  const missing = Math.max(0, need - have)
  const ready = readyWhen === undefined ? '' : `; ready about ${when(readyWhen)}`
  return `${Math.min(have, need)} of ${count(need, 'sample')}, ${missing} missing${ready}. Until then only limits of the contract hold.`
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

/** `about 1 in 4,000 usual values is this far out`: the score is −log10 of that share. */
export function rarity(score: number): string {
  if (score < 0.31) return 'every second usual value is this far out'
  if (score > 9) return 'fewer than 1 in a billion usual values is this far out'
  const every = 10 ** score
  const size = 10 ** Math.max(0, Math.floor(Math.log10(every)) - (every < 100 ? 1 : 0))
  return `about 1 in ${spellNumber(Math.round(every / size) * size)} usual values is this far out`
}

export function valueWords(unit: Unit): (value: number) => string {
  if (unit === 'ratio') return spellShare
  if (unit === 'percent') return (value) => `${spellNumber(value)} %`
  if (unit === 'milliseconds') return (value) => spell(value)
  return unit === 'rows' ? (value) => count(value < 20 ? Number(value.toFixed(1)) : Math.round(value), 'row') : spellNumber
}

function about(what: Sentence['about'], text: string): Sentence {
  return { about: what, text }
}
