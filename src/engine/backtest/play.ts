/** A learned check played through the detector again: each value of its series is judged by what was before it. Pure. */
import { isDeepStrictEqual } from 'node:util'
import type { Instant } from '../../core/calendar/time.ts'
import type { Check, CheckKind } from '../../core/check.ts'
import type { Teaching } from '../../core/teaching.ts'
import { isBad, type Verdict } from '../../core/verdict.ts'
import { replaySeries } from '../../detect/judge-series.ts'
import type { KnownPast } from './past.ts'
import { type Peak, type PlayedSeries, peakOf, verdictOn } from './verdict-on.ts'

export interface PlayedCheck {
  readonly check: Check
  readonly kind: CheckKind<unknown>
  readonly teachings: readonly Teaching[]
  readonly series: readonly PlayedSeries[]
  /** Oldest first. */
  readonly looks: readonly PlayedLook[]
}

export interface PlayedLook {
  /** Start of the delivery or period, or the time of the look. */
  readonly at: Instant
  readonly verdict: Verdict
  readonly peak?: Peak
}

/** What was `known` of the same check under another configuration serves for series that are the same in both. */
export function play({ check, kind, teachings, series, looks }: KnownPast, known?: PlayedCheck): PlayedCheck {
  const played = series.map((one): PlayedSeries => {
    const same = known?.series.find(({ name }) => name === one.name)
    const isKnown = same !== undefined && isDeepStrictEqual(same.options, one.options) && isDeepStrictEqual(same.points, one.points)
    return { ...one, answers: isKnown ? same.answers : replaySeries(one.points, one.options).answers }
  })
  const again = looks?.map(({ at, verdict }) => ({ at, verdict, ...(isBad(verdict) && { peak: peakOf(check, verdict, at) }) }))
  return { check, kind, teachings, series: played, looks: again ?? looksAt(check, played) }
}

/** One look for each moment at which any of the series has a value. */
export function looksAt(check: Check, played: readonly PlayedSeries[]): readonly PlayedLook[] {
  const answers = played.flatMap((series) => series.answers.map((answer) => ({ series, answer })))
  const moments = Map.groupBy(answers, ({ answer }) => answer.point.at)
  return [...moments].sort(([a], [b]) => a - b).map(([at, seen]) => ({ at, ...verdictOn(check, seen) }))
}
