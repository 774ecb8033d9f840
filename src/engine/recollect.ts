/**
 * What is known of a check: its last judgement, its learned series played through the detector again, what people taught, and the incidents
 * it was part of. `why`, teaching and the chart look at this; it is read from the store alone, and changes nothing.
 */
import type { CalendarOf } from '../core/calendar/day-calendar.ts'
import type { Clock, Instant } from '../core/calendar/time.ts'
import type { Check, CheckKind } from '../core/check.ts'
import type { CheckState, Incident } from '../core/incident/incident.ts'
import type { DayCalendar, JudgedSeries } from '../core/series.ts'
import type { Store } from '../core/store.ts'
import type { Teaching } from '../core/teaching.ts'
import { isBad } from '../core/verdict.ts'
import { replaySeries } from '../detect/judge-series.ts'
import { type KnownOfCheck, readSeries } from './backtest/read-series.ts'
import { pastBefore, seriesOf } from './history.ts'
import type { CheckKinds } from './judge.ts'
import { kindOf } from './probe.ts'

/** A series with one answer for each of its points, each judged by what was before it. */
export type Replayed = JudgedSeries

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
  series?: string,
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
  const seen = { state, teachings, store, calendar: calendarOf(check) }
  const asked = [...(series === undefined ? [] : [series]), ...(at === undefined && state ? named(state) : [])]
  const replayed = !learns ? [] : await replayedUntil(until, check, kind, seen, asked)
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

async function replayedUntil(
  until: Instant,
  check: Check,
  { series, recall }: CheckKind<unknown>,
  { state, teachings, store, calendar }: Seen,
  asked: readonly string[],
): Promise<readonly Replayed[]> {
  const polled = state === undefined || bucketOf(state) === undefined
  const tools: KnownOfCheck = {
    memo: state?.memo,
    teachings,
    ...(calendar && { calendar }),
    read: (metric) => {
      const span = pastBefore(until + 1, polled && metric.per === undefined)
      return store.history({ dataset: check.dataset, series: seriesOf(check, metric), ...span })
    },
  }
  if (recall) return readSeries(check, (of, past) => recall(of, past, until, asked), tools)
  if (!series) return []
  const found = await readSeries(check, series, tools)
  return found.map((one): Replayed => {
    const points = one.points.filter((point) => point.at <= until)
    return { series: { ...one, points }, answers: replaySeries(points, one.options).answers }
  })
}

/** Segments that the last judgement found bad. */
function named({ verdict }: CheckState): readonly string[] {
  return isBad(verdict) ? (verdict.segments ?? []) : []
}

/** The delivery or period that was judged; undefined for a look at a table. */
export function bucketOf({ verdict }: CheckState): Instant | undefined {
  return verdict.state === 'unknown' ? undefined : verdict.bucket
}
