/**
 * What is known of a check: its last judgement, its learned series played through the detector again, what people taught, and the incidents
 * it was part of. `why`, teaching and the chart look at this; it is read from the store alone, and changes nothing.
 */
import type { CalendarOf } from '../core/calendar/day-calendar.ts'
import type { Clock, Instant } from '../core/calendar/time.ts'
import type { Check, CheckKind } from '../core/check.ts'
import type { CheckState, Incident } from '../core/incident/incident.ts'
import type { CheckSeries, DayCalendar, Point, SeriesAnswer } from '../core/series.ts'
import type { Store } from '../core/store.ts'
import type { Teaching } from '../core/teaching.ts'
import { replaySeries } from '../detect/judge-series.ts'
import { readSeries } from './backtest/read-series.ts'
import { pastBefore, seriesOf } from './history.ts'
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
  readonly calendarOf: CalendarOf
}

export async function recollect(
  check: Check,
  at: Instant | undefined,
  { store, kinds, clock, calendarOf }: RecollectTools,
): Promise<Recollection> {
  const kind = kindOf(kinds, check)
  const [state] = await store.states([check.id])
  const teachings = await store.teachings([check.id])
  const incidents = (await store.incidents({ dataset: check.dataset })).filter(({ members }) =>
    members.some((one) => one.check === check.id),
  )
  const learns = kind.learns && check.promise === undefined
  const judged = state && (bucketOf(state) ?? state.at)
  const until = at ?? judged ?? clock.now()
  const series =
    learns && kind.series ? await seriesUntil(until, check, kind.series, { state, teachings, store, calendar: calendarOf(check) }) : []
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
  readonly calendar: DayCalendar | undefined
}

async function seriesUntil(
  until: Instant,
  check: Check,
  series: NonNullable<CheckKind<unknown>['series']>,
  { state, teachings, store, calendar }: Seen,
): Promise<readonly CheckSeries[]> {
  const polled = state === undefined || bucketOf(state) === undefined
  const found = await readSeries(check, series, {
    memo: state?.memo,
    teachings,
    ...(calendar && { calendar }),
    read: (metric) => {
      const span = pastBefore(until + 1, polled && metric.per === undefined)
      return store.history({ dataset: check.dataset, series: seriesOf(check, metric), ...span })
    },
  })
  return found.map((one) => ({ ...one, points: one.points.filter((point) => point.at <= until) }))
}

/** The delivery or period that was judged; undefined for a look at a table. */
export function bucketOf({ verdict }: CheckState): Instant | undefined {
  return verdict.state === 'unknown' ? undefined : verdict.bucket
}
