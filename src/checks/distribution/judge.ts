/** One verdict for a field: which of its measures left their band, by more than chance could make of so many rows, strongest first. */
import type { Instant } from '../../core/calendar/time.ts'
import type { Check, History, Judgement, Observation } from '../../core/check.ts'
import { type Basis, type Group, isGrouped, type Metric } from '../../core/metric.ts'
import type { DistributionParams } from '../../core/questions.ts'
import { type Grounds, type Point, type SeriesAnswer, USUAL_ALARM } from '../../core/series.ts'
import { type Judged, type Unknown, unknown, type Verdict } from '../../core/verdict.ts'
import { judgeSeries } from '../../detect/judge-series.ts'
import { groundsEvidence, stillLearning } from '../learned.ts'
import { remembered } from '../memo.ts'
import { closedPeriod, missed, spellPeriod } from '../periods.ts'
import { isUnknown, notPresent, type Reading, ROWS, readGroups, readNumber } from '../reading.ts'
import { spellBand, spellList, spellNumber, spellShare } from '../words.ts'
import { type Measure, type Reading as Measured, type MeasureKey, measureOf, readingsOf } from './measures.ts'
import { type DistributionMemo, enoughOf, MEMO, metricsOf, perDay, placed } from './needs.ts'
import { circumstancesOf, optionsOf } from './series.ts'
import { pastSights, presentSight, type Sight } from './sights.ts'

export function judgeDistribution(check: Check<DistributionParams>, seen: Observation, past: History): Judgement {
  const { params } = check
  const absent = notPresent(seen.facts)
  if (absent) return { verdict: absent }
  // That a field is gone is for the schema to say, which also knows whether it may be.
  const { fields } = seen.facts
  if (fields.length > 0 && !fields.some(({ name }) => name === params.field))
    return { verdict: unknown('no-data', `there is no field ${params.field} to look at`, [params.field]) }
  const blind = blindTo(params, seen)
  if (blind) return lookedInVain(params, blind, past)
  const found = judgedSight(params, seen, past)
  if ('verdict' in found) return found
  const { sight, before, basis, bucket } = found
  const memo = remembered<DistributionMemo>(past, MEMO) ?? { v: MEMO }
  const given = circumstancesOf(params, seen)
  const isFirst = params.period !== undefined && (memo.first ?? sight.at) === sight.at
  const ripening = ripeningOf(params, memo, sight.at, before, given)
  const judged = judgeMeasures(check, seen, past, { sight, before, memo, ripening })
  const what = params.period ? 'days with rows' : seen.facts.partition ? 'deliveries' : 'looks'
  const verdict = verdictOn(check, judged, { basis: given.share < 1 ? 'sampled' : basis, bucket, isFirst, what })
  const delivered = seen.facts.partition !== undefined
  return { verdict, memo: { ...nextMemo(memo, sight.at, judged, ripening), ...(delivered && { delivered }) } }
}

/** A first look that takes too long is no trouble as long as the next one can ask for less. */
function lookedInVain({ field, period }: DistributionParams, blind: Unknown, past: History): Judgement {
  const memo = remembered<DistributionMemo>(past, MEMO)
  const less = period && missed(blind, memo)
  if (!period || !less) return { verdict: blind }
  const kept: DistributionMemo = { v: MEMO, ...less }
  if (enoughOf(period, kept).isLeast) return { verdict: blind, memo: kept }
  const verdict = unknown('learning', `a first look at the past of ${field} took too long; the next one asks for less`, [field])
  return { verdict, memo: kept }
}

interface Judgeable {
  readonly sight: Sight
  /** Oldest first, all older than the sight. */
  readonly before: readonly Sight[]
  readonly basis: Basis
  readonly bucket: Instant | undefined
}

/** A measure that cannot be had is left out; a source that shuts a door is said. */
function blindTo(params: DistributionParams, seen: Observation): Unknown | undefined {
  return [ROWS, ...metricsOf(params)]
    .map((metric) => read(seen, placed(metric, params)))
    .filter(isUnknown)
    .find(({ code }) => code !== 'unsupported' && code !== 'no-data')
}

function read(seen: Observation, metric: Metric): Reading<number | readonly Group[]> | Unknown {
  return isGrouped(metric) ? readGroups(seen, metric) : readNumber(seen, metric)
}

