/** Values of the wire as cells, by type OID. Whatever is not a number or a truth value stays the text that Postgres wrote. */
import type { Cell } from '../../core/connector.ts'

const BOOLEAN = 16
const FLOATS: ReadonlySet<number> = new Set([700, 701])
/** int8, int2, int4, oid, numeric. */
const EXACT: ReadonlySet<number> = new Set([20, 21, 23, 26, 1700])
/** Significant decimal digits that a double keeps, whatever they are. */
const SAFE_DIGITS = 15

export function cellParser(oid: number): (text: string) => Cell {
  if (oid === BOOLEAN) return (text) => text === 't'
  if (FLOATS.has(oid)) return Number
  return EXACT.has(oid) ? exactNumber : (text) => text
}

/** A number where nothing is lost by that, otherwise the decimal text without trailing zeros. */
function exactNumber(text: string): number | string {
  if (!/^-?[\d.]+$/.test(text)) return Number(text)
  const shortest = text.includes('.') ? text.replace(/\.?0+$/, '') : text
  const number = Number(shortest)
  const digits = shortest.replace('.', '').replace(/^-?0*/, '').length
  const fits = digits <= SAFE_DIGITS || (Number.isSafeInteger(number) && !shortest.includes('.'))
  return fits ? number : shortest
}
