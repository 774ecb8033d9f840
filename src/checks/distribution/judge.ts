import type { History, Judgement, Observation } from '../../core/check.ts'
import type { DistributionParams } from '../../core/questions.ts'
import type { Point } from '../../core/series.ts'
import { unknown } from '../../core/verdict.ts'
import { judgeSeries, type SeriesJudgement, type SeriesMemo } from '../../detect/judge-series.ts'
import { stillLearning } from '../learned.ts'
import { remembered } from '../memo.ts'
import { isUnknown, notPresent, ROWS, readNumber } from '../reading.ts'
import { spellBand, spellNumber, spellShare } from '../words.ts'
import { type CategoryJudgement, type CategoryMemo, type Finding, judgeCategories, NEED } from './categories.ts'
import { type NumericFeature, numericFeatures } from './features.ts'

const MEMO = 2

interface DistributionMemo {
  readonly v: typeof MEMO
  /** By name of the feature. */
  readonly series: Readonly<Record<string, SeriesMemo>>
  readonly categories?: CategoryMemo
}

/** Rates and means of a handful of rows say nothing. */
const FEWEST_ROWS = 30

/** One verdict for a field, naming the features that left their band, strongest first. */
export function judgeDistribution(params: DistributionParams, seen: Observation, past: History): Judgement {
  const absent = notPresent(seen.facts)
  if (absent) return { verdict: absent }
  const rows = readNumber(seen, ROWS)
  if (isUnknown(rows)) return { verdict: rows }
  if (rows.value === 0) return { verdict: unknown('no-data', 'there are no rows whose values could be looked at', [params.field]) }
  const features = params.features.flatMap((feature) => numericFeatures(feature, params.field))
  const blind = features
    .flatMap(({ needs }) => needs)
    .map((metric) => readNumber(seen, metric))
    .filter(isUnknown)
    .find(({ code }) => code !== 'unsupported' && code !== 'no-data')
  if (blind) return { verdict: blind }
  const memo = remembered<DistributionMemo>(past, MEMO) ?? { v: MEMO, series: {} }
  const judged = rows.value < FEWEST_ROWS ? [] : features.flatMap((feature) => judgeFeature(feature, seen, past, memo.series[feature.name]))
  const categories = params.features.includes('categories') ? judgeCategories(params, seen, memo.categories, rows.value) : undefined
  const next: DistributionMemo = {
    v: MEMO,
    series: { ...memo.series, ...Object.fromEntries(judged.map(({ feature, judgement }) => [feature.name, judgement.memo])) },
    ...(categories ? { categories: categories.memo } : {}),
  }
  const findings = [...judged.flatMap(findingOf), ...(categories?.findings ?? [])].sort((a, b) => b.strength - a.strength)
  return { verdict: verdictOn(params, findings, judged, categories, seen), memo: next }
}

interface JudgedFeature {
  readonly feature: NumericFeature
  readonly value: number
  readonly judgement: SeriesJudgement
}

function judgeFeature(feature: NumericFeature, seen: Observation, past: History, memo: SeriesMemo | undefined): readonly JudgedFeature[] {
  const readings = feature.needs.map((metric) => readNumber(seen, metric))
  const value = readings.some(isUnknown) ? undefined : feature.of(readings.map((reading) => (isUnknown(reading) ? 0 : reading.value)))
  if (value === undefined) return []
  const { partition } = seen.facts
  const options = { kind: feature.kind, minRelative: feature.minRelative, zone: 'UTC', polled: partition === undefined }
  const point = { at: partition?.at ?? seen.at, value }
  return [{ feature, value, judgement: judgeSeries(point, historyOf(feature, past), options, memo) }]
}

function historyOf({ needs, of }: NumericFeature, past: History): readonly Point[] {
  const [first = [], ...rest] = needs.map((metric) => past.points(metric))
  const others = rest.map((points) => new Map(points.map(({ at, value }) => [at, value])))
  return first.flatMap(({ at, value }) => {
    const values = [value, ...others.map((points) => points.get(at))]
    const number = values.some((one) => one === undefined) ? undefined : of(values.map((one) => one ?? 0))
    return number === undefined ? [] : [{ at, value: number }]
  })
}

function findingOf({ feature: { name, kind }, value, judgement }: JudgedFeature): readonly Finding[] {
  if (judgement.state !== 'unusual') return []
  const { band, score } = judgement.grounds
  const spell = kind === 'ratio' ? spellShare : spellNumber
  const code = band.low !== undefined && value < band.low ? 'below-band' : 'above-band'
  return [{ code, words: `${name} ${spell(value)}, usual is ${spellBand(band, spell)}`, strength: score, value, expected: band }]
}

function verdictOn(
  { field }: DistributionParams,
  findings: readonly Finding[],
  judged: readonly JudgedFeature[],
  categories: CategoryJudgement | undefined,
  { facts: { partition } }: Observation,
): Judgement['verdict'] {
  const bucket = partition ? { bucket: partition.at } : {}
  const [first, ...rest] = findings
  if (first) {
    const { code, value, expected, strength } = first
    const also = rest.slice(0, MOST_ALSO).map(({ words }) => words)
    return {
      state: 'fail',
      code,
      reason: `${field}: ${first.words}${also.length > 0 ? `; also ${also.join('; ')}` : ''}`,
      fields: [field],
      ...bucket,
      evidence: { findings: findings.length, score: strength },
      ...(value !== undefined && { value }),
      ...(expected !== undefined && { expected }),
    }
  }
  for (const { judgement } of judged) if (judgement.state === 'learning') return stillLearning(judgement.learning)
  const accepted = judged.filter(({ judgement }) => judgement.state === 'accepted').map(({ feature }) => feature.name)
  if (categories?.state === 'accepted') accepted.push('categories')
  if (accepted.length > 0)
    return { state: 'pass', code: 'accepted', reason: `${field}: the new ${accepted.join(', ')} lasted and counts as usual now`, ...bucket }
  if (judged.length > 0 || categories?.state === 'usual') return { state: 'pass', code: 'usual', reason: `${field} is as usual`, ...bucket }
  if (categories?.state === 'learning') return stillLearning({ have: categories.have, need: NEED })
  return unknown('learning', `too few rows to say what is usual for ${field}`)
}

const MOST_ALSO = 3
