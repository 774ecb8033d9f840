/** One numbered step of the schema. Steps are only ever added; what was released is never edited. */

/** The words in which the two systems differ. */
export interface DdlWords {
  readonly instant: string
  readonly json: string
  /** A primary key that counts up by itself and never reuses a number. */
  readonly sequence: string
  /** What follows the column list. */
  readonly strict: string
}

export interface Migration {
  readonly version: number
  readonly name: string
  /** Run one by one, in order, in one transaction with all other pending steps. */
  statements(words: DdlWords): readonly string[]
}
