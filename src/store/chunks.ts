/** Rows per statement; both systems limit the number of its parameters. */
const ROWS = 1_000

export function* chunks<T>(rows: readonly T[]): Generator<readonly T[]> {
  for (let from = 0; from < rows.length; from += ROWS) yield rows.slice(from, from + ROWS)
}
