/**
 * Which of several findings to believe: the procedure of Benjamini and Hochberg (1995), after which at most the share `rate` of what is
 * believed is there by chance.
 */
export function discoveries(chances: readonly number[], rate: number): readonly boolean[] {
  const sorted = chances.toSorted((a, b) => a - b)
  const believed = sorted.findLastIndex((chance, index) => chance <= ((index + 1) / chances.length) * rate)
  const most = sorted[believed]
  return chances.map((chance) => most !== undefined && chance <= most)
}
