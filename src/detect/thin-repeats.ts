/** A table polled every five minutes and loaded once a day repeats itself 287 times; taken as samples, the repeats would make any band too narrow. */

import { DAY } from '../core/calendar/time.ts'
import type { Point } from '../core/series.ts'

/** Keeps each change, and of a value that stays the same one point a day. `points` are in order. */
export function thinRepeats(points: readonly Point[]): readonly Point[] {
  const kept: Point[] = []
  for (const point of points) {
    const last = kept.at(-1)
    if (last === undefined || last.value !== point.value || point.at - last.at >= DAY) kept.push(point)
  }
  return kept
}
