/** Tail probabilities in log space: scores are −log10 of the chance that a usual value is at least this far out, on either side. */

/** Beyond this many scales nothing is gained by telling apart how impossible a value is. */
const FARTHEST = 30

/** −log10 P(|Z| > z) of a standard normal Z. Complementary error function after Press et al., Numerical Recipes, `erfcc` (relative error 1.2e-7). */
export function normalScore(z: number): number {
  if (!(z > 0)) return 0
  const x = Math.min(z, FARTHEST) / Math.SQRT2
  const t = 1 / (1 + 0.5 * x)
  const series =
    -1.26551223 +
    t *
      (1.00002368 +
        t *
          (0.37409196 +
            t *
              (0.09678418 +
                t * (-0.18628806 + t * (0.27886807 + t * (-1.13520398 + t * (1.48851587 + t * (-0.82215223 + t * 0.17087277))))))))
  return -(Math.log(t) - x * x + series) / Math.LN10
}

/** The same of Student's t with `degrees` of freedom, through the equivalent normal deviate of Wallace (1959). */
export function studentScore(t: number, degrees: number): number {
  const z = ((8 * degrees + 1) / (8 * degrees + 3)) * Math.sqrt(degrees * Math.log1p((t * t) / degrees))
  return normalScore(z)
}

/** A tail that is normal up to `knee` and exponential beyond, as peaks over a threshold are (Pickands 1975, with shape 0). */
export interface Tail {
  readonly knee: number
  /** Mean exceedance over the knee, in scales. */
  readonly slope: number
}

export function tailScore(z: number, { knee, slope }: Tail): number {
  const far = Math.min(FARTHEST, Math.abs(z))
  return far <= knee ? normalScore(far) : normalScore(knee) + (far - knee) / slope / Math.LN10
}

/** Smallest argument at which the rising function `score` reaches `wanted`; Infinity where it does not within the farthest distance. */
export function whereScoreReaches(wanted: number, score: (z: number) => number): number {
  let low = 0
  let high = FARTHEST
  if (score(high) < wanted) return Number.POSITIVE_INFINITY
  for (let round = 0; round < 30; round++) {
    const middle = (low + high) / 2
    if (score(middle) < wanted) low = middle
    else high = middle
  }
  return high
}