function judgedSight(params: DistributionParams, seen: Observation, past: History): Judgeable | Judgement {
  const { field, period } = params
  const rows = read(seen, placed(ROWS, params))
  if (isUnknown(rows)) return { verdict: rows }
  const sights = pastSights(params, past)
  if (period) {
    const span = closedPeriod(perDay(period), period.settle, seen.at)
    const sight = sights.find(({ at }) => at === span.from)
    const before = sights.filter(({ at }) => at < span.from)
    if (sight) return { sight, before, basis: rows.basis, bucket: span.from }
    return { verdict: unknown('learning', `no rows ${spellPeriod(perDay(period), span)} whose values could be looked at`, [field]) }
  }
  if (rows.value === 0) return { verdict: unknown('no-data', 'there are no rows whose values could be looked at', [field]) }
  const { partition } = seen.facts
  const at = partition?.at ?? seen.at
  const sight = presentSight(params, seen, at, Number(rows.value))
  return { sight, before: sights.filter((one) => one.at < at), basis: rows.basis, bucket: partition?.at }
}

/**
 * Rows may change while they get older: orders are paid, parcels arrive. Where a day that was judged fresh looks otherwise when it is read
 * again, days that were read back say nothing of fresh ones, and the measure is learned from what was seen fresh.
 */
function ripeningOf(
  params: DistributionParams,
  memo: DistributionMemo,
  at: Instant,
  before: readonly Sight[],
  given: ReturnType<typeof circumstancesOf>,
): readonly string[] {
  const { judged, first, values = {}, ripening = [] } = memo
  const again = judged !== undefined && judged === first && judged < at ? before.find((one) => one.at === judged) : undefined
  if (params.period === undefined || !again) return ripening
  const changed = [...readingsOf(params, again, before, given)].flatMap(([key, { value }]) => {
    const then = values[key]
    return then !== undefined && Math.abs(value - then) > RIPE * leastChange(measureOf(key), then) ? [key] : []
  })
  return [...new Set([...ripening, ...changed])]
}

/** Share of a change that matters which a day may ripen by in one day. */
const RIPE = 0.5

function leastChange({ options }: Measure, value: number): number {
  return Math.max(options.minAbsolute ?? 0, (options.minRelative ?? 0) * Math.abs(value)) || Number.MIN_VALUE
}

interface JudgedMeasure {
  readonly key: MeasureKey
  readonly reading: Measured
  readonly answer: SeriesAnswer
  readonly memo: unknown
}

interface Known extends Pick<Judgeable, 'sight' | 'before'> {
  readonly memo: DistributionMemo
  readonly ripening: readonly string[]
}

function judgeMeasures(check: Check<DistributionParams>, seen: Observation, past: History, known: Known): readonly JudgedMeasure[] {
  const { params } = check
  const { sight, before, memo, ripening } = known
  const given = circumstancesOf(params, seen)
  const readings = readingsOf(params, sight, before, given)
  // Trouble that came after a day was judged is not the trouble of that day.
  const mark = sight.at === memo.judged ? sight.mark : past.quiet ? 'excluded' : undefined
  const pasts = new Map<Sight, ReturnType<typeof readingsOf>>()
  const readPast = (one: Sight) => {
    const found = pasts.get(one) ?? readingsOf(params, one, before, given)
    pasts.set(one, found)
    return found
  }
  return [...readings].map(([key, reading]) => {
    const learned = memo.series?.[key]
    const isRipening = ripening.includes(key)
    const isNew = isRipening && !(memo.ripening ?? []).includes(key)
    const since = isRipening ? (memo.first ?? 0) : Number.NEGATIVE_INFINITY
    const from = Math.max(since, learned === undefined || isNew ? since : (memo.judged ?? since))
    const points = before.flatMap((one): readonly Point[] => {
      if (one.at < from) return []
      const value = one.at === memo.judged ? memo.values?.[key] : readPast(one).get(key)?.value
      return value === undefined ? [] : [{ at: one.at, value, ...(one.mark && { mark: one.mark }) }]
    })
    const point = { at: sight.at, value: reading.value, ...(mark && { mark }) }
    const { memo: series, ...answer } = judgeSeries(point, points, optionsOf(check, key, reading, given, past), isNew ? undefined : learned)
    return { key, reading, answer, memo: series }
  })
}

function nextMemo(memo: DistributionMemo, at: Instant, judged: readonly JudgedMeasure[], ripening: readonly string[]): DistributionMemo {
  return {
    v: MEMO,
    judged: at,
    ...(memo.misses !== undefined && { misses: memo.misses }),
    first: memo.first ?? at,
    series: { ...memo.series, ...Object.fromEntries(judged.map(({ key, memo: series }) => [key, series])) },
    values: Object.fromEntries(judged.map(({ key, reading }) => [key, reading.value])),
    ripening,
  }
}

