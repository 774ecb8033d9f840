/** How messages name segments: the largest first, as many as help, and none whose values may not be shown. */
import type { SegmentParams } from '../core/questions.ts'
import type { Judged } from '../core/verdict.ts'
import { spellSegment } from './segments.ts'
import { count, spellList, spellNumber } from './words.ts'

const MOST_NAMED = 10
const MOST_IN_WORDS = 3

/** `Piemonte, Lazio and 3 more`, or `5 of 21 segments`. */
export function spellSegments(segments: readonly string[], of: number, params: SegmentParams): string {
  const names = namedSegments(segments, params)
  if (segments.length === of && of > MOST_IN_WORDS) return `all ${count(of, 'segment')}`
  const total = `${spellNumber(segments.length)} of ${count(of, 'segment')}`
  if (names.length === 0) return total
  if (segments.length <= MOST_IN_WORDS) return spellList(names)
  return `${total} (${names.slice(0, MOST_IN_WORDS).join(', ')} and ${spellNumber(segments.length - MOST_IN_WORDS)} more)`
}

export function namedSegments(segments: readonly string[], params: SegmentParams): readonly string[] {
  return segments.slice(0, MOST_NAMED).flatMap((segment) => spellSegment(segment, params) ?? [])
}

/** For the verdict: names as a list, left out where there are none. */
export function withSegments(segments: readonly string[], params: SegmentParams): Pick<Judged, 'segments'> {
  const names = namedSegments(segments, params)
  return names.length > 0 ? { segments: names } : {}
}
