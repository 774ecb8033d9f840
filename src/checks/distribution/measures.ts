/**
 * The numbers that are learned of a field, each a series of its own: rates, tails and moments as they were measured, and how far the
 * profile of a day is from the profiles before it. Every column so learns how much its values wobble by nature.
 */
import type { Instant } from '../../core/calendar/time.ts'
import { type Metric, NO_SEGMENT } from '../../core/metric.ts'
import type { DistributionParams } from '../../core/questions.ts'
import type { SeriesOptions } from '../../core/series.ts'
import type { Band, Unit } from '../../core/verdict.ts'
import { changedCategories, driftOfCategories, isEnumeration } from '../../detect/drift/categories.ts'
import { driftOfNumbers } from '../../detect/drift/numbers.ts'
import { pooledNumbers } from '../../detect/drift/profile.ts'
import { shareScore } from '../../detect/drift/significance.ts'
import { spellBand, spellNumber, spellShare, spellValue } from '../words.ts'
import { quantileOf } from './needs.ts'
import { categoryProfile, comparedWith, measured, numbersOf, type Sight } from './sights.ts'
import { leastMove, outermostScore, tailScore } from './tails.ts'

export interface Measure {
  readonly name: string
  readonly unit: Unit
  readonly options: Pick<SeriesOptions, 'kind' | 'direction' | 'minRelative' | 'minAbsolute'>
  /** Machine word for a value above its band, where that is more telling than `above-band`. */
  readonly code?: string
}

export interface Reading {
  readonly value: number
  /** −log10 of the chance that so few rows differ as much from what is expected although nothing changed. */
  significance(expected: number): number
  /** Smallest change that matters, where the values themselves say it. */
  readonly margin?: number
  /** What is to be said of it, where there is more than its value. */
  words?(band: Band): string
}

export interface Circumstances {
  readonly zone: string
  /** Looks at a table rather than days or deliveries. */
  readonly polled: boolean
  /** Share of the rows that was looked at. */
  readonly share: number
}

/** Below this many rows quantiles, moments and distances say nothing; shares say how unsure they are. */
const FEWEST_ROWS = 30
/** Below this many the outermost hundredth is no more than the outermost value. */
const FEWEST_FOR_TAILS = 100
/**
 * Changes of a distance and of a share below these are no news, however sure they are: a hundred thousand rows make a wobble of a
 * twentieth of a spread beyond doubt. Of the distance of numbers it is what Cohen (1988) calls a small effect, and of the root of the
 * stability index an index of a tenth, as is usual.
 */
const LEAST_MIX = 10
const LEAST_DISTANCE = 20
const LEAST_INDEX = 100 * Math.sqrt(0.1)
const LEAST_NEW = 0.02
const LEAST_LOST = 0.04

const RATE = { kind: 'ratio', minRelative: 0.2 } as const
const BOTH_WAYS = { ...RATE, direction: 'both' } as const
const SIZE = { kind: 'gauge', minRelative: 0.2 } as const
/** What matters is a matter of spreads: how far from zero the values are says nothing of it. */
const TAIL = { kind: 'gauge', minRelative: 0 } as const
const DRIFT = { kind: 'lag', direction: 'up' } as const

const MEASURES = {
  nulls: { name: 'null rate', unit: 'ratio', options: RATE },
  zeros: { name: 'zero rate', unit: 'ratio', options: BOTH_WAYS },
  distinct: { name: 'share of distinct values', unit: 'ratio', options: BOTH_WAYS },
  mean: { name: 'mean', unit: 'number', options: SIZE },
  spread: { name: 'spread', unit: 'number', options: SIZE },
  low: { name: '1 % quantile', unit: 'number', options: TAIL },
  high: { name: '99 % quantile', unit: 'number', options: TAIL },
  least: { name: 'smallest value', unit: 'number', options: { ...SIZE, direction: 'down', minRelative: 1 } },
  most: { name: 'largest value', unit: 'number', options: { ...SIZE, direction: 'up', minRelative: 1 } },
  stability: { name: 'root of the stability index', unit: 'number', options: { ...DRIFT, minAbsolute: LEAST_INDEX }, code: 'drifted' },
  distance: { name: 'distance in spreads', unit: 'number', options: { ...DRIFT, minAbsolute: LEAST_DISTANCE }, code: 'drifted' },
  fresh: { name: 'share of new categories', unit: 'ratio', options: { kind: 'ratio', minAbsolute: LEAST_NEW }, code: 'new-category' },
  lost: { name: 'share of lost categories', unit: 'ratio', options: { kind: 'ratio', minAbsolute: LEAST_LOST }, code: 'lost-category' },
  mix: { name: 'distance of categories', unit: 'number', options: { ...DRIFT, minAbsolute: LEAST_MIX }, code: 'share-changed' },
} as const satisfies Readonly<Record<string, Measure>>

