/** Lengths of time as people write them in files: `30s`, `5m`, `1h`, `1d`, `2w`, or ISO 8601 such as `PT5M` and `P1D`. */
import { DAY, HOUR, MINUTE, type Millis, SECOND, WEEK } from './time.ts'

const SIZES: Readonly<Record<string, Millis>> = { ms: 1, s: SECOND, m: MINUTE, min: MINUTE, h: HOUR, d: DAY, w: WEEK }
const WORD = /^(\d+(?:\.\d+)?)\s*(ms|s|m|min|h|d|w)$/
const ISO = /^P(?=.)(?:(\d+)W)?(?:(\d+)D)?(?:T(?=.)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/
const ISO_SIZES = [WEEK, DAY, HOUR, MINUTE, SECOND]

export const DURATION_HINT = 'write 30s, 5m, 1h, 1d or 2w, or ISO 8601 such as PT5M'

/** Undefined when the text is none of these. Months and years have no fixed length and are not accepted. */
export function parseDuration(text: string): Millis | undefined {
  const [, amount, unit = ''] = WORD.exec(text) ?? []
  if (amount !== undefined) return Math.round(Number(amount) * (SIZES[unit] ?? 0))
  const parts = ISO.exec(text)?.slice(1)
  return parts?.reduce((sum, part, index) => sum + Number(part ?? 0) * (ISO_SIZES[index] ?? 0), 0)
}
