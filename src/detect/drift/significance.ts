/** How hard chance alone would find it to make two samples so unlike: scores are −log10 of that probability. */
import { gammaln } from 'simple-statistics'
import { normalScore } from '../numbers/tails.ts'

/** Chances beyond this are not told apart. */
const HIGHEST = 300

/**
 * Upper tail of the chi-square distribution. By the series of the incomplete gamma function below its mean and by the continued fraction of
 * Lentz above (Press et al., Numerical Recipes, 6.2), in log space: tables of quantiles end where scores begin.
 */
export function chiSquareScore(statistic: number, degrees: number): number {
  if (!(statistic > 0) || degrees < 1) return 0
  const [a, x] = [degrees / 2, statistic / 2]
  const front = a * Math.log(x) - x - gammaln(a)
  if (x < a + 1) {
    let [term, sum] = [1 / a, 1 / a]
    for (let n = 1; n < 500 && term > sum * 1e-12; n++) {
      term *= x / (a + n)
      sum += term
    }
    return scoreOf(Math.log1p(-Math.min(1, sum * Math.exp(front))))
  }
  let b = x + 1 - a
  let [c, d] = [1e300, 1 / b]
  let fraction = d
  for (let n = 1; n < 500; n++) {
    const step = -n * (n - a)
    b += 2
    d = 1 / (step * d + b)
    c = b + step / c
    fraction *= c * d
    if (Math.abs(c * d - 1) < 1e-12) break
  }
  return scoreOf(front + Math.log(fraction))
}

/**
 * Two samples whose distribution functions are `gap` apart at most: twice the bound of Dvoretzky, Kiefer and Wolfowitz with the constant of
 * Massart (1990), for samples of `size` and `other`.
 */
export function gapScore(gap: number, size: number, other: number): number {
  return scoreOf(Math.LN2 - (2 * gap * gap * size * other) / (size + other))
}

/** Two shares of so many rows each, where their noise is even: twice the arcsine of the root. An infinite number of rows is a share known for sure. */
export function shareScore(share: number, rows: number, other: number, otherRows = Number.POSITIVE_INFINITY): number {
  const noise = Math.sqrt(1 / rows + 1 / otherRows)
  return noise > 0 && Number.isFinite(noise) ? normalScore(Math.abs(angleOf(share) - angleOf(other)) / noise) : 0
}

function angleOf(share: number): number {
  return 2 * Math.asin(Math.sqrt(Math.min(1, Math.max(0, share))))
}

function scoreOf(logChance: number): number {
  return Math.min(HIGHEST, Math.max(0, -logChance / Math.LN10))
}
