/**
 * Looks of the past judged again by the check itself, where its verdict rests on more than single series: segments that are judged together,
 * fields that are believed only if few of them are odd. Each look sees what was stored of it, and before it. Pure.
 */
import { movedPeriod } from '../../core/calendar/period.ts'
import type { Instant } from '../../core/calendar/time.ts'
import type { Check, CheckKind, History, Observation } from '../../core/check.ts'
import type { DatasetFacts } from '../../core/connector.ts'
import type { Dataset } from '../../core/mesh.ts'
import { type Measured, type Metric, metricKey } from '../../core/metric.ts'
import type { DayCalendar } from '../../core/series.ts'
import type { Measurement } from '../../core/store.ts'
import { type Teaching, withTaughtSegments, withTeaching } from '../../core/teaching.ts'
import { isBad, type Unknown, unknown, type Verdict } from '../../core/verdict.ts'
import { announcedWindow, asAnnounced } from '../announced.ts'
import { pointsOf, segmentsOf, seriesOf } from '../history.ts'

/** A check that learns, and its code. */
export interface Learns {
  readonly check: Check
  readonly kind: CheckKind<unknown>
}

export interface RejudgedLook {
  /** Start of the delivery or period, or the time of the look. */
  readonly at: Instant
  readonly verdict: Verdict
}

export interface StoredPast {
  readonly metrics: readonly Metric[]
  /** Rows of the series that a metric is kept in, oldest first. */
  rowsOf(metric: Metric): readonly Measurement[]
  readonly teachings: readonly Teaching[]
  readonly calendar?: DayCalendar
}

/** The metrics of a check that history holds, as its contract describes the dataset. */
export function storedMetrics({ check, kind }: Learns, dataset: Dataset, before: Instant): readonly Metric[] {
  return kind.needs(check, assumedFacts(dataset), { memo: undefined }, before).filter(({ once }) => !once)
}

export function rejudge(learns: Learns, dataset: Dataset, stored: StoredPast): readonly RejudgedLook[] {
  const { check, kind } = learns
  const [lead] = stored.metrics
  if (!lead) return []
  let memo: unknown
  let quiet = false
  return stored.rowsOf(lead).map(({ bucket }) => {
    const at = momentOf(learns, dataset, lead, bucket)
    const judgement = kind.judge(check, observationOf(learns, dataset, stored, bucket, at), historyBefore(stored, at, memo, quiet))
    memo = judgement.memo === undefined ? memo : judgement.memo
    const verdict = asAnnounced(judgement.verdict, announcedWindow(learns, judgement.verdict, stored.calendar, at))
    quiet = isBad(verdict)
    return { at: 'bucket' in verdict ? (verdict.bucket ?? bucket) : bucket, verdict }
  })
}

/** The first moment at which a check judges a period: its end, and as many periods later as it waits for late rows. */
function momentOf({ check, kind }: Learns, dataset: Dataset, { per }: Metric, bucket: Instant): Instant {
  if (per === undefined) return bucket
  const end = movedPeriod(per, bucket, 1)
  const asked = kind.needs(check, assumedFacts(dataset), { memo: undefined }, end).find((metric) => metric.per && metric.window)
  let at = end
  for (let closed = asked?.window?.to ?? end; closed < end; closed = movedPeriod(per, closed, 1)) at = movedPeriod(per, at, 1)
  return at
}

function observationOf({ check }: Learns, dataset: Dataset, stored: StoredPast, bucket: Instant, at: Instant): Observation {
  const rows = new Map<string, Measurement | undefined>()
  const rowOf = (metric: Metric) => {
    const series = seriesOf(check, metric)
    if (!rows.has(series))
      rows.set(
        series,
        stored.rowsOf(metric).find((row) => row.bucket === bucket),
      )
    return rows.get(series)
  }
  const facts = assumedFacts(dataset)
  return {
    at,
    now: at,
    facts: dataset.ref.partition === undefined ? facts : { ...facts, partition: { name: '', at: bucket } },
    read: (metric) => readFrom(rowOf(metric), metric),
  }
}

function readFrom(row: Measurement | undefined, metric: Metric): Measured | Unknown {
  if (metric.by !== undefined && row) {
    const at = metric.per ? { at: row.bucket } : {}
    return { value: Object.entries(row.values).map(([key, value]) => ({ key, value, ...at })), basis: 'exact' }
  }
  const value = row?.values[metricKey(metric)]
  if (!row || value === undefined) return unknown('no-data', 'nothing of it is stored', metric.fields)
  return { value: metric.per ? [{ key: '', value, at: row.bucket }] : value, basis: 'exact' }
}

function historyBefore({ rowsOf, teachings, calendar }: StoredPast, at: Instant, memo: unknown, quiet: boolean): History {
  const before = (metric: Metric) => rowsOf(metric).filter(({ bucket }) => bucket < at)
  return {
    memo,
    quiet,
    ...(calendar && { calendar }),
    points: (metric) => withTeaching(pointsOf(before(metric), metric), teachings),
    segments: (metric) => withTaughtSegments(segmentsOf(before(metric), metric), teachings),
  }
}

/** The dataset as its contract describes it, taken to be there. */
function assumedFacts({ fields }: Dataset): DatasetFacts {
  return {
    state: 'present',
    relation: '',
    fields: fields.map(({ physicalName, physicalType = '', logicalType = 'string', required }) => ({
      name: physicalName,
      type: physicalType,
      logicalType,
      nullable: !required,
    })),
  }
}
