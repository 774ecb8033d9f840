/**
 * A panel: the same few measures of many segments, look after look. Where one series has a past to be judged by, a panel also has
 * neighbours: what is usual for segments of its size, and what moved everywhere.
 */
import { DAY, type Instant, type Millis } from '../../core/calendar/time.ts'

/** What one look at all segments found. */
export interface PanelLook {
  readonly at: Instant
  readonly measures: readonly string[]
  readonly segments: readonly string[]
  /** One row per measure, one column per segment; NaN where there is no value. */
  readonly values: Float64Array
}

/** Looks laid on the same measures and segments, oldest first. The last one is the one that is judged. */
export interface Panel {
  readonly days: readonly Instant[]
  readonly measures: readonly string[]
  readonly segments: readonly string[]
  /** By look, then as in a look. */
  readonly values: readonly Float64Array[]
}

/** Looks a panel remembers: five weeks of daily deliveries. */
export const REMEMBERED = 35

/** Lays looks on what the last one measured, and on all segments that any of them knows; those of the last one come first. */
export function layOut(looks: readonly PanelLook[]): Panel {
  const last = looks.at(-1)
  const measures = last?.measures ?? []
  const segments = [...new Set([...(last?.segments ?? []), ...looks.flatMap((look) => look.segments)])]
  const place = new Map(segments.map((segment, index) => [segment, index]))
  const values = looks.map((look) => {
    const laid = new Float64Array(measures.length * segments.length).fill(Number.NaN)
    const columns = look.segments.map((segment) => place.get(segment) ?? 0)
    for (const [row, measure] of measures.entries()) {
      const from = look.measures.indexOf(measure) * look.segments.length
      if (from < 0) continue
      for (const [index, column] of columns.entries()) laid[row * segments.length + column] = look.values[from + index] ?? Number.NaN
    }
    return laid
  })
  return { days: looks.map(({ at }) => at), measures, segments, values }
}

/** The usual time between two looks: their median, a day where there is only one. */
export function usualStep(days: readonly Instant[]): Millis {
  const gaps = days.slice(1).map((at, index) => at - (days[index] ?? at))
  return gaps.sort((a, b) => a - b)[gaps.length >> 1] ?? DAY
}

/** Days since a Monday, modulo seven, of a look at daily data. */
export function weekdayOf(at: Instant): number {
  return (((Math.round(at / DAY) + 3) % 7) + 7) % 7
}
