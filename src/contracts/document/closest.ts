import { distance } from 'fastest-levenshtein'

/**
 * The known word that a person most likely meant, or undefined when none is near. A difference in case alone always counts as near;
 * otherwise a third of the letters may differ.
 */
export function closest(word: string, known: Iterable<string>): string | undefined {
  const typed = word.toLowerCase()
  let best: string | undefined
  let least = Math.ceil(typed.length / 3) + 1
  for (const candidate of known) {
    const apart = distance(typed, candidate.toLowerCase())
    if (apart < least) {
      best = candidate
      least = apart
    }
  }
  return best
}

export function didYouMean(word: string, known: Iterable<string>): string | undefined {
  const meant = closest(word, known)
  return meant === undefined ? undefined : `did you mean ${JSON.stringify(meant)}?`
}
