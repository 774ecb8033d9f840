/** Features of a field as numbers over metrics, so that each can be read now and in history alike. */
import type { Metric } from '../../core/metric.ts'
import type { DistributionParams, Feature } from '../../core/questions.ts'
import type { SeriesKind } from '../../core/series.ts'
import { ROWS } from '../reading.ts'

export interface NumericFeature {
  readonly name: string
  readonly needs: readonly Metric[]
  /** From the values of `needs`, in their order; undefined where it says nothing. */
  of(values: readonly number[]): number | undefined
  readonly kind: SeriesKind
  /** Smallest change that matters, relative to the expected value. */
  readonly minRelative: number
}

/** A list as long as this is no enumeration. */
export const MOST_CATEGORIES = 20

export function topOf(field: string): Metric {
  return { fn: 'top', fields: [field], args: [MOST_CATEGORIES] }
}

export function metricsOf({ field, features }: DistributionParams): readonly Metric[] {
  const numeric = features.flatMap((feature) => numericFeatures(feature, field)).flatMap(({ needs }) => needs)
  return [ROWS, ...numeric, ...(features.includes('categories') ? [topOf(field)] : [])]
}

export function numericFeatures(feature: Feature, field: string): readonly NumericFeature[] {
  const fields = [field]
  switch (feature) {
    case 'nullRate':
      return [rate('null rate', { fn: 'nulls', fields })]
    case 'zeroRate':
      return [rate('zero rate', { fn: 'zeros', fields })]
    case 'distinct':
      return [rate('share of distinct values', { fn: 'distinct', fields })]
    case 'mean':
      return [size('mean', { fn: 'mean', fields })]
    case 'spread':
      return [size('spread', { fn: 'stddev', fields })]
    case 'quantiles':
      return QUANTILES.map(([p, name]) => size(name, { fn: 'quantile', fields, args: [p] }))
    case 'categories':
      return []
  }
}

const QUANTILES = [
  [0.05, '5 % quantile'],
  [0.5, 'median'],
  [0.95, '95 % quantile'],
] as const

/** A share of the rows; without rows there is none. */
function rate(name: string, counted: Metric): NumericFeature {
  return {
    name,
    needs: [counted, ROWS],
    of: ([count = 0, rows = 0]) => (rows > 0 ? count / rows : undefined),
    kind: 'ratio',
    minRelative: 0.2,
  }
}

function size(name: string, metric: Metric): NumericFeature {
  return { name, needs: [metric], of: ([value]) => value, kind: 'gauge', minRelative: 0.2 }
}
