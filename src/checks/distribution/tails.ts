/** How sure the ends of a profile are: its outermost value and its outermost hundredth. */
import { PROFILE_QUANTILES } from '../../core/profile.ts'
import { spreadOf } from '../../detect/drift/numbers.ts'
import { type NumberProfile, pooledNumbers } from '../../detect/drift/profile.ts'
import { beyondScore, extremeScore } from '../../detect/drift/tails.ts'
import { quantileOf } from './needs.ts'
import { measured, type Sight } from './sights.ts'

type End = 'min' | 'max'

/** Smallest move of a tail that matters, in spreads. */
const LEAST_MOVE = 0.25
/** The same in steps of values that come in steps: to the next one it is a matter of rounding. */
const LEAST_STEPS = 1.5
/** Days whose extremes are known: enough for a habit that comes once a month to be seen. */
const MOST_EXTREMES = 60
const HUNDREDTH = 0.01

export function leastMove(profile: NumberProfile | undefined): number | undefined {
  if (!profile) return undefined
  const { quantiles } = profile
  const steps = quantiles.flatMap((value, index) =>
    value > (quantiles[index - 1] ?? value) ? [value - (quantiles[index - 1] ?? value)] : [],
  )
  return Math.max(LEAST_MOVE * spreadOf(pooledNumbers([profile])), steps.length > 0 ? LEAST_STEPS * Math.min(...steps) : 0)
}

/**
 * Extremes that were told before say that such ones come, so that a habit of rare ones is learned, unless somebody taught that they are
 * none. Those of a trouble that lasts until now say nothing.
 */
export function outermostScore(sight: Sight, past: readonly Sight[], field: string, end: End): number {
  const reachOf = (one: Sight) => distanceTo(one, field, measured(one, { fn: end, fields: [field] }))
  const all = past.filter(({ at }) => at < sight.at)
  const before = all.slice(0, all.findLastIndex(({ mark }) => mark !== 'excluded') + 1).filter(({ never }) => !never)
  return extremeScore(reachOf(sight), before.slice(-MOST_EXTREMES).map(reachOf))
}

/** Whether the hundredth beyond what is expected of it is one still. */
export function tailScore(sight: Sight, profile: NumberProfile | undefined, field: string, end: End, expected: number): number {
  if (!profile) return 0
  const { quantiles, size } = profile
  const fromMiddle = end === 'max' ? [10, 15, 18, 19, 20] : [10, 5, 2, 1, 0]
  const marks = fromMiddle.map((place) => {
    const rank = PROFILE_QUANTILES[place] ?? 0
    return { share: Math.min(rank, 1 - rank), distance: distanceTo(sight, field, quantiles[place]) }
  })
  const outermost = { share: 1 / size, distance: distanceTo(sight, field, measured(sight, { fn: end, fields: [field] })) }
  return beyondScore([...marks, outermost], distanceTo(sight, field, expected), HUNDREDTH, size)
}

function distanceTo(sight: Sight, field: string, value: number | undefined): number {
  return Math.abs((value ?? Number.NaN) - (measured(sight, quantileOf(field, 0.5)) ?? Number.NaN))
}
