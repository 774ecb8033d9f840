/**
 * What happens to whole segments and hardly ever does: one that stands still, is gone, or is new. There is no size of a change to judge
 * by, only how often the like happened before, and to how large a segment. Many at once are one event, and so are looks close together.
 */
import type { Instant } from '../../core/calendar/time.ts'
import { REMEMBERED, usualStep } from './panel.ts'

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

/** A look at which something happened: when, and the sizes, largest first. */
type Occasion = readonly [at: Instant, sizes: readonly number[]]

/** Occasions up to the last look, oldest first, much further back than the values of a panel. */
export type RareMemo = readonly Occasion[]

/** An occasion counts half after so many looks, and is forgotten after four times as many. */
const HALF = REMEMBERED
/** Occasions so close to the judged look, in looks, are the same trouble and say nothing about how common it is. */
const SAME_TROUBLE = 3
/** As many faded occasions of the like make the next one no news. */
const COMMON = 0.5
/** Of more than so many segments at once the largest count. */
const MOST_SIZES = 10

/** The looks are oldest first; the last one is judged. Answers the largest first. */
export function rareAmong(looks: readonly Happenings[], memo: RareMemo): { readonly rare: readonly Happening[]; readonly memo: RareMemo } {
  const judged = looks.at(-1)
  if (judged === undefined) return { rare: [], memo }
  const step = usualStep(looks.map(({ at }) => at))
  const first = looks[0]?.at ?? judged.at
  const older = memo.filter(([at]) => at < first && judged.at - at <= 4 * HALF * step)
  const past = [...older, ...looks.slice(0, -1).flatMap(occasionOf)]
  const apart = past.filter(([at]) => judged.at - at > SAME_TROUBLE * step)
  const bySize = judged.to.toSorted((a, b) => b.size - a.size)
  let count = 0
  for (const [place, { size }] of bySize.slice(0, MOST_SIZES).entries()) {
    // So many at once, the smallest of them so large.
    const like = apart.map(([at, sizes]) => 2 ** (-(judged.at - at) / step / HALF) * Math.min(1, (sizes[place] ?? 0) / size) ** 2)
    if (like.reduce((sum, one) => sum + one, 0) <= COMMON) count = place + 1
  }
  const rare = count === MOST_SIZES ? bySize : bySize.slice(0, count)
  return { rare, memo: [...past, ...occasionOf(judged)] }
}

function occasionOf({ at, to }: Happenings): readonly Occasion[] {
  const sizes = to.map(({ size }) => Number(size.toPrecision(2))).sort((a, b) => b - a)
  return sizes.length === 0 ? [] : [[at, sizes.slice(0, MOST_SIZES)]]
}
