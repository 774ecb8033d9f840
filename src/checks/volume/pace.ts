/**
 * The period under way, judged before it is over: is what has landed so far less than even a slow period would have by now? What is there
 * is taken for as much of the period as the slowest of the past ones had by then, and what that would come to goes before the detector.
 */
import { probit } from 'simple-statistics'
import { movedPeriod } from '../../core/calendar/period.ts'
import type { Instant } from '../../core/calendar/time.ts'
import { spellWallTime } from '../../core/calendar/wall-time.ts'
import type { Basis, Per } from '../../core/metric.ts'
import { type Grounds, type Point, type SeriesOptions, USUAL_ALARM } from '../../core/series.ts'
import type { Judged } from '../../core/verdict.ts'
import { judgeSeries, type SeriesMemo } from '../../detect/judge-series.ts'
import { groundsEvidence } from '../learned.ts'
import { count, spellShare } from '../words.ts'
import { type Arrival, proven, slotOf, type UsualShare, usualShare } from './arrival.ts'

/** The period under way as a look sees it. */
export interface UnderWay {
  readonly of: Instant
  readonly at: Instant
  readonly rows: number
  readonly basis: Basis
}

export interface Pace {
  readonly arrival: Arrival
  /** Where too little has landed. */
  readonly verdict?: Judged
}

/** Before this share of a period, chance says more than the rows do. */
const LEAST_SHARE = 0.1

/** `past` are the periods before; `isFirst` is the first look in its slot. */
export function judgePace(
  now: UnderWay,
  per: Per,
  arrival: Arrival,
  isFirst: boolean,
  past: readonly Point[],
  options: SeriesOptions,
  memo: SeriesMemo | undefined,
): Pace {
  const slot = slotOf(per, now.of, now.at)
  const usual = usualShare(arrival, slot)
  if (usual === undefined || usual.low < LEAST_SHARE) return { arrival }
  const tooFew = (rows: number): Grounds | undefined => {
    const value = Math.floor(atMost(rows, options.alarm) / usual.low)
    const found = judgeSeries({ at: now.of, value }, past, options, memo)
    return found.state === 'unusual' && value < (found.grounds.band.low ?? 0) ? found.grounds : undefined
  }
  const grounds = tooFew(now.rows)
  if (!usual.isTrusted) {
    const tells = grounds !== undefined || (isFirst && tooFew(0) !== undefined)
    return { arrival: tells ? proven(arrival, grounds === undefined) : arrival }
  }
  if (grounds === undefined) return { arrival }
  const { low = 0, high } = grounds.band
  return {
    arrival,
    verdict: {
      state: 'fail',
      code: 'behind-pace',
      reason: wordsOf(now, per, slot, usual, grounds.expected),
      value: now.rows,
      unit: 'rows',
      basis: now.basis,
      bucket: now.of,
      expected: { low: Math.ceil(low * usual.low), ...(high === undefined ? {} : { high: Math.floor(high * usual.most) }) },
      evidence: {
        ...groundsEvidence(grounds, now.basis),
        evidence: 'pace',
        usualShares: [usual.least, usual.most],
        share: now.rows / grounds.expected,
        periods: usual.periods,
      },
    },
  }
}

/** The most rows that a usual process would have had, when it happens to show this few: the upper limit of a Poisson mean, by Anscombe's root. */
function atMost(rows: number, alarm = USUAL_ALARM): number {
  return (Math.sqrt(rows + 3 / 8) + probit(1 - 10 ** -alarm) / 2) ** 2
}

/** `3,100 rows on Sat 21 Nov by 14:20 are 21 % of a usual day; by 14:00 usually 55 % to 62 % have landed`. */
function wordsOf({ of, at, rows }: UnderWay, per: Per, slot: number, { least, most }: UsualShare, expected: number): string {
  const [day, time] = split(at, per)
  const [, since] = split(of + ((movedPeriod(per, of, 1) - of) / 24) * slot, per)
  const by = per.unit === 'day' && slot < 24 ? `${String(slot).padStart(2, '0')}:00` : slot < 24 ? since : 'its end'
  const share = expected > 0 ? rows / expected : 0
  const range = least === most ? spellShare(least) : `${spellShare(least)} to ${spellShare(most)}`
  return `${count(rows, 'row')} on ${day} by ${time} are ${spellShare(share)} of a usual ${per.unit}; by ${by} usually ${range} of it has landed`
}

function split(at: Instant, { zone }: Per): readonly [string, string] {
  const words = spellWallTime(at, zone)
  const blank = words.lastIndexOf(' ')
  return [words.slice(0, blank), words.slice(blank + 1)]
}
