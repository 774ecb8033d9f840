/** The numbers that a judgement rests on, in words: how far out a value is, how rare that is, what it was compared with. */
import { count, spellBand, spellNumber, spellShare } from '../../checks/words.ts'
import { spell } from '../../core/calendar/time.ts'
import { type CheckSeries, type Grounds, USUAL_ALARM } from '../../core/series.ts'
import type { Unit, Verdict } from '../../core/verdict.ts'
import { about, type Sentence } from './answer.ts'

/** Grounds as a verdict holds them, whose evidence may be of a kind that only its check knows. */
type Footing = Omit<Grounds, 'evidence' | 'leftOut'> & { readonly evidence: string; readonly unit?: Unit }

/** Undefined where the verdict holds none, as one that still learns. */
export function storedGrounds(verdict: Verdict): Footing | undefined {
  if (verdict.state === 'unknown' || verdict.evidence === undefined) return undefined
  const { expected, score, samples, season, leastChange, heldBack, evidence } = verdict.evidence
  if (typeof expected !== 'number' || typeof score !== 'number' || typeof samples !== 'number') return undefined
  return {
    expected,
    score,
    samples,
    season: String(season ?? 'none'),
    margin: Number(leastChange ?? 0),
    heldBack: Array.isArray(heldBack) ? heldBack.map(String) : [],
    evidence: String(evidence ?? 'value'),
    band: verdict.expected ?? {},
    ...(verdict.unit === undefined ? {} : { unit: verdict.unit }),
  }
}

const RESTS_ON: Readonly<Record<string, string>> = {
  run: ' It rests on several values in a row.',
  zero: ' Nothing came where something always does.',
  'slow loss': ' It rests on a slow change over many values.',
  pace: ' It rests on what has usually landed by then.',
}

export function groundsSentences(grounds: Footing, { name, unit, options }: CheckSeries): readonly Sentence[] {
  const { expected, band, score, season, samples, heldBack, margin, evidence } = grounds
  const { alarm = USUAL_ALARM, zone } = options
  const value = valueWords(grounds.unit ?? unit)
  const gate = margin > 0 ? ` and a change of at least ${value(margin)}` : ''
  const usual = `usual is ${spellBand(band, grounds.unit === 'rows' || unit === 'rows' ? (edge) => spellNumber(Math.round(edge)) : value)}`
  return [
    about('expected', `${name}: ${value(expected)}; ${usual}.`),
    about(
      'score',
      `${score.toFixed(1)}: ${rarity(score)}. An alarm needs ${alarm} (1 in ${oneIn(alarm)})${gate}.${RESTS_ON[evidence] ?? ''}`,
    ),
    about('season', season === 'none' ? 'no rhythm was found, or there is too little history for one.' : `${season}, in ${zone}.`),
    about('learned from', `${count(samples, 'sample')}.`),
    ...(heldBack.length > 0 ? [about('held back', `${heldBack.join(', ')}: rare, but no alarm.`)] : []),
  ]
}

/** `about 1 in 4,000 usual values is this far out`: the score is −log10 of that share. */
export function rarity(score: number): string {
  if (score < 0.31) return 'every second usual value is this far out'
  if (score > 9) return 'fewer than 1 in a billion usual values is this far out'
  return `about 1 in ${oneIn(score)} usual values is this far out`
}

function oneIn(score: number): string {
  const every = 10 ** score
  const size = 10 ** Math.max(0, Math.floor(Math.log10(every)) - (every < 100 ? 1 : 0))
  return spellNumber(Math.round(every / size) * size)
}

export function valueWords(unit: Unit): (value: number) => string {
  if (unit === 'ratio') return spellShare
  if (unit === 'percent') return (value) => `${spellNumber(value)} %`
  if (unit === 'milliseconds') return spell
  return unit === 'rows' ? (value) => count(value < 20 ? Number(value.toFixed(1)) : Math.round(value), 'row') : spellNumber
}
