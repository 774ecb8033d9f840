/**
 * The parameters of each check kind: the words in which the contract compiler asks and the check kinds answer.
 * Field names here are physical names, as the source spells them.
 */
import type { CronSpec } from './calendar/cron.ts'
import type { Millis } from './calendar/time.ts'
import type { Field, LogicalType } from './dataset.ts'
import type { Materiality } from './gates.ts'
import type { Limit } from './limit.ts'
import type { Scalar } from './metric.ts'

/** Hours of the week to which a promise is limited; outside of them the age of data does not grow. */
export interface PromisedHours {
  readonly zone: string
  /** 1 = Monday to 7 = Sunday. */
  readonly weekdays: readonly number[]
  /** Minutes after midnight; `to` is exclusive and may be 1440. */
  readonly from: number
  readonly to: number
}

export interface FreshnessParams {
  /** Time field whose newest value is the watermark; undefined: the commit or file time of the source. */
  readonly field?: string
  /** Zone of timestamps that carry none. */
  readonly zone: string
  readonly rule: /** The watermark may be at most `limit` old. */
    | { readonly by: 'age'; readonly limit: Millis; readonly hours?: PromisedHours }
    /**
     * At each firing of `due` (plus `grace`) the watermark must have reached the start of the day `covers`,
     * counted in the zone of `due`: 0 is the day of the deadline, -1 the day before.
     */
    | { readonly by: 'deadline'; readonly due: CronSpec; readonly covers: number; readonly grace: Millis }
}

/** What is learned answers for its materiality only; limits of a contract know none. */
export interface VolumeParams extends Materiality {
  readonly measure: /** All rows, or those of the newest delivery. */
    | { readonly of: 'rows' }
    /** Rows per closed day or hour of a time field, judged `settle` after the period ended. */
    | {
        readonly of: 'period'
        readonly field: string
        readonly per: 'day' | 'hour'
        readonly zone: string
        readonly settle: Millis
        /** How far back the first look goes; the usual length where it is left out. */
        readonly history?: Millis
      }
  /** Given by the contract; without one the band is learned. */
  readonly limit?: Limit
}

export interface SchemaParams {
  /** What the contract promises; empty when it says nothing of fields. */
  readonly fields: readonly Field[]
  /** Fields beyond the contract are a breach, not news. */
  readonly closed: boolean
  /** How long an unannounced change is held open before it becomes the new normal. */
  readonly hold: Millis
}

export type Feature = 'nullRate' | 'zeroRate' | 'distinct' | 'mean' | 'spread' | 'quantiles' | 'categories'

export interface DistributionParams extends Pick<Materiality, 'leastChange'> {
  readonly field: string
  readonly logicalType?: LogicalType
  readonly features: readonly Feature[]
  /** Messages may name categories of this field. */
  readonly showValues: boolean
  /** Where rows have a time: the values of each closed day of it are judged, `settle` after the day ended, instead of those of all rows. */
  readonly period?: {
    readonly field: string
    readonly zone: string
    readonly settle: Millis
    /** How far back the first look goes; the usual length where it is left out. */
    readonly history?: Millis
  }
}

/** Rows, freshness and values by segment: the values of one field tell the segments apart. */
export interface SegmentParams extends Pick<Materiality, 'leastChange'> {
  readonly by: string
  /** Values of the field may neither be kept nor shown. */
  readonly isHashed: boolean
  /** How many segments are told apart; the rest is one more. */
  readonly most: number
  /** Fields that are not summed. */
  readonly except: readonly string[]
  readonly measure: /** A delivery, or the last state of each closed day of `zone`. */
    | { readonly of: 'rows'; readonly zone: string }
    /** Closed days of a time field. */
    | Extract<VolumeParams['measure'], { of: 'period' }>
}

export type QualityParams =
  | {
      readonly rule: 'nullValues' | 'missingValues' | 'invalidValues' | 'duplicateValues'
      /** One field, or the key for duplicates. */
      readonly fields: readonly string[]
      readonly values?: readonly Scalar[]
      readonly pattern?: string
      readonly limit: Limit
      readonly unit: 'rows' | 'percent'
    }
  | { readonly rule: 'sql'; readonly query: string; readonly field?: string; readonly limit: Limit }
  /** A running total must not fall from one delivery or probe to the next; `by` tells the totals apart. */
  | { readonly rule: 'monotonic'; readonly fields: readonly string[]; readonly by?: string }

export interface AvailabilityParams {
  /** Promised share of answered probes, 0 to 1. */
  readonly objective?: number
}
