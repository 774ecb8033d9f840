/** DuckDB's values as cells: numbers where a double holds them without loss, else their decimal text; everything else as text. */
import type { DuckDBDataChunk, JsonDuckDBValueConverter } from '@duckdb/node-api'
import type { Cell, Row } from '../core/connector.ts'

const NUMERIC = /^(U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER|BIGNUM|DECIMAL.*)$/
const TRAILING_ZEROS = /\.?0+$/

export interface Column {
  readonly name: string
  readonly type: string
}

/** `converter` is the driver's own conversion to JSON values, in which wide integers, decimals and times are text. */
export function rowsOf(chunk: DuckDBDataChunk, columns: readonly Column[], converter: typeof JsonDuckDBValueConverter): readonly Row[] {
  return chunk
    .convertRows(converter)
    .map((values) => Object.fromEntries(columns.map(({ name, type }, index) => [name, cellOf(values[index] ?? null, type)])))
}

/** About as many characters as the rows hold. */
export function sizeOf(rows: readonly Row[]): number {
  let size = 0
  for (const row of rows) for (const cell of Object.values(row)) size += typeof cell === 'string' ? cell.length : 8
  return size
}

function cellOf(value: unknown, type: string): Cell {
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return value
  if (typeof value !== 'string') return JSON.stringify(value)
  return NUMERIC.test(type) ? numberIfExact(value) : value
}

/** `12.50` becomes 12.5; a number that a double would change, or that is beyond its exact integers, stays text. */
export function numberIfExact(digits: string): number | string {
  const plain = digits.includes('.') ? digits.replace(TRAILING_ZEROS, '') : digits
  return String(Number(plain)) === plain && Math.abs(Number(plain)) <= Number.MAX_SAFE_INTEGER ? Number(plain) : plain
}
