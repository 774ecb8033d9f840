/** An answer of the detector as one JSON line, in which the score alone tells whether it is an anomaly. */
import { spellBand, spellLearning, spellNumber } from '../../../checks/words.ts'
import { isoTime } from '../../../core/calendar/time.ts'
import type { Grounds, Point, SeriesAnswer } from '../../../core/series.ts'

export interface DetectLine {
  readonly series: string
  /** ISO 8601 in UTC. */
  readonly timestamp: string
  readonly value: number
  /** Null while it learns, and `low` or `high` where there is no bound on that side. */
  readonly expected: number | null
  readonly low: number | null
  readonly high: number | null
  /** −log10 of the tail probability; 0 while it learns. At or above the alarm exactly where `anomaly` is true. */
  readonly score: number
  readonly anomaly: boolean
  readonly state: SeriesAnswer['state']
  readonly reason?: string
}

export function lineOf(series: string, { at, value }: Point, answer: SeriesAnswer, alarm: number): DetectLine {
  const grounds = answer.state === 'learning' ? undefined : answer.grounds
  const reason = reasonOf(value, answer)
  return {
    series,
    timestamp: isoTime(at),
    value,
    expected: grounds?.expected ?? null,
    low: grounds?.band.low ?? null,
    high: grounds?.band.high ?? null,
    score: printedScore(answer, alarm),
    anomaly: answer.state === 'unusual',
    state: answer.state,
    ...(reason === undefined ? {} : { reason }),
  }
}

/**
 * The score with what became of it: a value that is rare but was held back by a gate, or accepted as the new normal, is no alarm,
 * and a threshold set a little lower must not make it one. It counts as half way to an alarm at most.
 */
export function printedScore(answer: SeriesAnswer, alarm: number): number {
  if (answer.state === 'learning') return 0
  const { score, heldBack } = answer.grounds
  if (answer.state === 'unusual') return Math.max(alarm, score)
  return answer.state === 'accepted' || heldBack.length > 0 || score >= alarm ? Math.min(score, alarm / 2) : score
}

const EVIDENCE: Readonly<Record<Grounds['evidence'], string>> = {
  value: '',
  run: ', for several values in a row',
  zero: ', nothing came where something is expected',
  'slow loss': ', after a slow loss over days',
}

function reasonOf(value: number, answer: SeriesAnswer): string | undefined {
  if (answer.state === 'learning') return spellLearning(answer.learning)
  const { band, evidence, heldBack } = answer.grounds
  const said = `${spellNumber(value)}; usual is ${spellBand(band)}`
  if (answer.state === 'unusual') return `${said}${EVIDENCE[evidence]}`
  if (answer.state === 'accepted') return `${said}; accepted as a ${answer.as} after ${answer.run} in a row`
  return heldBack.length > 0 ? `${said}; held back: ${heldBack.join(', ')}` : undefined
}
