/**
 * Looks at all segments of a dataset, as kinds that judge segments share them: deliveries, closed periods of a time field, or the last
 * state of each closed day of a table that is polled. What is measured per segment comes from one pass over the rows.
 */
import { DAY, type Instant } from '../core/calendar/time.ts'
import { startOfDay } from '../core/calendar/wall-time.ts'
import type { History, Judgement, Observation, SegmentValues } from '../core/check.ts'
import type { DatasetFacts } from '../core/connector.ts'
import { type Group, type Metric, NO_SEGMENT, type Per } from '../core/metric.ts'
import type { SegmentParams } from '../core/questions.ts'
import type { Point } from '../core/series.ts'
import { type Unknown, unknown } from '../core/verdict.ts'
import { type PanelLook, REMEMBERED } from '../detect/panel/panel.ts'
import { closedPeriod, type Looked, missed, windowToAsk } from './periods.ts'
import { isUnknown, ROWS, readGroups } from './reading.ts'
import { spellValue } from './words.ts'

/** A measure of segments: its name for people, and the metric over all rows. */
export interface Measure {
  readonly name: string
  readonly metric: Metric
}

export interface SegmentLooks {
  /** Oldest first; the last one is judged. */
  readonly looks: readonly PanelLook[]
  /** There were more segments than are told apart, so that one that is not listed may still be there. */
  readonly isCut: boolean
  /** Start of the judged delivery, period or day. */
  readonly bucket: Instant
}

/** Sums of so many fields at most, in the order of the source. */
const MOST_FIELDS = 24
export const ROWS_MEASURE = 'rows'

/** The rows of each segment, and the sum of each field that holds numbers. */
export function measuresOf({ by, except }: SegmentParams, facts: DatasetFacts): readonly Measure[] {
  const numeric = facts.fields.filter(
    ({ name, logicalType, readable }) =>
      (logicalType === 'integer' || logicalType === 'number') && readable !== false && name !== by && !except.includes(name),
  )
  const sums = numeric.slice(0, MOST_FIELDS).map(({ name }) => ({ name, metric: { fn: 'sum', fields: [name] } as const }))
  return [{ name: ROWS_MEASURE, metric: ROWS }, ...sums]
}

/** Each measure by segment, and over all rows: what the segments that are not told apart have together is the difference. */
export function segmentMetrics(
  params: SegmentParams,
  measures: readonly Measure[],
  at: Instant,
  looked: Looked | undefined,
): readonly Metric[] {
  const { measure } = params
  const span = measure.of === 'period' ? { window: windowToAsk(perOf(measure), measure.settle, at, looked, measure.history) } : {}
  return measures.flatMap(({ metric }) => {
    const [divided, whole] = metricsFor(params, metric)
    return [
      { ...divided, ...span, most: params.most },
      { ...whole, ...span },
    ]
  })
}

/** Divided by segments, and over all rows. */
export function metricsFor({ by, isHashed, measure }: SegmentParams, metric: Metric): readonly [Metric, Metric] {
  const whole = measure.of === 'period' ? { ...metric, per: perOf(measure) } : metric
  return [{ ...whole, by, ...(isHashed && { hashed: true as const }) }, whole]
}

function perOf({ field, per, zone }: Extract<SegmentParams['measure'], { of: 'period' }>): Per {
  return { field, unit: per, zone }
}

/** What is said of looks that cannot be read: a first look that took too long is shorter the next time. */
export function unreadable(why: Unknown, memo: Looked | undefined, v: number): Judgement {
  const less = missed(why, memo)
  return { verdict: why, ...(less && { memo: { v, ...less } }) }
}

