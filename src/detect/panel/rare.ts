/**
 * What happens to whole segments and hardly ever does: one that stands still, is gone, or is new. There is no size of a change to judge
 * by, only how often the like happened before, and to how large a segment. Many at once are one event.
 */
import type { Instant } from '../../core/calendar/time.ts'

/** Something that happened to a segment; `size` is how much usually comes of it, in averages over all segments. */
export interface Happening {
  readonly segment: string
  readonly size: number
}

/** What happened at one look. */
export interface Happenings {
  readonly at: Instant
  readonly to: readonly Happening[]
}

/** Looks at which something was rare, oldest first. Nobody learns from them, unless it happens again and again. */
export type RareMemo = readonly Instant[]

/** Expected happenings a look below which they are rare. */
const RARE = 0.06
/** What happened once comes in clusters, so that each time counts for more than one. */
const CLUSTERED = 2
/** What happens to a segment may happen to one that is so many times as large. */
const COMPARABLE = 1.5
/** What was rare on so many occasions is not. */
const OFTEN = 2

/** The looks are oldest first; the last one is judged. Answers the largest first. */
export function rareAmong(
  looks: readonly Happenings[],
  memo: RareMemo,
  most = RARE,
): { readonly rare: readonly Happening[]; readonly memo: RareMemo } {
  const judged = looks.at(-1)
  if (judged === undefined) return { rare: [], memo }
  const past = looks.slice(0, -1)
  const known = memo.filter((at) => past.some((look) => look.at === at))
  const learned = occasions(known, past) >= OFTEN ? past : past.filter(({ at }) => !known.includes(at))
  const rare = rarest(
    judged.to,
    learned.map(({ to }) => to.map(({ size }) => size)),
    most,
  )
  return { rare, memo: rare.length > 0 ? [...known, judged.at] : known }
}

/** Looks in a row are one occasion. */
function occasions(known: RareMemo, past: readonly Happenings[]): number {
  return past.filter(({ at }, index) => known.includes(at) && !known.includes(past[index - 1]?.at ?? Number.NaN)).length
}

/**
 * Happenings of which fewer than `most` are expected: as many a look as happened before to segments of comparable size or larger, half a one more
 * to be careful, for each of those that happened together (Benjamini-Hochberg over their order by size).
 */
function rarest(today: readonly Happening[], past: readonly (readonly number[])[], most: number): readonly Happening[] {
  const bySize = today.toSorted((a, b) => b.size - a.size)
  const before = past.flat().sort((a, b) => b - a)
  let count = 0
  let seen = 0
  for (const [index, { size }] of bySize.entries()) {
    while (seen < before.length && (before[seen] ?? 0) >= size / COMPARABLE) seen++
    const expected = (CLUSTERED * seen + 0.5) / (past.length + 1)
    if (expected / (index + 1) <= most) count = index + 1
  }
  return bySize.slice(0, count)
}
