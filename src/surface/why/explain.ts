/** From what is known of a check to the answer why it judged as it did. */
import { type Instant, isoTime } from '../../core/calendar/time.ts'
import { datasetName, domainOf } from '../../core/names.ts'
import { USUAL_ALARM } from '../../core/series.ts'
import type { Teaching } from '../../core/teaching.ts'
import type { Recollection, Replayed } from '../../engine/recollect.ts'
import { verdictAnswer } from '../answers.ts'
import type { TeachingAnswer, WhyAnswer, WhyPoint, WhySeries } from './answer.ts'
import { leftOutOf } from './left-out.ts'
import { sentencesOf } from './sentences.ts'

export function whyAnswer(known: Recollection, zone: string, at: Instant | undefined): WhyAnswer {
  const { check, state, moment, teachings, incidents } = known
  const said = at === undefined ? state?.verdict.evidence?.series : undefined
  const replayed = [...known.series].sort((a, b) => surpriseOf(b, said) - surpriseOf(a, said))
  return {
    check: check.id,
    kind: check.kind,
    domain: domainOf(check.product),
    product: check.product,
    dataset: datasetName(check.dataset),
    ...(check.field === undefined ? {} : { field: check.field }),
    ...(check.promise === undefined ? {} : { promise: check.promise }),
    zone,
    ...(moment === undefined ? {} : { moment: isoTime(moment) }),
    ...(state === undefined || at !== undefined ? {} : { verdict: verdictAnswer(check, state) }),
    sentences: sentencesOf({ ...known, series: replayed }, zone, at),
    series: replayed.map((one) => seriesAnswer(one, known)),
    incidents: incidents.map(({ id, status, title, since, resolvedAt }) => ({
      id,
      status,
      title,
      since: isoTime(since),
      ...(resolvedAt === undefined ? {} : { resolvedAt: isoTime(resolvedAt) }),
    })),
    teachings: teachings.map(teachingAnswer),
  }
}

export function teachingAnswer({ check, verb, from, to, by, at, note }: Teaching): TeachingAnswer {
  return { check, verb, from: isoTime(from), to: isoTime(to), by, at: isoTime(at), ...(note === undefined ? {} : { note }) }
}

/** The series that the last verdict rests on comes first: what was stored with the verdict explains no other. */
function surpriseOf({ series, answers }: Replayed, said: unknown): number {
  if (series.name === said) return Number.POSITIVE_INFINITY
  const last = answers.at(-1)
  return last === undefined || last.state === 'learning' ? -1 : last.grounds.score + (last.state === 'unusual' ? 1_000 : 0)
}

function seriesAnswer(replayed: Replayed, known: Recollection): WhySeries {
  const { series, answers } = replayed
  const { calendar, alarm = USUAL_ALARM } = series.options
  return {
    name: series.name,
    unit: series.unit,
    alarm,
    leftOut: leftOutOf(replayed, known),
    accepted: answers.flatMap((answer) =>
      answer.state === 'accepted'
        ? [{ from: isoTime(answer.since), at: isoTime(answer.point.at), as: answer.as ?? 'new level', points: answer.run }]
        : [],
    ),
    days: series.points.flatMap(({ at }) => {
      const name = calendar?.dayOf(at)
      const quiet = calendar?.isQuiet(at) ?? false
      return name === undefined && !quiet ? [] : [{ at: isoTime(at), name: name ?? 'quiet time', quiet }]
    }),
    points: answers.map(pointAnswer),
  }
}

function pointAnswer(answer: Replayed['answers'][number]): WhyPoint {
  const { at, value, mark } = answer.point
  const marked = mark === undefined ? {} : { mark }
  if (answer.state === 'learning') return { at: isoTime(at), value, state: 'learning', ...marked }
  const { expected, band, score } = answer.grounds
  return { at: isoTime(at), value, state: answer.state, expected, ...band, score, ...marked }
}
