/**
 * When a relation was last written to, as far as a guest can know without reading it: its statistics counters moved between two
 * looks, so a commit happened in between, and the time of the second look is the answer. The resolution is therefore the interval of
 * the looks (and up to a second for the server to add up its counters); before the first movement nothing is known.
 */
import type { Instant } from '../../core/calendar/time.ts'

/** What one look at a relation told. */
export interface Look {
  readonly oid: number
  /** Rows inserted, updated and deleted since the counters began; null for what has none: views, foreign tables, standbys. */
  readonly changes: number | null
  readonly changedAt?: Instant
}

/**
 * Another OID under the same name is a table that was swapped in. Counters that fell were reset (or a partition was dropped): that
 * says nothing of a commit.
 */
export function nextLook(before: Look | undefined, oid: number, changes: number | null, now: Instant): Look {
  if (before === undefined || changes === null) return { oid, changes }
  const moved = before.oid !== oid || (before.changes !== null && changes > before.changes)
  const changedAt = moved ? now : before.changedAt
  return { oid, changes, ...(changedAt === undefined ? {} : { changedAt }) }
}
