/** One verdict from the answers that a check gets for its series at one moment. */

import { groundsEvidence } from '../../checks/learned.ts'
import { spellBand, spellNumber, spellShare } from '../../checks/words.ts'
import { type Instant, isoTime, spell } from '../../core/calendar/time.ts'
import type { Check, CheckId } from '../../core/check.ts'
import type { CheckSeries, Point, SeriesAnswer } from '../../core/series.ts'
import { type Band, type Judged, type Unit, unknown, type Verdict } from '../../core/verdict.ts'

export type PlayedAnswer = SeriesAnswer & { readonly point: Point }

export interface PlayedSeries extends CheckSeries {
  /** Oldest first, one for each point. */
  readonly answers: readonly PlayedAnswer[]
}

/** The oddest value of an alert. Segments that are judged together have no value of their own. */
export interface Peak {
  readonly check: CheckId
  readonly series: string
  readonly at: Instant
  readonly value?: number
  readonly unit?: Unit
  readonly expected?: number
  readonly band?: Band
  readonly score?: number
  readonly segments?: readonly string[]
  readonly reason: string
  /** In which days and hours of the series are counted. */
  readonly zone: string
}

interface Seen {
  readonly series: PlayedSeries
  readonly answer: PlayedAnswer
}

/** The oddest of the series speaks for the check. */
export function verdictOn(check: Check, seen: readonly Seen[]): { readonly verdict: Verdict; readonly peak?: Peak } {
  const [oddest, ...rest] = seen
    .flatMap(({ series, answer }) => (answer.state === 'unusual' ? [{ series, point: answer.point, grounds: answer.grounds }] : []))
    .sort((a, b) => b.grounds.score - a.grounds.score)
  const bucket = seen.find(({ series }) => !series.options.polled)?.answer.point.at
  const base = { ...(bucket !== undefined && { bucket }), ...(check.field !== undefined && { fields: [check.field] }) }
  if (oddest) {
    const { series, point, grounds } = oddest
    const { name, unit, options } = series
    const { band, expected, score } = grounds
    const spelled = spellerOf(unit)
    const also = rest.length === 0 ? '' : `; also ${rest.map((one) => one.series.name).join(', ')}`
    const reason = `${name} ${spelled(point.value)}, usual is ${spellBand(band, spelled)}${also}`
    const code = band.low !== undefined && point.value < band.low ? 'below-band' : 'above-band'
    const evidence = { ...groundsEvidence(grounds, 'exact'), measures: seen.length }
    return {
      verdict: { ...base, state: 'fail', code, reason, value: point.value, unit, expected: band, evidence },
      peak: { check: check.id, series: name, at: point.at, value: point.value, unit, expected, band, score, reason, zone: options.zone },
    }
  }
  if (seen.every(({ answer }) => answer.state === 'learning')) return { verdict: unknown('learning', 'learning what is usual') }
  return { verdict: { ...base, state: 'pass', code: 'usual', reason: 'as usual' } }
}

/** The peak of a verdict that a check gave itself. */
export function peakOf(check: Check, verdict: Judged, at: Instant): Peak {
  const { value, unit, expected: band, evidence, segments, reason } = verdict
  const number = (key: string) => (typeof evidence?.[key] === 'number' ? { [key]: evidence[key] } : {})
  return {
    check: check.id,
    series: check.kind,
    at,
    ...(value !== undefined && { value }),
    ...(unit && { unit }),
    ...(band && { band }),
    ...(segments && { segments }),
    ...number('expected'),
    ...number('score'),
    reason,
    zone: 'UTC',
  }
}

function spellerOf(unit: Unit): (value: number) => string {
  switch (unit) {
    case 'ratio':
      return spellShare
    case 'milliseconds':
      return spell
    case 'instant':
      return isoTime
    default:
      return spellNumber
  }
}
