/** How a dataset and its fields are named and described, by the contract that promises them. */

/** How a contract names the thing to look at inside a source. Which keys count depends on the connector. */
export interface DatasetRef {
  /** Name of the configured source. */
  readonly source: string
  readonly database?: string
  readonly schema?: string
  /** Physical name of the table or view; for files the name of the dataset. */
  readonly name: string
  /** File, folder or glob below the root of a file source. */
  readonly path?: string
  readonly format?: string
  readonly delimiter?: string
  /** `file`: each file is one delivery, and the newest one is judged. Otherwise all files together are the dataset. */
  readonly partition?: 'file'
}

export type LogicalType = 'string' | 'integer' | 'number' | 'boolean' | 'date' | 'timestamp' | 'time' | 'object' | 'array'

/** A field as the contract promises it. */
export interface Field {
  readonly name: string
  /** Name in the source, where it differs. */
  readonly physicalName: string
  readonly logicalType?: LogicalType
  readonly physicalType?: string
  readonly required: boolean
  /** The contract lists it, but its absence is no breach. */
  readonly optional: boolean
  readonly classification?: string
  /** Messages may name values of this field (an enumeration, not personal data). */
  readonly showValues: boolean
  /** Zone in which a timestamp without zone is meant. */
  readonly zone?: string
}
