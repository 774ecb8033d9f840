/**
 * What is known of a check: its last judgement, its learned series played through the detector again, what people taught, and the incidents
 * it was part of. `why`, teaching and the chart look at this; it is read from the store alone, and changes nothing.
 */
import type { Clock, Instant } from '../core/calendar/time.ts'
import type { Check, History } from '../core/check.ts'
import type { CheckState, Incident } from '../core/incident/incident.ts'
import type { Metric } from '../core/metric.ts'
import type { CheckSeries, Point, SeriesAnswer } from '../core/series.ts'
import type { Measurement, Store } from '../core/store.ts'
import { type Teaching, withTaughtSegments, withTeaching } from '../core/teaching.ts'
import { replaySeries } from '../detect/judge-series.ts'
import { pastBefore, pointsOf, segmentsOf, seriesOf } from './history.ts'
import type { CheckKinds } from './judge.ts'
import { kindOf } from './probe.ts'

export interface Replayed {
  readonly series: CheckSeries
  /** One for each point of the series, each judged by what was before it. */
  readonly answers: readonly (SeriesAnswer & { readonly point: Point })[]
}

export interface Recollection {
  readonly check: Check
  /** Whether any of it is learned; other checks hold a limit of the contract. */
  readonly learns: boolean
  readonly state?: CheckState
  /** The delivery, period or look that was judged last, or the last one up to the moment that was asked for. */
  readonly moment?: Instant
  readonly series: readonly Replayed[]
  /** In the order in which they were taught. */
  readonly teachings: readonly Teaching[]
  /** Newest first. */
  readonly incidents: readonly Incident[]
}

export interface RecollectTools {
  readonly store: Store
  readonly kinds: CheckKinds
  readonly clock: Clock
}

export async function recollect(check: Check, at: Instant | undefined, { store, kinds, clock }: RecollectTools): Promise<Recollection> {
  const kind = kindOf(kinds, check)
  const [state] = await store.states([check.id])
  const teachings = await store.teachings([check.id])
  const incidents = (await store.incidents({ dataset: check.dataset })).filter(({ members }) =>
    members.some((one) => one.check === check.id),
  )
  const learns = kind.learns && check.promise === undefined
  const judged = state && (bucketOf(state) ?? state.at)
  const until = at ?? judged ?? clock.now()
  const series = learns && kind.series ? await seriesUntil(until, check, kind.series, { state, teachings, store }) : []
  const replayed = series.map((one): Replayed => ({ series: one, answers: replaySeries(one.points, one.options).answers }))
  const last = Math.max(...replayed.flatMap(({ answers }) => answers.slice(-1).map(({ point }) => point.at)))
  const moment = at === undefined ? judged : Number.isFinite(last) ? last : undefined
  return {
    check,
    learns,
    ...(state === undefined ? {} : { state }),
    ...(moment === undefined ? {} : { moment }),
    series: replayed,
    teachings,
    incidents,
  }
}

interface Seen {
  readonly state: CheckState | undefined
  readonly teachings: readonly Teaching[]
  readonly store: Store
}

/** A kind names the metrics of its series by reading them, so it is asked again until it has read nothing that is not there. */
async function seriesUntil(
  until: Instant,
  check: Check,
  series: (check: Check, past: History) => readonly CheckSeries[],
  { state, teachings, store }: Seen,
): Promise<readonly CheckSeries[]> {
  const rows = new Map<string, readonly Measurement[]>()
  for (;;) {
    const missing = new Map<string, Metric>()
    const stored = (metric: Metric): readonly Measurement[] => {
      const name = seriesOf(check, metric)
      if (!rows.has(name)) missing.set(name, metric)
      return rows.get(name) ?? []
    }
    const found = series(check, {
      memo: state?.memo,
      points: (metric) => withTeaching(pointsOf(stored(metric), metric), teachings),
      segments: (metric) => withTaughtSegments(segmentsOf(stored(metric), metric), teachings),
    })
    if (missing.size === 0) return found.map((one) => ({ ...one, points: one.points.filter((point) => point.at <= until) }))
    for (const [name, metric] of missing) {
      const polled = metric.per === undefined && (state === undefined || bucketOf(state) === undefined)
      rows.set(name, await store.history({ dataset: check.dataset, series: name, ...pastBefore(until + 1, polled) }))
    }
  }
}

/** The delivery or period that was judged; undefined for a look at a table. */
export function bucketOf({ verdict }: CheckState): Instant | undefined {
  return verdict.state === 'unknown' ? undefined : verdict.bucket
}
