/** The series behind the verdicts on a field: the same for judging and for playing history again. */
import type { Check, History, Observation } from '../../core/check.ts'
import type { DistributionParams } from '../../core/questions.ts'
import type { CheckSeries, SeriesOptions } from '../../core/series.ts'
import { gateOptions } from '../learned.ts'
import { remembered } from '../memo.ts'
import { type Circumstances, type MeasureKey, measureOf, type Reading, readingsOf } from './measures.ts'
import { type DistributionMemo, MEMO } from './needs.ts'
import { pastSights, sampledShare } from './sights.ts'

export function circumstancesOf(params: DistributionParams, seen: Observation): Circumstances {
  return {
    zone: params.period?.zone ?? 'UTC',
    polled: params.period === undefined && seen.facts.partition === undefined,
    share: sampledShare(params, seen),
  }
}

export function optionsOf(
  check: Check<DistributionParams>,
  key: MeasureKey,
  { margin }: Pick<Reading, 'margin'>,
  { zone, polled }: Circumstances,
  { calendar }: Pick<History, 'calendar'>,
): SeriesOptions {
  const { options } = measureOf(key)
  const { minRelative, ...gates } = gateOptions(check)
  const leastChange = minRelative !== undefined && options.minAbsolute === undefined ? { minRelative } : {}
  const least = margin === undefined ? {} : { minAbsolute: margin }
  return { zone, polled, ...options, ...least, ...gates, ...leastChange, ...(calendar && { calendar }) }
}

export function series(check: Check<DistributionParams>, past: History): readonly CheckSeries[] {
  const { params } = check
  const { judged, delivered } = remembered<DistributionMemo>(past, MEMO) ?? {}
  const given = { zone: params.period?.zone ?? 'UTC', polled: params.period === undefined && delivered !== true, share: 1 }
  const sights = pastSights(params, past).filter(({ at }) => params.period === undefined || judged === undefined || at <= judged)
  const found = sights.map((sight) => ({ sight, readings: readingsOf(params, sight, sights, given) }))
  const keys = new Set(found.flatMap(({ readings }) => [...readings.keys()]))
  return [...keys].map((key) => ({
    name: measureOf(key).name,
    unit: measureOf(key).unit,
    options: optionsOf(check, key, found.findLast(({ readings }) => readings.has(key))?.readings.get(key) ?? {}, given, past),
    points: found.flatMap(({ sight: { at, mark }, readings }) => {
      const value = readings.get(key)?.value
      return value === undefined ? [] : [{ at, value, ...(mark && { mark }) }]
    }),
  }))
}
