/** Rows against the contract's limit where there is one, else against the learned band. */

import type { Instant } from '../../core/calendar/time.ts'
import type { Check, History, Judgement, Observation } from '../../core/check.ts'
import { bandOf, holds, spellLimit } from '../../core/limit.ts'
import type { Basis } from '../../core/metric.ts'
import type { VolumeParams } from '../../core/questions.ts'
import type { Point, SeriesOptions } from '../../core/series.ts'
import { isBad, type Judged, unknown, type Verdict } from '../../core/verdict.ts'
import { judgeSeries, type SeriesMemo } from '../../detect/judge-series.ts'
import { groundsEvidence, stillLearning } from '../learned.ts'
import { remembered } from '../memo.ts'
import { closedPeriod, missed, spellPeriod } from '../periods.ts'
import { isUnknown, notPresent, ROWS, readGroups, readNumber, tooVague } from '../reading.ts'
import { count, spellBand } from '../words.ts'
import { guessed, noted, slotOf } from './arrival.ts'
import { MEMO, type Period, rowsPer, rowsPerHour, type VolumeMemo } from './needs.ts'
import { judgePace } from './pace.ts'
import { learnedAs } from './series.ts'

/** One amount of rows and what has to be said of it. */
interface Amount extends Point {
  readonly basis: Basis
  readonly bucket?: Instant
  /** Such as `120 rows on Sat 21 Nov`. */
  readonly words: string
}

interface LearnedFrom {
  readonly what: string
  readonly hint?: string
}

const LOOKS: LearnedFrom = {
  what: 'looks',
  hint: 'with a time field (meshwatch.timeField) its past could be counted at once',
}

export function judge(check: Check<VolumeParams>, seen: Observation, past: History): Judgement {
  const absent = notPresent(seen.facts)
  if (absent) return { verdict: absent }
  const { measure } = check.params
  return measure.of === 'rows' ? judgeRows(check, seen, past) : judgePeriod(check, measure, seen, past)
}

function judgeRows(check: Check<VolumeParams>, seen: Observation, past: History): Judgement {
  const rows = readNumber(seen, ROWS)
  if (isUnknown(rows)) return { verdict: rows }
  const { partition } = seen.facts
  const amount = {
    ...rows,
    at: partition?.at ?? seen.at,
    words: `${count(rows.value, 'row')}${partition ? ' in the newest delivery' : ''}`,
    ...(partition ? { bucket: partition.at } : {}),
    ...(past.quiet ? { mark: 'excluded' as const } : {}),
  }
  const { limit } = check.params
  if (limit) return { verdict: againstLimit(amount, limit) }
  const options = learnedAs(check, partition !== undefined, past)
  const learnedFrom = partition ? { what: 'deliveries' } : LOOKS
  const { verdict, series } = againstPast(amount, past.points(ROWS), options, remembered<VolumeMemo>(past, MEMO)?.series, learnedFrom)
  return { verdict, memo: { v: MEMO, judged: amount.at, series, ...(partition && { delivered: true }) } satisfies VolumeMemo }
}

