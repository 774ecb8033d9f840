/** Where data lives. A connector runs statements read-only and reads the catalog; it knows nothing of checks. */

import type { Deadline, Instant } from './calendar/time.ts'
import type { DatasetRef, LogicalType } from './dataset.ts'
import type { Metric, Per } from './metric.ts'
import type { UnknownCause } from './verdict.ts'

export type Sql = string
export type Cell = string | number | bigint | boolean | null
export type Row = Readonly<Record<string, Cell>>

/** A column as the source describes it. */
export interface FieldFacts {
  readonly name: string
  /** The source's own words, such as `numeric(12,2)`; `NULL` where a text file holds no value that could tell. */
  readonly type: string
  readonly logicalType: LogicalType
  readonly nullable: boolean
  /** False where the source shows the field but not its values: it is there, and no metric of it can be asked. */
  readonly readable?: boolean
  /** Column of the relation that holds the text as it was written, where the source is text and values are read out of it. */
  readonly asWritten?: string
}

/** How a text file is written; a change of it breaks readers as a lost column does. */
export interface FileFormat {
  readonly delimiter?: string
  readonly header?: boolean
  /** Rows with the wrong number of fields. */
  readonly raggedRows?: number
}

/** What the catalog says of a dataset, without reading its rows. */
export interface DatasetFacts {
  readonly state: 'present' | UnknownCause
  /** In words, where the state is not `present`. */
  readonly detail?: string
  /** The FROM clause that reads it, quoted by the connector. Empty unless present. */
  readonly relation: Sql
  readonly fields: readonly FieldFacts[]
  /** Last commit or file time, where the source tells. */
  readonly changedAt?: Instant
  /** Row count that costs nothing; an estimate unless `exact`. */
  readonly rows?: { readonly value: number; readonly exact: boolean }
  /** The newest delivery of a dataset partitioned by file: its name and its place in time (date in the name, else file time). */
  readonly partition?: { readonly name: string; readonly at: Instant }
  readonly format?: FileFormat
}

/** Differences between systems as data. */
export interface Capabilities {
  /** Longest statement in characters, and most result columns in one. */
  readonly maxStatement: number
  readonly maxColumns: number
}

/** How rows are told apart, with the facts of the fields that tell. At least one of the two is there. */
export interface Division {
  readonly by?: FieldFacts
  readonly per?: { readonly field: FieldFacts; readonly window: NonNullable<Metric['window']> } & Pick<Per, 'unit' | 'zone'>
  /** How many segments at most, those with most rows first. */
  readonly most: number
}

/** Small functions that put metrics into the words of one system. */
export interface Dialect {
  /** Expression for the source's own clock: epoch milliseconds. */
  readonly now: Sql
  /**
   * One expression with one value over rows; undefined where the system has none. `field` describes the first field. How the metric
   * is divided plays no part in it.
   */
  scalar(metric: Metric, field: FieldFacts | undefined): Sql | undefined
  /** A statement of rows `key`, `value` for `top` and `formats`; undefined where the system has none. */
  grouped(metric: Metric, field: FieldFacts | undefined, relation: Sql): Sql | undefined
  /** A statement of rows `key`, `began`, `v0`, `v1`, …: what `scalar` gave, once for each segment or period; undefined where the system has none. */
  divided(values: readonly Sql[], division: Division, relation: Sql): Sql | undefined
  /** A statement of rows as one expression that answers them as JSON text `[[column, …], …]` of texts and nulls, to stand beside others. */
  embed(statement: Sql, columns: readonly string[]): Sql
  /** The relation reduced to about `share` (0 to 1) of its rows. */
  sampled(relation: Sql, share: number): Sql
  /** A statement of these fields of about `share` of the rows of a span, each row drawn by itself; undefined where there is none. */
  drawn(fields: readonly FieldFacts[], span: NonNullable<Division['per']>, share: number, relation: Sql): Sql | undefined
  /** A rule's SQL with the placeholders of the contract standard filled in, wrapped so that it answers one value. */
  rule(query: string, relation: Sql, column: string | undefined): Sql
}

export interface Connector {
  readonly kind: string
  readonly dialect: Dialect
  readonly can: Capabilities
  /** One batched read for many datasets, in their order. Throws SourceFailure when the source as a whole cannot be asked. */
  catalog(datasets: readonly DatasetRef[], until: Deadline): Promise<readonly DatasetFacts[]>
  /** Answers all rows or throws SourceFailure; never a part. */
  query(sql: Sql, until: Deadline): Promise<readonly Row[]>
  /** What could be registered: for `meshwatch init`. */
  discover(until: Deadline): Promise<readonly DatasetRef[]>
  close(): Promise<void>
}

/** "We could not look", told apart by cause. The message holds no secret and no value of a row. */
export class SourceFailure extends Error {
  readonly code: UnknownCause
  constructor(code: UnknownCause, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'SourceFailure'
    this.code = code
  }
}
