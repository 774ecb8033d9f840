/**
 * How rare a score is. All segments of the past looks stand together: their scores, as they came out at the time, are kept as counts
 * in steps of equal ratio, apart for small and large segments. Beyond what is common the tail is a Pareto one (Hill 1975), whose
 * index is drawn to a usual one while there is little to learn it from.
 */

/** Counts of one look: by size of the segments, how many scores there were and how many fell in each step. */
export type LookTail = readonly SizeTail[]

interface SizeTail {
  readonly scored: number
  /** Pairs of step and count. */
  readonly steps: readonly (readonly [number, number])[]
}

const SIZES = 3
const FIRST = 1.5
const RATIO = 1.1
/** Scores that the tail is fitted to, at least. */
const FITTED = 25
const SHARE_FITTED = 0.002
/** The usual index of the tail, and how many scores it counts for. */
const USUAL_INDEX = 0.25
const PRIOR = 15
/** With fewer scores than these of its own size, a segment is compared with all of them. */
const FEWEST = 1_500

/** Small ones of which mostly nothing comes, those that vary like a square root, and the others. */
export function classOf(score: number, level: number): number {
  const size = Math.abs(level)
  return (size < 0.5 ? 0 : size < 2.1 ? 1 : 2) + (score < 0 ? SIZES : 0)
}

export function countScores(scores: readonly { readonly score: number; readonly level: number }[]): LookTail {
  const counted = Array.from({ length: 2 * SIZES }, () => ({ scored: 0, steps: new Map<number, number>() }))
  for (const { score, level } of scores) {
    const tail = counted[classOf(score, level)]
    if (!tail) continue
    tail.scored++
    const step = stepOf(score)
    if (step >= 0) tail.steps.set(step, (tail.steps.get(step) ?? 0) + 1)
  }
  return counted.map(({ scored, steps }) => ({ scored, steps: [...steps].sort(([a], [b]) => a - b) }))
}

export interface Tail {
  /** Probability that a usual segment of this level scores at least so much. */
  rarity(score: number, level: number): number
}

export function tailOf(looks: readonly LookTail[]): Tail {
  const bySize = Array.from({ length: 2 * SIZES }, (_, kind) => tailFrom(looks.map((look) => look[kind])))
  const all = tailFrom(looks.flat())
  return {
    rarity: (score, level) => {
      const own = bySize[classOf(score, level)]
      return (own && own.scored >= FEWEST ? own : all).rarity(Math.abs(score))
    },
  }
}

function stepOf(score: number): number {
  return Math.min(MOST_STEPS, Math.floor(Math.log(Math.abs(score) / FIRST) / Math.log(RATIO)))
}

const MOST_STEPS = 80

function tailFrom(tails: readonly (SizeTail | undefined)[]): { readonly scored: number; rarity(score: number): number } {
  const counts = new Float64Array(MOST_STEPS + 1)
  let scored = 0
  for (const tail of tails) {
    if (!tail) continue
    scored += tail.scored
    for (const [step, count] of tail.steps) counts[step] = (counts[step] ?? 0) + count
  }
  const wanted = Math.max(FITTED, SHARE_FITTED * scored)
  let from = MOST_STEPS
  let beyond = counts[from] ?? 0
  while (from > 0 && beyond < wanted) beyond += counts[--from] ?? 0
  let excess = 0
  for (let step = from; step <= MOST_STEPS; step++) excess += (counts[step] ?? 0) * (step - from + 0.5) * Math.log(RATIO)
  const index = (excess + PRIOR * USUAL_INDEX) / (beyond + PRIOR)
  const start = FIRST * RATIO ** from
  const share = (beyond + 0.5) / (scored + 1)
  return {
    scored,
    rarity: (score) => {
      if (score >= start) return share * (score / start) ** (-1 / index)
      let common = beyond
      for (let step = from - 1; step >= 0 && step >= stepOf(score); step--) common += counts[step] ?? 0
      return score < FIRST ? 1 : (common + 0.5) / (scored + 1)
    },
  }
}
