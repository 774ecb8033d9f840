/**
 * What happens to whole segments and hardly ever does: one that stands still, is gone, or is new. There is no size of a change to judge
 * by, only how much of the table was hit at once, and how often as much was hit before. Many at once are one event, and so are looks
 * close together. What happened to some segments could as well have happened to others: so the more segments a table has, the better is
 * known what is common there, and the size of the table alone makes nothing rare.
 */
import type { Instant } from '../../core/calendar/time.ts'
import { usualStep } from './panel.ts'

/** Something that happened to a segment; `size` is how much usually comes of it, in averages over all segments. */
export interface Happening {
  readonly segment: string
  readonly size: number
}

/** What happened at one look. */
export interface Happenings {
  readonly at: Instant
  readonly to: readonly Happening[]
  /** Sizes of all segments to which it could have happened; empty where only those that were hit could be. */
  readonly among: readonly number[]
}

/** A look at which something happened: when, to how much of the table together, and to how many segments. */
type Occasion = readonly [at: Instant, size: number, many: number]

/** Occasions up to the last look, oldest first, much further back than the values of a panel. */
export type RareMemo = readonly Occasion[]

/** An occasion counts half after so many looks, and is forgotten after four times as many. */
const HALF = 25
/** Occasions so close to the judged look, in looks, are the same trouble and say nothing about how common it is. */
const SAME_TROUBLE = 3
/** As many faded occasions of the like make the next one no news. */
const COMMON = 0.4
/** Other segments that could have been hit are drawn so often. */
const DRAWS = 64
/** That they could have been is half believed after so many occasions. */
const DOUBTED = 3

/** The looks are oldest first; the last one is judged. Answers the largest first. */
export function rareAmong(looks: readonly Happenings[], memo: RareMemo): { readonly rare: readonly Happening[]; readonly memo: RareMemo } {
  const judged = looks.at(-1)
  if (judged === undefined) return { rare: [], memo }
  const step = usualStep(looks.map(({ at }) => at))
  // What happened at the oldest look cannot be told without the look before it, so the memory answers for it.
  const first = looks[1]?.at ?? judged.at
  const older = memo.filter(([at]) => at < first && judged.at - at <= 4 * HALF * step)
  const past = [...older, ...looks.slice(1, -1).flatMap(occasionOf)]
  const kept = { memo: [...past, ...occasionOf(judged)] }
  if (judged.to.length === 0) return { rare: [], ...kept }
  const apart = past.filter(([at]) => judged.at - at > SAME_TROUBLE * step)
  const seen = likeIn(apart, judged.among, (at) => 2 ** (-(judged.at - at) / step / HALF))
  if (seen(sizeOf(judged.to)) > COMMON) return { rare: [], ...kept }
  const bySize = judged.to.toSorted((a, b) => b.size - a.size)
  const alone = bySize.filter(({ size }) => seen(size) <= COMMON)
  return { rare: alone.length > 0 ? alone : bySize, ...kept }
}

/**
 * How often as much of the table was hit: counted by what was hit, where a little less counts a little less, or by what would have been
 * hit had it struck others.
 */
function likeIn(occasions: readonly Occasion[], among: readonly number[], weight: (at: Instant) => number): (size: number) => number {
  const drawn = new Map<number, Float64Array>()
  for (const [, , many] of occasions) if (!drawn.has(many)) drawn.set(many, drawSums(among, many))
  const trust = occasions.length / (occasions.length + DOUBTED)
  return (size) =>
    occasions.reduce((sum, [at, was, many]) => {
      const asLarge = drawn.get(many)?.filter((one) => one >= size).length ?? 0
      const alike = was >= size ? 1 : (was / size) ** 2
      return sum + weight(at) * Math.max(alike, (trust * asLarge) / DRAWS)
    }, 0)
}

/** Sums of `many` of the sizes, drawn by chance but always the same: a linear congruential generator (Numerical Recipes), seeded by how many. */
function drawSums(sizes: readonly number[], many: number): Float64Array {
  let state = many
  return new Float64Array(DRAWS).map(() => {
    let sum = 0
    for (let one = 0; one < many; one++) {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
      sum += sizes[Math.floor((state / 4_294_967_296) * sizes.length)] ?? 0
    }
    return sum
  })
}

function occasionOf({ at, to }: Happenings): readonly Occasion[] {
  return to.length === 0 ? [] : [[at, Number(sizeOf(to).toPrecision(2)), to.length]]
}

function sizeOf(happenings: readonly Happening[]): number {
  return happenings.reduce((sum, { size }) => sum + size, 0)
}
