/** Segments of which nothing came: each of their values is what it was at the look before, or zero as amounts of nothing are. */
import type { Panel } from './panel.ts'

/** 1 for each segment that stands still. */
export function stillAt({ values, measures, segments }: Panel, look: number): Uint8Array {
  const width = segments.length
  const still = new Uint8Array(width)
  const now = values[look]
  const before = values[look - 1]
  if (now === undefined || before === undefined) return still
  for (let segment = 0; segment < width; segment++) {
    let isSame = false
    for (let measure = 0; measure < measures.length; measure++) {
      const value = now[measure * width + segment] ?? Number.NaN
      const was = before[measure * width + segment] ?? Number.NaN
      if (value === was || value === 0) isSame = true
      else if (!(Number.isNaN(value) && Number.isNaN(was))) {
        isSame = false
        break
      }
    }
    still[segment] = isSame ? 1 : 0
  }
  return still
}

/**
 * Increments as they would be had nobody paused: what came after a silence is spread over it, and a segment that is silent now goes on
 * as before. Pauses are judged by themselves and are not a matter of amounts.
 */
export function evened(rows: readonly Float64Array[], still: readonly Uint8Array[]): readonly Float64Array[] {
  const even = rows.map((row) => row.slice())
  const width = rows.at(-1)?.length ?? 0
  for (let segment = 0; segment < width; segment++) {
    let silent = 0
    let usual = Number.NaN
    for (const [look, row] of rows.entries()) {
      if (still[look]?.[segment] === 1) {
        silent++
        const carried = even[look]
        if (carried && !Number.isNaN(usual)) carried[segment] = usual
        continue
      }
      const share = (row[segment] ?? Number.NaN) / (silent + 1)
      for (let back = 0; back <= silent; back++) {
        const spread = even[look - back]
        if (spread) spread[segment] = share
      }
      usual = share
      silent = 0
    }
  }
  return even
}
