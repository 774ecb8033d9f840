/** What was not learned from, and why: spans of points one after the other with one reason. */
import { type Instant, isoTime } from '../../core/calendar/time.ts'
import { taughtAt } from '../../core/teaching.ts'
import type { Recollection, Replayed } from '../../engine/recollect.ts'

export interface LeftOut {
  /** The first and the last point of the span. */
  readonly from: string
  readonly to: string
  readonly points: number
  readonly because: string
}

export function leftOutOf({ series }: Replayed, known: Recollection): readonly LeftOut[] {
  const spans: { from: Instant; to: Instant; points: number; because: string }[] = []
  let before: (typeof spans)[number] | undefined
  for (const { at, mark } of series.points) {
    const isQuiet = series.options.calendar?.isQuiet(at) ?? false
    const because = mark === 'excluded' || (isQuiet && mark === undefined) ? reasonAt(at, isQuiet, known) : undefined
    if (because === undefined) before = undefined
    else if (before?.because === because) {
      before.to = at
      before.points++
    } else {
      before = { from: at, to: at, points: 1, because }
      spans.push(before)
    }
  }
  return spans.map((span) => ({ ...span, from: isoTime(span.from), to: isoTime(span.to) }))
}

/** A delivery or period that was bad begins before anybody saw it, and the incident about it may begin with what came next. */
function reasonAt(at: Instant, isQuiet: boolean, { teachings, incidents, check }: Recollection): string {
  const lesson = taughtAt(teachings, at)
  if (lesson) return `taught as an anomaly by ${lesson.by}`
  const incident = incidents.find(
    ({ since, resolvedAt = Number.POSITIVE_INFINITY, members }) =>
      (at >= since && at <= resolvedAt) ||
      members.some((one) => one.check === check.id && 'bucket' in one.verdict && one.verdict.bucket === at),
  )
  if (isQuiet) return 'an announced quiet time'
  return incident ? `incident ${incident.id}` : 'it was bad'
}
