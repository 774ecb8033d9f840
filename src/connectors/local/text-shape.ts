/**
 * How a delimited text file is written, found by reading it: delimiter, header, types, and rows that do not fit. DuckDB's own
 * sniffer takes ten times as long for a small file and does not count ragged rows.
 */
import type { Deadline } from '../../core/calendar/time.ts'
import { readUtf8 } from './encoding.ts'
import { ANY, type Guess, narrow } from './guess.ts'
import { recordReader } from './records.ts'

export interface TextShape {
  /** Undefined when nothing in the text tells: one column only. */
  readonly delimiter: string | undefined
  readonly header: boolean
  /** Empty lines before the first record. */
  readonly emptyLines: number
  /** Unique, case aside. Empty for an empty file. */
  readonly columns: readonly { readonly name: string; readonly guess: Guess }[]
  readonly rows: number
  readonly raggedRows: number
  /** Some quoted cell holds a line break. */
  readonly lineBreaks: boolean
  /** The text ends within a row. */
  readonly unfinished: boolean
  /** Read to its end; otherwise the counts are those of the part that was read. */
  readonly whole: boolean
}

const DELIMITERS = [',', ';', '\t', '|']
/** As much text as is looked at to find the delimiter. */
const HEAD = 32_768
/** Types are guessed from this many rows; later ones are only counted. */
const TYPED_ROWS = 50_000

/** Reads at most about `budget` characters. Rejects with the system's or the decompressor's error, and with NotUtf8. */
export async function readShape(path: string, stated: string | undefined, budget: number, until: Deadline): Promise<TextShape> {
  let head = ''
  let seen = 0
  let shape: ReturnType<typeof shaper> | undefined
  for await (const text of readUtf8(path, until)) {
    seen += text.length
    if (shape !== undefined) shape.push(text)
    else head += text
    if (shape === undefined && head.length >= HEAD) shape = shaper(delimiterOf(head, stated), head)
    if (seen >= budget) return (shape ?? shaper(delimiterOf(head, stated), head)).end(false)
  }
  return (shape ?? shaper(delimiterOf(head, stated), head)).end(true)
}

/**
 * The delimiter that cuts the first record in at least two and most others alike. The stated one is preferred where it cuts at all:
 * a file is described as it is written, so another delimiter than the contract's shows, and its columns are still found.
 */
function delimiterOf(head: string, stated: string | undefined): string | undefined {
  let best: { readonly delimiter: string; readonly score: number } | undefined
  for (const delimiter of new Set([...(stated ? [stated] : []), ...DELIMITERS])) {
    const widths: number[] = []
    const reader = recordReader(delimiter, { take: (cells) => (cells.length > 1 || cells[0] !== '') && widths.push(cells.length) })
    reader.push(head)
    if (head.length < HEAD || widths.length === 0) reader.end()
    const first = widths[0] ?? 0
    if (first < 2) continue
    if (delimiter === stated) return delimiter
    const score = widths.filter((width) => width === first).length / widths.length + first / 1000
    if (best === undefined || score > best.score) best = { delimiter, score }
  }
  return best?.delimiter
}

function shaper(delimiter: string | undefined, head: string) {
  let names: readonly string[] | undefined
  let header = false
  let emptyLines = 0
  let guesses: Guess[] = []
  let rows = 0
  let raggedRows = 0
  let lastIsShort = false
  let lineBreaks = false
  const reader = recordReader(delimiter ?? ',', { take })
  reader.push(head)

  function take(cells: readonly string[], broken: boolean): void {
    lineBreaks ||= broken
    if (names === undefined) {
      if (isBlank(cells)) {
        emptyLines++
        return
      }
      header = cells.every((cell) => narrow(ANY, cell.trim()) === 0 || cell === '')
      names = uniqueNames(header ? cells : cells.map(() => ''))
      guesses = names.map(() => ANY)
      if (header) return
    } else if (isBlank(cells) && names.length > 1) return
    rows++
    lastIsShort = cells.length < names.length
    if (cells.length !== names.length) raggedRows++
    if (rows > TYPED_ROWS) return
    for (let index = 0; index < guesses.length; index++) {
      const cell = cells[index]
      const guess = guesses[index] ?? 0
      if (cell !== undefined && cell !== '' && guess !== 0) guesses[index] = narrow(guess, cell)
    }
  }

  return {
    push: reader.push,
    end(whole: boolean): TextShape {
      const left = whole ? reader.end() : { openRecord: false, openQuote: false }
      const columns = (names ?? []).map((name, index) => ({ name, guess: guesses[index] ?? ANY }))
      const unfinished = left.openQuote || (left.openRecord && lastIsShort)
      return { delimiter, header, emptyLines, columns, rows, raggedRows, lineBreaks, unfinished, whole }
    },
  }
}

function isBlank(cells: readonly string[]): boolean {
  return cells.length === 1 && cells[0] === ''
}

/** Named as DuckDB would: `column0` where there is no name, `a_1` for the second `a`. */
function uniqueNames(cells: readonly string[]): readonly string[] {
  const taken = new Set<string>()
  return cells.map((cell, index) => {
    const wanted = cell.trim() || `column${index}`
    let name = wanted
    for (let copy = 1; taken.has(name.toLowerCase()); copy++) name = `${wanted}_${copy}`
    taken.add(name.toLowerCase())
    return name
  })
}
