/** Labelled series and their scorer, as they lie beside the project, and what our detector says of each point of them. */
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { SeriesKind, SeriesOptions } from '../../src/core/series.ts'
import { replaySeries, type SeriesMemo } from '../../src/detect/judge-series.ts'
import { printedScore } from '../../src/surface/cli/detect/line.ts'
import { dataFolder } from '../support/data.ts'

export const ALARM = 2.9

/** As the scorer loads it. */
export interface Labelled {
  readonly key: string
  readonly name: string
  /** Milliseconds since 1970. */
  readonly ts: readonly number[]
  readonly v: Float64Array
  readonly meta: { readonly kind?: SeriesKind; readonly step_s?: number }
}

export type Scores = ReadonlyMap<string, Float64Array>

export interface Events {
  readonly threshold: number
  readonly precision: number
  readonly recall: number
  readonly f1: number
  readonly faPer1000: number
  readonly fpPointsPer1000: number
  readonly meanDelay: number
  readonly byType: Readonly<Record<string, { readonly windows: number; readonly detected: number }>>
  readonly byGroup: Readonly<Record<string, Group>>
}

export interface Group {
  readonly windows: number
  readonly detected: number
  readonly falseEpisodes: number
  readonly points: number
}

export interface Scorer {
  loadSuite(half: 'public', suite: 'dataobs' | 'nab'): readonly Labelled[]
  events(series: readonly Labelled[], scores: Scores, threshold: number): Events
  /** `r1`: the best recall with at most one false episode in 1,000 points. */
  sweep(series: readonly Labelled[], scores: Scores): { readonly best: Events; readonly r1: Events | null }
  /** Percent of the best possible for each profile, at the best threshold and at the given one. */
  nabScore(
    series: readonly Labelled[],
    scores: Scores,
    threshold: number,
  ): Readonly<Record<'standard' | 'reward_low_FP' | 'reward_low_FN', { readonly optimised: number; readonly atFixed: number }>>
}

export function loadScorer(): Promise<Scorer> {
  return import(pathToFileURL(join(dataFolder, 'anomaly', 'evaluate.mjs')).href)
}

/** Milliseconds between two points; the labels of some suites name it, else it is the usual one. */
export function stepOf({ meta, ts }: Labelled): number {
  if (meta.step_s !== undefined) return meta.step_s * 1_000
  const gaps = ts.slice(1).map((at, index) => at - (ts[index] ?? at))
  return gaps.sort((a, b) => a - b)[gaps.length >> 1] ?? 0
}

/** As `meshwatch detect --kind … --step …` is asked; gauges have their step learned. */
export function optionsFor(series: Labelled): SeriesOptions {
  const { kind = 'gauge' } = series.meta
  return { kind, zone: 'UTC', polled: false, alarm: ALARM, ...(kind === 'gauge' ? {} : { step: stepOf(series) }) }
}

/** The scores that `meshwatch detect` prints. */
export function judgeLabelled(series: Labelled): { readonly scores: Float64Array; readonly memo: SeriesMemo } {
  const points = series.ts.map((at, index) => ({ at, value: series.v[index] ?? Number.NaN }))
  const { answers, memo } = replaySeries(points, optionsFor(series))
  return { scores: Float64Array.from(answers, (answer) => printedScore(answer, ALARM)), memo }
}

/** Precision, recall and F1 over the groups whose names begin like this. */
export function f1Of(events: Events, groups: RegExp): number {
  const chosen = Object.entries(events.byGroup).filter(([name]) => groups.test(name))
  const sum = (key: keyof Group) => chosen.reduce((total, [, group]) => total + group[key], 0)
  const detected = sum('detected')
  return (2 * detected) / (detected + sum('falseEpisodes') + sum('windows')) || 0
}