interface Finding {
  readonly key: MeasureKey
  readonly measure: Measure
  readonly reading: Measured
  readonly grounds: Grounds
  readonly since: Instant
  /** The lesser of how unusual it is and how hard chance would find it. */
  readonly score: number
}

interface Occasion {
  /** What is learned from, such as `days`. */
  readonly what: string
  readonly basis: Basis
  readonly bucket: Instant | undefined
  /** The first period that is judged, by what was read back. */
  readonly isFirst: boolean
}

const MOST_ALSO = 3

function verdictOn(
  { params: { field }, alarm = USUAL_ALARM }: Check<DistributionParams>,
  judged: readonly JudgedMeasure[],
  on: Occasion,
): Verdict {
  const standing = judged.flatMap(({ key, reading, answer }): readonly (Finding & { readonly answer: typeof answer })[] => {
    if (answer.state === 'learning') return []
    const { grounds, since } = answer
    const score = Math.min(grounds.score, reading.significance(grounds.expected))
    return [{ key, measure: measureOf(key), reading, grounds, since, score, answer }]
  })
  const learning = judged.filter(({ answer }) => answer.state === 'learning')
  const sorted = standing.toSorted((a, b) => b.score - a.score)
  // What other findings explain comes last.
  const findings = sorted
    .filter((one) => one.answer.state === 'unusual' && one.score >= alarm && isMaterial(one))
    .toSorted((a, b) => Number(a.key === 'mix') - Number(b.key === 'mix'))
  const [first] = findings.length > 0 ? findings : sorted
  if (!first) return notYet(field, learning, on.what)
  const names = learning.map(({ key }) => measureOf(key).name)
  const base = {
    value: first.reading.value,
    unit: first.measure.unit,
    expected: first.grounds.band,
    basis: on.basis,
    evidence: {
      ...groundsEvidence(first.grounds, on.basis),
      series: first.measure.name,
      score: Math.max(first.score, ...findings.map(({ score }) => score)),
      findings: findings.length,
      measures: standing.length,
      ...(names.length > 0 && { learning: names }),
    },
    ...(on.bucket !== undefined && { bucket: on.bucket }),
  } satisfies Partial<Judged>
  if (findings.length > 0) {
    const [said, ...also] = findings.map(wordsOf)
    const reason = `${field}: ${said}${also.length > 0 ? `; also ${also.slice(0, MOST_ALSO).join('; ')}` : ''}`
    if (on.isFirst)
      return {
        ...unknown('learning', `${reason} (by rows that were read back; sure when the next day is like it)`, [field]),
        evidence: base.evidence,
      }
    const since = on.bucket === undefined ? { since: first.since } : {}
    return { ...base, ...since, state: 'fail', code: codeOf(first), reason, fields: [field] }
  }
  const accepted = standing.flatMap(({ answer, measure }) => (answer.state === 'accepted' ? [measure.name] : []))
  if (accepted.length > 0)
    return { ...base, state: 'pass', code: 'accepted', reason: `${field}: the new ${spellList(accepted)} lasted and counts as usual now` }
  return { ...base, state: 'pass', code: 'usual', reason: `${field} is as usual` }
}

/** A distance that is usually next to nothing is rare as soon as it is something; what matters is given. */
function isMaterial({ measure: { options }, reading: { value }, grounds: { expected } }: Finding): boolean {
  return Math.abs(value - expected) >= (options.minAbsolute ?? 0)
}

/** The measure that is ready first says when. */
function notYet(field: string, learning: readonly JudgedMeasure[], what: string): Verdict {
  const states = learning.flatMap(({ answer }) => (answer.state === 'learning' ? [answer.learning] : []))
  const [next] = states.toSorted((a, b) => a.need - a.have - (b.need - b.have))
  return next ? stillLearning(next, what) : unknown('learning', `too few rows to say what is usual for ${field}`, [field])
}

function codeOf({ measure, reading: { value }, grounds: { band } }: Finding): string {
  return measure.code ?? (band.low !== undefined && value < band.low ? 'below-band' : 'above-band')
}

function wordsOf({ measure, reading, grounds: { band } }: Finding): string {
  const spell = measure.unit === 'ratio' ? spellShare : spellNumber
  return reading.words?.(band) ?? `${measure.name} ${spell(reading.value)}, usual is ${spellBand(band, spell)}`
}
