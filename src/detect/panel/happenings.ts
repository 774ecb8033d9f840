/** Which segments stood still, were gone, were new, or changed what never changes, at each look of a panel. */

import type { Panel } from './panel.ts'
import { weekdayOf } from './panel.ts'
import type { Happenings } from './rare.ts'
import { stillAt } from './still.ts'

/** A segment that does it more often than this is known for it. */
const CUSTOMARY = 0.1
/** Of smaller segments, in averages, it is no news. */
const LEAST_SIZE = 0.25
/** Looks that must have seen a segment before it can be missed. */
const ACQUAINTED = 5
/** Looks at which it is news that a segment is gone. */
const MISSED = 2
/** Of these changes, in grains, chance alone hardly ever leaves none. */
const SURE_CHANGE = 25

/** Segments of which no value changed since the look before, although they change at nearly every look. */
export function standingStill(panel: Panel): readonly Happenings[] {
  const still = panel.days.map((_, look) => stillAt(panel, look))
  const sizes = usualChanges(panel)
  return happenings(panel, sizes, (look, segment) => (look === 0 ? undefined : still[look]?.[segment] === 1))
}

/** Segments without any value that were there at nearly every look. After a few looks without them nobody misses them. */
export function gone(panel: Panel): readonly Happenings[] {
  const there = panel.days.map((_, look) => presence(panel, look))
  return happenings(panel, usualValues(panel), (look, segment) => {
    if (there[look]?.[segment] === 1) return false
    return there.slice(Math.max(0, look - MISSED), look).some((before) => before[segment] === 1) ? true : undefined
  })
}

/** Segments that were never there before. Each is new once, and as large as what it comes with. */
export function appearing(panel: Panel): readonly Happenings[] {
  const first = new Map<number, number>()
  for (let look = 0; look < panel.days.length; look++)
    for (const [segment, isThere] of presence(panel, look).entries()) if (isThere === 1 && !first.has(segment)) first.set(segment, look)
  const found = Map.groupBy(first.keys(), (segment) => first.get(segment) ?? 0)
  return panel.days.map((at, look) => {
    const to = look === 0 ? [] : (found.get(look) ?? [])
    return { at, to: to.map((segment) => ({ segment: panel.segments[segment] ?? '', size: sizeAt(panel, look, segment) })), among: [] }
  })
}

/** The largest of its values, in averages over all segments. */
function sizeAt({ values, measures, segments }: Panel, look: number, segment: number): number {
  const width = segments.length
  const sizes = measures.map((_, measure) => {
    const row = (values[look] ?? new Float64Array(0)).subarray(measure * width, (measure + 1) * width).map(Math.abs)
    const known = row.filter((value) => !Number.isNaN(value))
    const average = known.reduce((sum, value) => sum + value, 0) / Math.max(1, known.length)
    const own = row[segment] ?? Number.NaN
    return Number.isNaN(own) || average === 0 ? 0 : own / average
  })
  return Math.max(...sizes)
}

/** Segments that changed a measure that no segment ever changes, such as a code. Undefined where the measure does change. */
export function changedConstant(panel: Panel, measure: number): readonly Happenings[] | undefined {
  const width = panel.segments.length
  const at = (look: number, segment: number) => panel.values[look]?.[measure * width + segment] ?? Number.NaN
  let [pairs, changes, nonzero] = [0, 0, 0]
  const looks = panel.days.map((day, look) => {
    const to: { segment: string; size: number }[] = []
    for (let segment = 0; look > 0 && segment < width; segment++) {
      const [now, was] = [at(look, segment), at(look - 1, segment)]
      if (Number.isNaN(now) || Number.isNaN(was)) continue
      const isLast = look === panel.days.length - 1
      if (!isLast) pairs++
      if (!isLast && was !== 0) nonzero++
      if (now === was) continue
      if (!isLast) changes++
      to.push({ segment: panel.segments[segment] ?? '', size: 1 })
    }
    return { at: day, to, among: [] }
  })
  return pairs > 0 && changes <= MOST_CHANGES * pairs && nonzero > pairs / 2 ? looks : undefined
}

const MOST_CHANGES = 0.002

/** `did`: undefined where a segment could not. Those that are known for it are left out, also those known for it on this weekday. */
function happenings(
  { days, segments }: Panel,
  sizes: Float64Array,
  did: (look: number, segment: number) => boolean | undefined,
): readonly Happenings[] {
  const last = days.length - 1
  const weekdays = days.map(weekdayOf)
  const among: number[] = []
  const found = days.map((at) => ({ at, to: [] as { segment: string; size: number }[], among }))
  for (const [index, segment] of segments.entries()) {
    const size = sizes[index] ?? 0
    if (!(size >= LEAST_SIZE)) continue
    const answers = days.map((_, look) => did(look, index))
    const could = answers.slice(0, last).filter((answer) => answer !== undefined).length
    const times = answers.slice(0, last).filter((answer) => answer === true).length
    if (could < ACQUAINTED || times > Math.max(1, CUSTOMARY * could)) continue
    among.push(size)
    for (const [look, answer] of answers.entries()) {
      if (answer !== true) continue
      const onSameDay = answers
        .slice(0, look)
        .some((before, other) => before === true && other < look - 1 && weekdays[other] === weekdays[look])
      if (!onSameDay) found[look]?.to.push({ segment, size })
    }
  }
  return found
}

function presence({ values, measures, segments }: Panel, look: number): Uint8Array {
  const width = segments.length
  const there = new Uint8Array(width)
  const row = values[look] ?? new Float64Array(0)
  for (let cell = 0; cell < measures.length * width; cell++) if (!Number.isNaN(row[cell] ?? Number.NaN)) there[cell % width] = 1
  return there
}

/** The usual change of each segment in averages over all of them, by the measure of which it has most; 0 where chance may leave none. */
function usualChanges(panel: Panel): Float64Array {
  return sizesBy(
    panel,
    (look, cell) => Math.abs((panel.values[look]?.[cell] ?? Number.NaN) - (panel.values[look - 1]?.[cell] ?? Number.NaN)),
    SURE_CHANGE,
  )
}

function usualValues(panel: Panel): Float64Array {
  return sizesBy(panel, (look, cell) => Math.abs(panel.values[look - 1]?.[cell] ?? Number.NaN), 0)
}

function sizesBy({ days, measures, segments }: Panel, amount: (look: number, cell: number) => number, least: number): Float64Array {
  const width = segments.length
  const sizes = new Float64Array(width)
  const some: number[] = []
  for (let measure = 0; measure < measures.length; measure++) {
    const usual = new Float64Array(width)
    for (let segment = 0; segment < width; segment++) {
      some.length = 0
      for (let look = 1; look < days.length; look++) {
        const value = amount(look, measure * width + segment)
        if (!Number.isNaN(value) && value > 0) some.push(value)
      }
      usual[segment] = some.length < ACQUAINTED ? 0 : (some.sort((a, b) => a - b)[some.length >> 1] ?? 0)
    }
    const average = usual.reduce((sum, value) => sum + value, 0) / Math.max(1, width)
    if (average === 0) continue
    for (let segment = 0; segment < width; segment++) {
      const value = usual[segment] ?? 0
      if (value > least) sizes[segment] = Math.max(sizes[segment] ?? 0, value / average)
    }
  }
  return sizes
}
