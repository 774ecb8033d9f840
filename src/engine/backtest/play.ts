/** A learned check played through the detector again: each value of its series is judged by what was before it. Pure. */
import { isDeepStrictEqual } from 'node:util'
import type { Check, CheckKind } from '../../core/check.ts'
import type { CheckSeries, Point, SeriesAnswer } from '../../core/series.ts'
import type { Teaching } from '../../core/teaching.ts'
import { replaySeries } from '../../detect/judge-series.ts'
import type { KnownSeries } from './past.ts'

export type PlayedAnswer = SeriesAnswer & { readonly point: Point }

export interface PlayedSeries extends CheckSeries {
  /** Oldest first, one for each point. */
  readonly answers: readonly PlayedAnswer[]
}

export interface PlayedCheck {
  readonly check: Check
  readonly kind: CheckKind<unknown>
  readonly teachings: readonly Teaching[]
  readonly series: readonly PlayedSeries[]
}

/** What was `known` of the same check under another configuration serves for series that are the same in both. */
export function play({ check, kind, teachings, series }: KnownSeries, known?: PlayedCheck): PlayedCheck {
  const played = series.map((one): PlayedSeries => {
    const same = known?.series.find(({ name }) => name === one.name)
    const isKnown = same !== undefined && isDeepStrictEqual(same.options, one.options) && isDeepStrictEqual(same.points, one.points)
    return { ...one, answers: isKnown ? same.answers : replaySeries(one.points, one.options).answers }
  })
  return { check, kind, teachings, series: played }
}
