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
  const { points } = series
  for (const [index, { at, mark }] of points.entries()) {
    const isQuiet = series.options.calendar?.isQuiet(at) ?? false
    const because =
      mark === 'excluded' || (isQuiet && mark === undefined)
        ? reasonOf({ at, next: at + 2 * (at - (points[index - 1]?.at ?? at)) }, isQuiet, known)
        : undefined
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

/** `next` is when the point after the next one begins: a period is judged some time after its end, and an incident may begin only then. */
function reasonOf(
  { at, next }: { readonly at: Instant; readonly next: Instant },
  isQuiet: boolean,
  { teachings, incidents }: Recollection,
): string {
  const lesson = taughtAt(teachings, at)
  if (lesson) return `taught as an anomaly by ${lesson.by}`
  if (isQuiet) return 'an announced quiet time'
  const incident = incidents.find(({ since, resolvedAt = Number.POSITIVE_INFINITY }) => next >= since && at <= resolvedAt)
  return incident ? `incident ${incident.id}` : 'it was bad'
}
