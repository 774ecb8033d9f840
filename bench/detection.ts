/**
 * Detection quality on labelled series: ours and the rules that others ship, on the same data in one run. `npm run bench -- detection`
 * prints the table on standard error and everything as JSON. Needs the reference data (MESHWATCH_DATA).
 */
import type { SeriesMemo } from '../src/detect/judge-series.ts'
import {
  ALARM,
  type Events,
  f1Of,
  judgeLabelled,
  type Labelled,
  loadScorer,
  type Scorer,
  type Scores,
  stepOf,
} from '../tests/replay/labelled.ts'
import { noData } from '../tests/support/data.ts'
import { cpuMillis } from './detection/cpu-time.ts'
import { HOLT_WINTERS, ONLINE_NORMAL } from './detection/deequ.ts'
import { ELEMENTARY, ELEMENTARY_SEASONAL } from './detection/elementary.ts'
import { RELATIVE_CHANGE, STATIC_PERCENT } from './detection/plain-rules.ts'
import { PROPHET_LIKE } from './detection/prophet-like.ts'
import { restore } from './detection/restore.ts'
import { HOUR, type Rule } from './detection/rule.ts'
import { tableOf } from './detection/table.ts'

const PEERS = [RELATIVE_CHANGE, STATIC_PERCENT, ELEMENTARY, ELEMENTARY_SEASONAL, ONLINE_NORMAL, HOLT_WINTERS, PROPHET_LIKE]
const COLD = /^cold/
const REAL = /^real/

export async function run(): Promise<unknown> {
  if (noData) return { skipped: 'there is no reference data; see MESHWATCH_DATA in tests/support/data.ts' }
  const scorer = await loadScorer()
  const dataobs = scorer.loadSuite('public', 'dataobs')
  const nab = scorer.loadSuite('public', 'nab')
  const ours = judgeAll(dataobs)
  const hourly = ours.judged.filter(({ series }) => stepOf(series) === HOUR)
  const bytes = average(hourly.map(({ memo }) => JSON.stringify(memo).length))
  const microseconds = (suite: readonly Labelled[]) => judgeAll(suite).microseconds
  const gauges = judgeAll(nab)
  const rows = [
    { rule: 'meshwatch', ...ours, threshold: ALARM, bytes, nab: gauges.scores },
    ...PEERS.map((rule) => {
      const found = scoreAll(rule, dataobs)
      const kept = average(hourly.map(({ series }) => 8 * rule.remembers({ ...series, step: HOUR })))
      return { rule: rule.name, ...found, threshold: rule.threshold, bytes: kept, nab: scoreAll(rule, nab).scores }
    }),
  ].map(({ rule, scores, threshold, microseconds, bytes, nab: gaugeScores }) => ({
    rule,
    ...figures(scorer, dataobs, scores, threshold),
    microsecondsPerPoint: microseconds,
    bytesPerHourlySeries: bytes,
    nab: nabFigures(scorer, nab, gaugeScores, threshold),
  }))
  process.stderr.write(`${tableOf(rows)}\n`)
  const events = scorer.events(dataobs, ours.scores, ALARM)
  return rounded({
    alarm: ALARM,
    rows,
    meshwatch: {
      ...detail(events),
      falsePointsPer1000: { stated: 1_000 * 10 ** -ALARM, measured: events.fpPointsPer1000 },
      halves: [0, 1].map((half) => {
        const part = dataobs.filter((_, index) => index % 2 === half)
        return figures(scorer, part, ours.scores, ALARM)
      }),
      gauges: {
        microsecondsPerPoint: gauges.microseconds,
        bytes: average(gauges.judged.map(({ memo }) => JSON.stringify(memo).length)),
      },
      microsecondsPerPoint: Object.fromEntries(
        (
          [
            ['hourly', HOUR],
            ['daily', 24 * HOUR],
          ] as const
        ).map(([name, step]) => [name, microseconds(dataobs.filter((one) => stepOf(one) === step))]),
      ),
      restored: restore(hourly),
    },
  })
}

function judgeAll(suite: readonly Labelled[]) {
  const begun = cpuMillis()
  const judged: { readonly series: Labelled; readonly memo: SeriesMemo; readonly scores: Float64Array }[] = suite.map((series) => ({
    series,
    ...judgeLabelled(series),
  }))
  return { judged, scores: new Map(judged.map(({ series, scores }) => [series.key, scores])), microseconds: perPoint(begun, suite) }
}

function scoreAll(rule: Rule, suite: readonly Labelled[]) {
  const begun = cpuMillis()
  const scores = new Map(suite.map((series) => [series.key, rule.score({ ...series, step: stepOf(series) })]))
  return { scores, microseconds: perPoint(begun, suite) }
}

function perPoint(begun: number, suite: readonly Labelled[]): number {
  return (1_000 * (cpuMillis() - begun)) / suite.reduce((sum, { ts }) => sum + ts.length, 0)
}

function figures(scorer: Scorer, suite: readonly Labelled[], scores: Scores, threshold: number) {
  const events = scorer.events(suite, scores, threshold)
  const { best, r1 } = scorer.sweep(suite, scores)
  const { precision, recall, f1, faPer1000, meanDelay } = events
  return {
    precision,
    recall,
    f1,
    falseEpisodesPer1000: faPer1000,
    bestF1: best.f1,
    recallAt1: r1?.recall ?? 0,
    meanDelay,
    cold: f1Of(events, COLD),
    real: f1Of(events, REAL),
  }
}

function nabFigures(scorer: Scorer, suite: readonly Labelled[], scores: Scores, threshold: number) {
  const { standard, reward_low_FP, reward_low_FN } = scorer.nabScore(suite, scores, threshold)
  return {
    standard: standard.optimised,
    lowFalsePositives: reward_low_FP.optimised,
    lowFalseNegatives: reward_low_FN.optimised,
    standardAtDefault: standard.atFixed,
  }
}

function detail(events: Events) {
  const byType = Object.entries(events.byType).map(([type, { windows, detected }]) => [type, `${detected} of ${windows}`])
  const byGroup = Object.keys(events.byGroup).map((group) => [
    group,
    { f1: f1Of(events, new RegExp(`^${group}$`)), ...events.byGroup[group] },
  ])
  return { byType: Object.fromEntries(byType), byGroup: Object.fromEntries(byGroup) }
}

function rounded(answer: unknown): unknown {
  return JSON.parse(JSON.stringify(answer, (_, value) => (typeof value === 'number' ? Number(value.toPrecision(4)) : value)))
}

function average(values: readonly number[]): number {
  return Math.round(values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length))
}
