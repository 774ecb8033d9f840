/**
 * What people say of a learned check: a moment was fine, a new normal began, or something must never be learned. Teaching is kept beside
 * history and laid over it whenever it is read, so that taking it back restores what was there.
 */
import { createHash } from 'node:crypto'
import type { Instant } from './calendar/time.ts'
import type { CheckId, SegmentValues } from './check.ts'
import type { Point } from './series.ts'

/**
 * `expected`: this was fine, and is learned however odd it looks. `new-normal`: what is usual is learned from here on.
 * `anomaly`: this is never learned, even where it was accepted as a new level.
 */
export const VERBS = ['expected', 'new-normal', 'anomaly'] as const
export type Verb = (typeof VERBS)[number]

export interface Teaching {
  readonly check: CheckId
  readonly verb: Verb
  /** Half-open span; a delivery or a period is meant by its start, a look at a table by its time. */
  readonly from: Instant
  readonly to: Instant
  readonly by: string
  readonly at: Instant
  readonly note?: string
}

/** What names a teaching: the same verb with the same beginning is the same one. */
export type TeachingKey = Pick<Teaching, 'check' | 'verb' | 'from'>

/** What was taught of a moment; of spans that overlap the one that was taught last. */
export function taughtAt(teachings: readonly Teaching[], at: Instant): Teaching | undefined {
  return teachings.filter(({ from, to }) => from <= at && at < to).reduce<Teaching | undefined>(laterTaught, undefined)
}

/** Points (oldest first) as people taught them to be: a word of theirs stands above what the daemon left out by itself. */
export function withTeaching(points: readonly Point[], teachings: readonly Teaching[]): readonly Point[] {
  if (teachings.length === 0) return points
  const begun = new Set<Teaching>()
  return points.map((point) => {
    const teaching = taughtAt(teachings, point.at)
    if (!teaching) return point
    const { at, value } = point
    const isFirst = !begun.has(teaching)
    begun.add(teaching)
    if (teaching.verb === 'anomaly') return { at, value, mark: 'excluded', never: true }
    if (teaching.verb === 'expected') return { at, value, mark: 'expected' }
    return isFirst ? { at, value, mark: 'new-level' } : { at, value }
  })
}

/** The same for segments, which are kept or left out as a whole. */
export function withTaughtSegments(rows: readonly SegmentValues[], teachings: readonly Teaching[]): readonly SegmentValues[] {
  if (teachings.length === 0) return rows
  return rows.map((row) => {
    const teaching = taughtAt(teachings, row.at)
    if (!teaching) return row
    const { at, values } = row
    return teaching.verb === 'anomaly' ? { at, values, mark: 'excluded' } : { at, values }
  })
}

/** Tells one set of teachings of a check from another: what was learned under other ones has to be learned anew. */
export function lessonsOf(teachings: readonly Teaching[]): string {
  const words = teachings.map(({ verb, from, to, at }) => `${verb} ${from} ${to} ${at}`).sort()
  return words.length === 0 ? '' : createHash('sha256').update(words.join('\n')).digest('hex').slice(0, 12)
}

function laterTaught(before: Teaching | undefined, one: Teaching): Teaching {
  return before !== undefined && before.at > one.at ? before : one
}
