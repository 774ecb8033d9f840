/** The comparison as people read it. */

export interface Row {
  readonly rule: string
  readonly precision: number
  readonly recall: number
  readonly f1: number
  readonly falseEpisodesPer1000: number
  readonly bestF1: number
  readonly recallAt1: number
  readonly meanDelay: number
  readonly cold: number
  readonly real: number
  readonly microsecondsPerPoint: number
  readonly bytesPerHourlySeries: number
  readonly nab: { readonly standard: number; readonly lowFalsePositives: number; readonly lowFalseNegatives: number }
}

const COLUMNS: readonly (readonly [head: string, cell: (row: Row) => string])[] = [
  ['rule, at its default threshold', ({ rule }) => rule],
  ['P', ({ precision }) => precision.toFixed(2)],
  ['R', ({ recall }) => recall.toFixed(2)],
  ['F1', ({ f1 }) => f1.toFixed(2)],
  ['false per 1000', ({ falseEpisodesPer1000 }) => falseEpisodesPer1000.toFixed(2)],
  ['best F1', ({ bestF1 }) => bestF1.toFixed(2)],
  ['R@1', ({ recallAt1 }) => recallAt1.toFixed(2)],
  ['delay', ({ meanDelay }) => meanDelay.toFixed(1)],
  ['cold F1', ({ cold }) => cold.toFixed(2)],
  ['real F1', ({ real }) => real.toFixed(2)],
  ['µs', ({ microsecondsPerPoint }) => microsecondsPerPoint.toFixed(1)],
  ['bytes', ({ bytesPerHourlySeries }) => String(bytesPerHourlySeries)],
  ['NAB', ({ nab }) => nab.standard.toFixed(1)],
  ['low FP', ({ nab }) => nab.lowFalsePositives.toFixed(1)],
  ['low FN', ({ nab }) => nab.lowFalseNegatives.toFixed(1)],
]

/** Markdown, padded so that it can be read as it is. */
export function tableOf(rows: readonly Row[]): string {
  const cells = [COLUMNS.map(([head]) => head), ...rows.map((row) => COLUMNS.map(([, cell]) => cell(row)))]
  const widths = COLUMNS.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)))
  const [head = '', ...body] = cells.map((row) => `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`)
  return [head, `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`, ...body].join('\n')
}
