/** Checks: questions compiled from a contract, and the code that asks and answers them. */

import type { CronSpec } from './calendar/cron.ts'
import type { Instant, Millis } from './calendar/time.ts'
import type { DatasetFacts } from './connector.ts'
import type { Life } from './incident/life.ts'
import type { Measured, Metric } from './metric.ts'
import type { DatasetId, ProductId, Severity } from './names.ts'
import type { CheckSeries, DayCalendar, JudgedSeries, Point } from './series.ts'
import type { Unknown, Verdict } from './verdict.ts'

/** `domain.product/dataset/kind[/field]`, with `#n` where one kind asks several questions of the same thing. */
export type CheckId = string

/** Due every so often, at cron times, or both. Deadlines add their own moments as cron times. */
export interface Schedule {
  readonly every?: Millis
  readonly at?: readonly CronSpec[]
  /** Due this often as well while it fails in an open incident, so that the end of what is asked seldom is not told late. */
  readonly troubled?: Millis
}

/** When failures become an incident and passes end it. */
export interface IncidentPolicy {
  readonly openAfter: number
  readonly resolveAfter: number
  /** Unknown verdicts in a row that make a monitoring incident. */
  readonly unknownAfter: number
  readonly severity: Severity
  /** How long things last; the usual times where it is left out. */
  readonly life?: Life
}

/** The kind of trouble an incident is about. */
export type IncidentType = 'freshness' | 'volume' | 'schema' | 'distribution' | 'quality' | 'availability' | 'monitoring'

/** What a contract compiles to; the only thing that is judged. `id` is stable and is the key everywhere. */
export interface Check<P = unknown> {
  readonly id: CheckId
  readonly kind: string
  readonly product: ProductId
  readonly dataset: DatasetId
  /** Logical name of the field, where the question is about one. */
  readonly field?: string
  readonly params: P
  readonly schedule: Schedule
  readonly policy: IncidentPolicy
  /** Score from which a learned value is an anomaly; the detector's default where it is left out. */
  readonly alarm?: number
  /** What the contract says in words, for messages; undefined for learned checks. */
  readonly promise?: string
}

/** What one probe saw. `at` is the time judged as; `now` is the source's own clock at that time. */
export interface Observation {
  readonly at: Instant
  readonly now: Instant
  readonly facts: DatasetFacts
  read(metric: Metric): Measured | Unknown
}

/** What was measured of each segment at one time. A segment that is not named had no rows or was not among the largest. */
export interface SegmentValues {
  /** Start of the delivery or period, or the time of the probe. */
  readonly at: Instant
  readonly values: Readonly<Record<string, number>>
  readonly mark?: 'excluded'
}

/**
 * What is known from before. The judged delivery is left out; points that nobody may learn from are marked. Of metrics per period it is
 * all that is known by now: every closed period, those that this visit measured anew among them and counts of empty periods as 0.
 * A check looks only at what lies before the period it judges, and names that period in `bucket` of its verdict, so that it is marked
 * when it is bad.
 */
export interface History {
  /** Oldest first. Nothing for metrics with `by`. */
  points(metric: Metric): readonly Point[]
  /** Of metrics with `by`, oldest first: all segments of a look, a delivery, or (with `per`) a period. */
  segments(metric: Metric): readonly SegmentValues[]
  /** What this check chose to remember with its last judgement. */
  readonly memo: unknown
  /** Special days of the domain. */
  readonly calendar?: DayCalendar
  /** Inside an incident of this check or a window: what is judged now is evidence, but nothing is learned from it. */
  readonly quiet?: boolean
}

export interface Judgement {
  readonly verdict: Verdict
  /** JSON kept for the next time; left out means: keep what was there. */
  readonly memo?: unknown
}

export interface JudgedTogether {
  readonly check: Check
  readonly verdict: Verdict
}

/** A kind of question: two pure halves. No I/O, no clock, no connector. */
export interface CheckKind<P> {
  readonly kind: string
  readonly type: IncidentType
  /** Whether judging needs the past values of its metrics. */
  readonly learns: boolean
  /**
   * Of kinds whose metrics are dear. On a table that is not small they are asked in a statement of their own, so that one that takes too
   * long blinds no other check; `sampled`, of a part of the rows where there are very many.
   */
  readonly dear?: 'exact' | 'sampled'
  /** The metrics it needs, given what the catalog says and what it remembers. */
  needs(check: Check<P>, facts: DatasetFacts, past: Pick<History, 'memo'>, at: Instant): readonly Metric[]
  judge(check: Check<P>, seen: Observation, past: History): Judgement
  /**
   * Last word over all checks of this kind that one visit to a dataset judged, in their order: among many questions some answers are odd by
   * chance alone. Left out where each stands for itself.
   */
  together?(judged: readonly JudgedTogether[]): readonly Verdict[]
  /**
   * The newest moment of which the memo holds all that was learned, so that history is needed only from a little before it on. Undefined,
   * or left out: the whole past is needed.
   */
  learnedTo?(memo: unknown): Instant | undefined
  /** What stays of a memo when its learned series have to be built anew from history, because people taught something. */
  relearn?(memo: unknown): unknown
  /** The learned series behind its verdicts, as far as history holds them; left out where nothing is learned. */
  series?(check: Check<P>, past: History): readonly CheckSeries[]
  /**
   * Instead of `series`, of kinds that judge many series together: those that are worth a look, as they were judged up to `until`, and those
   * that are `asked` for by the name of a series or of a segment.
   */
  recall?(check: Check<P>, past: History, until: Instant, asked: readonly string[]): readonly JudgedSeries[]
}