export type MeasureKey = keyof typeof MEASURES
export type Readings = ReadonlyMap<MeasureKey, Reading>

export function measureOf(key: MeasureKey): Measure {
  return MEASURES[key]
}

/** What a sight says, given the sights before it. */
export function readingsOf(params: DistributionParams, sight: Sight, past: readonly Sight[], given: Circumstances): Readings {
  const { features } = params
  const compared = comparedWith(sight, past, given.zone, given.polled)
  const categories = features.includes('categories') ? categoryReadings(params, sight, past, compared, given) : []
  const isEnumerated = categories === 'unknown' || categories.length > 0
  return new Map([
    ...rates(params, sight, given, isEnumerated),
    ...(sight.rows * given.share < FEWEST_ROWS
      ? []
      : [...sizes(params, sight, past, compared, given), ...drifts(params, sight, compared, given)]),
    ...(categories === 'unknown' ? [] : categories),
  ])
}

type Found = readonly (readonly [MeasureKey, Reading])[]

function rates({ field }: DistributionParams, sight: Sight, { share }: Circumstances, isEnumerated: boolean): Found {
  const { rows } = sight
  const rate = (key: MeasureKey, fn: Metric['fn']): Found => {
    const counted = measured(sight, { fn, fields: [field] })
    if (counted === undefined) return []
    const value = Math.min(1, counted / rows)
    return [[key, { value, significance: (expected) => shareScore(value, rows * share, expected) }]]
  }
  // The share of distinct values of an enumeration falls as rows come.
  return [...rate('nulls', 'nulls'), ...rate('zeros', 'zeros'), ...(isEnumerated ? [] : rate('distinct', 'distinct'))]
}

/** No bound is known for how sure moments are: what they did before has to say it. */
function sizes(
  { field, features }: DistributionParams,
  sight: Sight,
  past: readonly Sight[],
  compared: readonly (readonly Sight[])[],
  { share }: Circumstances,
): Found {
  const profile = numbersOf(sight, field, share)
  // In spreads of the day before: that of a day whose values are too far apart would hide it.
  const [yesterday = sight] = compared.map((sights) => sights.at(-1))
  const margin = leastMove(numbersOf(yesterday, field, share) ?? profile)
  const size = (key: MeasureKey, metric: Metric, significance: Reading['significance']): Found => {
    const value = measured(sight, metric)
    return value === undefined ? [] : [[key, { value, significance, ...(margin !== undefined && { margin }) }]]
  }
  const fields = [field]
  const hasTails = features.includes('quantiles') && sight.rows * share >= FEWEST_FOR_TAILS
  return [
    ...size('mean', { fn: 'mean', fields }, () => Number.POSITIVE_INFINITY),
    ...size('spread', { fn: 'stddev', fields }, () => Number.POSITIVE_INFINITY),
    ...size('least', { fn: 'min', fields }, () => outermostScore(sight, past, field, 'min')),
    ...size('most', { fn: 'max', fields }, () => outermostScore(sight, past, field, 'max')),
    ...(hasTails
      ? [
          ...size('low', quantileOf(field, 0.01), (expected) => tailScore(sight, profile, field, 'min', expected)),
          ...size('high', quantileOf(field, 0.99), (expected) => tailScore(sight, profile, field, 'max', expected)),
        ]
      : []),
  ]
}