/** The looks before the judged one and the judged one, or why there is none to judge. */
export function readLooks(
  params: SegmentParams,
  measures: readonly Measure[],
  seen: Observation,
  past: Pick<History, 'segments' | 'points' | 'calendar'>,
): SegmentLooks | Unknown {
  const { partition } = seen.facts
  const { measure } = params
  const first = readGroups(seen, metricsFor(params, ROWS)[0])
  if (isUnknown(first)) return first
  const bucket =
    measure.of === 'period'
      ? closedPeriod(perOf(measure), measure.settle, seen.at).from
      : (partition?.at ?? startOfDay(seen.at, measure.zone, -1))
  const read = measures.map(({ name, metric }) => {
    const [divided, whole] = metricsFor(params, metric)
    const now = partition && measure.of === 'rows' ? valuesNow(seen, divided, whole) : undefined
    const before = past.segments(divided).filter(({ at }) => at < bucket || (now === undefined && at <= lastOf(params, bucket)))
    const totals = new Map(past.points(whole).map((point: Point) => [point.at, point.value]))
    const rows = [...before.map((row) => ({ ...row, total: totals.get(row.at) })), ...(now ? [{ at: bucket, ...now }] : [])]
    return { name, rows: measure.of === 'rows' && !partition ? byDay(rows, measure.zone, bucket) : rows }
  })
  // Nobody learns from what began in a window.
  const isUsual = (at: Instant) => at === bucket || !past.calendar?.isQuiet(at)
  const days = (read[0]?.rows ?? [])
    .map(({ at }) => at)
    .filter(isUsual)
    .slice(-REMEMBERED - 1)
  if (days.at(-1) !== bucket) return unknown('learning', 'no look at its segments to judge yet', [params.by])
  const cut = (values: SegmentValues['values']) => Object.keys(values).length >= params.most
  const isCut = (read[0]?.rows ?? []).some(({ at, values }) => days.includes(at) && cut(values))
  return { looks: days.map((at) => lookOf(at, read, isCut)), isCut, bucket }
}

/** One measure of all segments at one look. */
export interface Row {
  readonly at: Instant
  readonly values: SegmentValues['values']
  readonly total: number | undefined
}

function valuesNow(seen: Observation, divided: Metric, whole: Metric): Omit<Row, 'at'> {
  const groups = readGroups(seen, divided)
  const total = seen.read(whole)
  const list: readonly Group[] = isUnknown(groups) ? [] : groups.value
  return {
    values: Object.fromEntries(list.map(({ key, value }) => [key, value])),
    total: 'state' in total || typeof total.value !== 'number' ? undefined : total.value,
  }
}

/** The newest moment that belongs to the judged period or day. */
function lastOf({ measure }: SegmentParams, bucket: Instant): Instant {
  return measure.of === 'period' ? bucket : startOfDay(bucket, measure.zone, 1) - 1
}

/** The last state of each closed day up to the judged one. A table that stands still is not stored again, but it is still there. */
export function byDay(rows: readonly Row[], zone: string, last: Instant): readonly Row[] {
  const days: Row[] = []
  for (const [index, row] of rows.entries()) {
    const until = rows[index + 1]?.at ?? last + DAY
    for (
      let day = startOfDay(row.at, zone);
      day <= last && startOfDay(day, zone, 1) <= startOfDay(until, zone);
      day = startOfDay(day, zone, 1)
    )
      days.push({ ...row, at: day })
  }
  return days
}

const OTHERS = '\u0000others'

export function lookOf(at: Instant, read: readonly { readonly name: string; readonly rows: readonly Row[] }[], isCut: boolean): PanelLook {
  const found = read.map(({ name, rows }) => ({ name, row: rows.find((row) => row.at === at) }))
  const names = [...new Set(found.flatMap(({ row }) => Object.keys(row?.values ?? {})))].sort()
  const segments = isCut ? [...names, OTHERS] : names
  const values = new Float64Array(found.length * segments.length).fill(Number.NaN)
  for (const [index, { row }] of found.entries()) {
    let sum = 0
    for (const [column, segment] of names.entries()) {
      const value = row?.values[segment]
      if (value === undefined) continue
      values[index * segments.length + column] = value
      sum += value
    }
    if (isCut && row?.total !== undefined) values[(index + 1) * segments.length - 1] = row.total - sum
  }
  return { at, measures: found.map(({ name }) => name), segments, values }
}

/** The looks with only some of their measures. */
export function only(looks: readonly PanelLook[], keep: (measure: string) => boolean): readonly PanelLook[] {
  return looks.map((look) => {
    const rows = look.measures.flatMap((measure, index) => (keep(measure) ? [index] : []))
    const width = look.segments.length
    const values = new Float64Array(rows.length * width)
    for (const [to, from] of rows.entries()) values.set(look.values.subarray(from * width, (from + 1) * width), to * width)
    return { ...look, measures: rows.map((row) => look.measures[row] ?? ''), values }
  })
}

/** How a segment is called in messages; undefined where its value may not be shown. */
export function spellSegment(segment: string, { isHashed }: Pick<SegmentParams, 'isHashed'>): string | undefined {
  if (segment === NO_SEGMENT) return '(none)'
  if (segment === OTHERS) return '(others)'
  return isHashed ? undefined : spellValue(segment)
}