function judgePeriod(check: Check<VolumeParams>, period: Period, seen: Observation, past: History): Judgement {
  const metric = rowsPer(period)
  const groups = readGroups(seen, metric)
  const memo = remembered<VolumeMemo>(past, MEMO)
  if (isUnknown(groups)) {
    const less = missed(groups, memo)
    return { verdict: groups, ...(less && { memo: { v: MEMO, ...less } satisfies VolumeMemo }) }
  }
  const span = closedPeriod(metric.per, period.settle, seen.at)
  const bucket = span.from
  const points = past.points(metric).filter(({ at }) => at <= bucket)
  if (points.length === 0)
    return { verdict: unknown('learning', `no closed ${period.per} has a row with ${period.field} yet`, [period.field]) }
  const { value, mark: known } = points.find(({ at }) => at === bucket) ?? { value: 0 }
  // Trouble that came after a period was judged is not the trouble of that period.
  const mark = bucket === memo?.judged ? known : past.quiet ? 'excluded' : undefined
  const words = `${count(value, 'row')} ${spellPeriod(metric.per, span)}`
  const amount = { at: bucket, value, basis: groups.basis, bucket, words, ...(mark && { mark }) }
  const { limit } = check.params
  if (limit) return { verdict: againstLimit(amount, limit), memo: { v: MEMO, judged: bucket } satisfies VolumeMemo }
  const options = learnedAs(check, true, past)
  const before = points.filter(({ at }) => at < bucket)
  const { verdict, series } = againstPast(amount, before, options, memo?.series, { what: `${period.per}s` })

  const closed = [...before, ...(isBad(verdict) ? [] : [{ at: bucket, value }])]
  const underWay = { of: span.to, at: seen.at, rows: groups.value.find(({ at }) => at === span.to)?.value ?? 0, basis: groups.basis }
  const slot = slotOf(metric.per, span.to, seen.at)
  const isFirst = memo?.arrival?.of !== span.to || memo.arrival.seen[slot] === null
  const look = noted(memo?.arrival, { ...underWay, slot }, closed, guessesFrom(seen, period))
  const pace = isBad(verdict) ? { arrival: look } : judgePace(underWay, metric.per, look, isFirst, closed, options, series)
  return {
    verdict: pace.verdict ?? verdict,
    memo: { v: MEMO, judged: bucket, series, arrival: pace.arrival } satisfies VolumeMemo,
  }
}

function guessesFrom(seen: Observation, period: Period): ReturnType<typeof guessed> {
  const hours = readGroups(seen, rowsPerHour(period))
  return isUnknown(hours) ? [] : guessed(rowsPer(period).per, hours.value)
}

function againstLimit(amount: Amount, limit: NonNullable<VolumeParams['limit']>): Verdict {
  const vague = tooVague(amount.basis)
  if (vague) return vague
  const ok = holds(limit, amount.value)
  return {
    ...measured(amount),
    state: ok ? 'pass' : 'fail',
    code: ok ? 'within-limit' : 'outside-limit',
    reason: `${amount.words}; promised ${spellLimit(limit)}`,
    expected: bandOf(limit),
  }
}

function againstPast(
  amount: Amount,
  points: readonly Point[],
  options: SeriesOptions,
  memo: SeriesMemo | undefined,
  learnedFrom: LearnedFrom,
): { readonly verdict: Verdict; readonly series: SeriesMemo } {
  const found = judgeSeries(amount, points, options, memo)
  if (found.state === 'learning') return { verdict: stillLearning(found.learning, learnedFrom.what, learnedFrom.hint), series: found.memo }
  const { grounds } = found
  const base = { ...measured(amount), expected: grounds.band, evidence: groundsEvidence(grounds, amount.basis) }
  const usual = `usual is ${spellBand(grounds.band)}`
  switch (found.state) {
    case 'usual':
      return { verdict: { ...base, state: 'pass', code: 'usual', reason: `${amount.words}; ${usual}` }, series: found.memo }
    case 'accepted': {
      const why = found.as === 'weekly rhythm' ? 'a weekly rhythm, as in the weeks before' : `the new normal after ${found.run} in a row`
      const reason = `${amount.words}; accepted as ${why} (before, ${usual})`
      return { verdict: { ...base, state: 'pass', code: 'accepted', reason }, series: found.memo }
    }
    case 'unusual': {
      const below = grounds.band.low !== undefined && amount.value < grounds.band.low
      const since = amount.bucket === undefined ? found.since : undefined
      return {
        verdict: {
          ...base,
          state: 'fail',
          code: below ? 'below-band' : 'above-band',
          reason: `${amount.words}; ${usual}`,
          ...(since === undefined ? {} : { since }),
        },
        series: found.memo,
      }
    }
  }
}

function measured({ value, basis, bucket }: Amount): Pick<Judged, 'value' | 'unit' | 'basis' | 'bucket'> {
  return { value, unit: 'rows', basis, ...(bucket === undefined ? {} : { bucket }) }
}