/** Days like last week's and days like their weekday are both usual: the nearer of the two counts. */
function drifts({ field }: DistributionParams, sight: Sight, compared: readonly (readonly Sight[])[], { share }: Circumstances): Found {
  const now = numbersOf(sight, field, share)
  if (!now) return []
  const found = compared.flatMap((sights) => {
    const before = sights.flatMap((one) => numbersOf(one, field, share) ?? [])
    const drift = driftOfNumbers(now, before)
    return drift ? [{ ...drift, before }] : []
  })
  const nearest = (key: 'stability' | 'distance'): Found => {
    const [first] = found.toSorted((a, b) => a[key] - b[key])
    if (!first) return []
    const { before, significance } = first
    const words = (band: Band) => {
      const [median = 0, usual = 0] = [now, ...[before]].map((one) => pooledNumbers([one].flat()).percentile(0.5))
      const what = key === 'distance' ? 'moved by this share of their spread' : 'are distributed otherwise, by a stability index of'
      const spell = (value: number) => (key === 'distance' ? spellShare(value / 100) : spellNumber((value / 100) ** 2))
      return `its values ${what}: ${spell(100 * first[key])}, usual is ${spellBand(band, spell)}; median ${spellNumber(median)}, before ${spellNumber(usual)}`
    }
    return [[key, { value: 100 * first[key], significance: () => significance, words }]]
  }
  return [...nearest('stability'), ...nearest('distance')]
}

/** `unknown` while too little was seen to say whether the field is an enumeration. */
function categoryReadings(
  { showValues }: DistributionParams,
  sight: Sight,
  past: readonly Sight[],
  compared: readonly (readonly Sight[])[],
  { share }: Circumstances,
): Found | 'unknown' {
  const now = categoryProfile(sight, share)
  if (!now) return []
  const [last] = compared
  if (!last) return 'unknown'
  if (!isEnumeration(last.flatMap((one) => categoryProfile(one, share) ?? []))) return []
  const known = knownBefore(past, sight.at)
  const found = compared.flatMap((sights) => {
    const before = sights.flatMap((one) => categoryProfile(one, share) ?? [])
    const drift = driftOfCategories(now, before, known)
    return drift ? [{ drift, changed: () => changedCategories(now, before) }] : []
  })
  const name = (key: string) => (key === NO_SEGMENT ? 'no value' : showValues ? `“${spellValue(key)}”` : 'a category')
  const [mix] = found.toSorted((a, b) => a.drift.distance - b.drift.distance)
  const [lost] = found.toSorted((a, b) => a.drift.lost - b.drift.lost)
  if (!mix || !lost) return []
  const { fresh, freshScore } = mix.drift
  return [
    [
      'fresh',
      {
        value: fresh,
        significance: () => freshScore,
        words: () =>
          listed(
            mix.changed().filter((one) => one.share > 0 && one.key !== NO_SEGMENT && !known.has(one.key)),
            (one) => `${name(one.key)} is new, with ${spellShare(one.share)} of the rows`,
          ),
      },
    ],
    [
      'lost',
      {
        value: lost.drift.lost,
        significance: () => lost.drift.lostScore,
        words: () =>
          listed(
            lost.changed().filter((one) => one.share === 0 && one.key !== NO_SEGMENT),
            (one) =>
              `${name(one.key)}${showValues ? ', which' : ' that'} had ${spellShare(one.usual)} of the rows${showValues ? ',' : ''} is gone`,
          ),
      },
    ],
    [
      'mix',
      {
        value: 100 * mix.drift.distance,
        significance: () => mix.drift.distanceScore,
        words: () =>
          listed(
            mix.changed().slice(0, 2),
            (one) => `${name(one.key)} has ${spellShare(one.share)} of the rows, usual is ${spellShare(one.usual)}`,
          ),
      },
    ],
  ]
}

const MOST_LISTED = 3

function listed<T>(all: readonly T[], spell: (one: T) => string): string {
  const rest = all.length - MOST_LISTED
  return `${all.slice(0, MOST_LISTED).map(spell).join(', ')}${rest > 0 ? `, and ${rest} more` : ''}`
}

function knownBefore(past: readonly Sight[], at: Instant): ReadonlySet<string> {
  return new Set(past.flatMap((one) => (one.at < at && one.mark !== 'excluded' ? Object.keys(one.counts ?? {}) : [])))
}
