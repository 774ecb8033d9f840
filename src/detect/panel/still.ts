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
