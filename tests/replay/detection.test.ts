/** The public half of the labelled series, each value judged by what was before it, with the default alarm and nothing set per series. */
import { beforeAll, describe, expect, test } from 'vitest'
import { noData } from '../support/data.ts'
import { ALARM, type Events, f1Of, judgeLabelled, loadScorer, type Scorer } from './labelled.ts'

describe.skipIf(noData)('labelled series', () => {
  let scorer: Scorer
  let found: Events
  let recallAtOne: number

  beforeAll(async () => {
    scorer = await loadScorer()
    const series = scorer.loadSuite('public', 'dataobs')
    const scores = new Map(series.map((one) => [one.key, judgeLabelled(one).scores]))
    found = scorer.events(series, scores, ALARM)
    recallAtOne = scorer.sweep(series, scores).r1?.recall ?? 0
  }, 300_000)

  test('are judged well over all', () => {
    expect(found.f1).toBeGreaterThanOrEqual(0.78)
    expect(found.precision).toBeGreaterThanOrEqual(0.83)
    expect(found.faPer1000).toBeLessThanOrEqual(1.1)
    expect(recallAtOne).toBeGreaterThanOrEqual(0.68)
  })

  test('have hardly an empty load that is missed, and most slow losses are found', () => {
    const { zero, bleed } = found.byType
    expect(zero).toMatchObject({ windows: 44 })
    expect(zero?.detected).toBeGreaterThanOrEqual(43)
    expect((bleed?.detected ?? 0) / (bleed?.windows ?? 1)).toBeGreaterThanOrEqual(0.5)
  })

  test('are judged well from the first weeks on, and where the background is real', () => {
    expect(f1Of(found, /^cold/)).toBeGreaterThanOrEqual(0.86)
    expect(f1Of(found, /^real/)).toBeGreaterThanOrEqual(0.62)
  })

  test('have false alarms about as often as the alarm says', () => {
    expect(found.fpPointsPer1000).toBeLessThanOrEqual(1.5 * 1_000 * 10 ** -ALARM)
  })

  test('of unknown gauges score as the Numenta Anomaly Benchmark does', { timeout: 300_000 }, () => {
    const series = scorer.loadSuite('public', 'nab')
    const scores = new Map(series.map((one) => [one.key, judgeLabelled(one).scores]))
    const { standard } = scorer.nabScore(series, scores, ALARM)
    expect(standard.optimised).toBeGreaterThanOrEqual(60)
    expect(standard.atFixed).toBeGreaterThanOrEqual(55)
  })
})
