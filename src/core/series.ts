/** What a learned series is made of, and what comes of judging a value against its past. `src/detect` does the judging. */
import type { Instant, Millis } from './calendar/time.ts'
import type { Band, Unit } from './verdict.ts'

/** Score from which a value is an anomaly where nobody says otherwise: about one usual value in 800. */
export const USUAL_ALARM = 2.9

/** A past value. `at` is the start of its delivery or period, or the time of the probe. */
export interface Point {
  readonly at: Instant
  readonly value: number
  /**
   * What people or the daemon said of it. `excluded`: nobody may learn from it (an incident, a window, taught as an anomaly).
   * `expected`: taught as fine, learned however odd it looks. `new-level`: taught as the start of a new normal.
   */
  readonly mark?: 'excluded' | 'expected' | 'new-level'
  /** Beside `excluded`: taught as an anomaly, so that it is not even evidence of a new level. */
  readonly never?: true
}

/**
 * `count`: rows of a delivery or a period. `total`: all rows of a table, which mostly grow. `ratio`: a share from 0 to 1.
 * `lag`: an age in milliseconds or any unit, of which only more is bad. `gauge`: any number.
 */
export type SeriesKind = 'count' | 'total' | 'ratio' | 'lag' | 'gauge'

export interface SeriesOptions {
  readonly kind: SeriesKind
  /** IANA zone in which hours, weekdays and days of the month are counted. */
  readonly zone: string
  /** Points are looks at a table that may not have changed in between, rather than deliveries or periods. */
  readonly polled: boolean
  /** Usual time between two points; learned from the gaps where it is left out. */
  readonly step?: Millis
  /** Which way is bad. Left out: up for `ratio` and `lag`, both for the others. */
  readonly direction?: 'both' | 'up' | 'down'
  /** A change below either of these is no news, however rare it is. The kind gives both where they are left out. */
  readonly minRelative?: number
  readonly minAbsolute?: number
  /** Score (−log10 of the tail probability) from which a value is an anomaly; `USUAL_ALARM` where it is left out. */
  readonly alarm?: number
  readonly calendar?: DayCalendar
}

/** Days that are not like others: holidays, announced days. */
export interface DayCalendar {
  /** Name of the special day that `at` falls on, in the zone of the domain; undefined on ordinary days. */
  dayOf(at: Instant): string | undefined
  /** Announced as a window: no alarm, no training. */
  isQuiet(at: Instant): boolean
}

/** A learned series of a check, as `why` and `backtest` play it through the detector again. */
export interface CheckSeries {
  readonly name: string
  readonly unit: Unit
  readonly options: SeriesOptions
  /** Oldest first. */
  readonly points: readonly Point[]
}

/** What a judgement rests on, for people and for the record. */
export interface Grounds {
  readonly band: Band
  readonly expected: number
  /** −log10 of the probability that a usual value is at least this far out. */
  readonly score: number
  readonly samples: number
  readonly leftOut: number
  /** In words: `hour of week`, `weekday and month end`, `none`. */
  readonly season: string
  /** What the score rests on: one value, a run of them, nothing where rows are expected, or a slow loss. */
  readonly evidence: 'value' | 'run' | 'zero' | 'slow loss'
  /** Smallest change that matters: the second gate. */
  readonly margin: number
  /** Gates that held an otherwise surprising value back, such as `too small a change`, `wrong direction`, `holiday`. */
  readonly heldBack: readonly string[]
}

export interface Learning {
  readonly have: number
  readonly need: number
  readonly readyWhen?: Instant
}

/** A judgement of one value of a series. */
export type SeriesAnswer =
  | { readonly state: 'learning'; readonly learning: Learning }
  | {
      /** `accepted`: off the band, and by now the new normal. */
      readonly state: 'usual' | 'unusual' | 'accepted'
      readonly grounds: Grounds
      /** Where the run of odd values began that ends here; the judged moment itself where there is none. */
      readonly since: Instant
      /** Odd values in a row, this one included. */
      readonly run: number
      /** What was accepted. */
      readonly as?: 'new level' | 'weekly rhythm'
    }

/** A learned series with the judgement that each of its points got. */
export interface JudgedSeries {
  readonly series: CheckSeries
  readonly answers: readonly (SeriesAnswer & { readonly point: Point })[]
}
