/**
 * The past of the learned checks of a dataset: as the store holds it or, where it holds none of a series, measured back by a time field in
 * one grouped statement, as at first sight. Nothing of it is stored.
 */
import type { Instant } from '../../core/calendar/time.ts'
import type { Check } from '../../core/check.ts'
import type { Dataset } from '../../core/mesh.ts'
import type { Metric } from '../../core/metric.ts'
import type { CheckSeries, DayCalendar } from '../../core/series.ts'
import type { Measurement, Store } from '../../core/store.ts'
import type { Teaching } from '../../core/teaching.ts'
import { type FreshRows, seriesOf } from '../history.ts'
import { type KnownOfCheck, readSeries } from './read-series.ts'
import { type Learns, type RejudgedLook, rejudge, storedMetrics } from './rejudge.ts'

export interface KnownPast extends Learns {
  readonly teachings: readonly Teaching[]
  readonly series: readonly CheckSeries[]
  /** Where the verdict is more than the answers to its series. */
  readonly looks?: readonly RejudgedLook[]
}

export interface PastGiven {
  readonly store: Pick<Store, 'states' | 'teachings' | 'history'>
  readonly before: Instant
  readonly calendar?: DayCalendar
  /** Measures all that these checks need per period; left out where no source may be asked. */
  measure?(dataset: Dataset, checks: readonly Learns[]): Promise<FreshRows>
}

/** Rows that several checks share are read once, and the source is asked once at most. */
export async function pastOf(dataset: Dataset, checks: readonly Learns[], given: PastGiven): Promise<readonly KnownPast[]> {
  const { store, before, calendar, measure } = given
  const ids = checks.map(({ check }) => check.id)
  const memos = new Map((await store.states(ids)).map(({ check, memo }) => [check, memo]))
  const teachings = Map.groupBy(await store.teachings(ids), ({ check }) => check)
  const rows = new Map<string, readonly Measurement[]>()
  let measured: FreshRows | undefined
  const read = async (check: Check, metric: Metric) => {
    const series = seriesOf(check, metric)
    const known = rows.get(series)
    if (known) return known
    let found = await store.history({ dataset: dataset.id, series, since: 0, before, step: 0 })
    if (found.length === 0 && metric.per && measure) {
      measured ??= await measure(dataset, checks)
      found = [...(measured.get(series)?.values() ?? [])].sort((a, b) => a.bucket - b.bucket)
    }
    rows.set(series, found)
    return found
  }
  const looksAgain = async (learns: Learns, { read: readRows, ...past }: KnownOfCheck): Promise<readonly RejudgedLook[]> => {
    const metrics = storedMetrics(learns, dataset, before)
    const found = new Map<string, readonly Measurement[]>()
    for (const metric of metrics) found.set(seriesOf(learns.check, metric), await readRows(metric))
    return rejudge(learns, dataset, { ...past, metrics, rowsOf: (metric) => found.get(seriesOf(learns.check, metric)) ?? [] })
  }
  const known: KnownPast[] = []
  for (const { check, kind } of checks) {
    const taught = teachings.get(check.id) ?? []
    const past = {
      memo: memos.get(check.id),
      teachings: taught,
      ...(calendar && { calendar }),
      read: (metric: Metric) => read(check, metric),
    }
    if (kind.series && !kind.together) known.push({ check, kind, teachings: taught, series: await readSeries(check, kind.series, past) })
    else known.push({ check, kind, teachings: taught, series: [], looks: await looksAgain({ check, kind }, past) })
  }
  return known
}
