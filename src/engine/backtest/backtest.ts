/**
 * What the learned checks of a mesh would have alerted on. Reads only: the store is asked for history, and the source only where the store
 * has none. One dataset after the other, so that little is held at a time.
 */
import type { CalendarOf } from '../../core/calendar/day-calendar.ts'
import { type Instant, type Millis, WEEK } from '../../core/calendar/time.ts'
import type { Check, CheckId } from '../../core/check.ts'
import type { Gates } from '../../core/gates.ts'
import type { Dataset, Mesh } from '../../core/mesh.ts'
import type { DatasetId, ProductId } from '../../core/names.ts'
import type { DayCalendar } from '../../core/series.ts'
import type { Store } from '../../core/store.ts'
import type { CheckKinds } from '../judge.ts'
import { kindOf } from '../probe.ts'
import { type Alert, alertsOf } from './alerts.ts'
import { type PastGiven, pastOf } from './past.ts'
import { type PlayedCheck, play } from './play.ts'
import type { Learns } from './rejudge.ts'

/** One configuration: the datasets that were selected of its mesh. */
export interface Side {
  readonly mesh: Mesh
  readonly datasets: readonly Dataset[]
  readonly calendarOf: CalendarOf
}

export interface BacktestGiven {
  readonly kinds: CheckKinds
  readonly store: Store
  /** Alerts that begin in this span are told; what was before it is learned from. */
  readonly since: Instant
  readonly until: Instant
  readonly measure?: PastGiven['measure']
  readonly cancel?: AbortSignal
  /** Lets others have their turn. */
  pause(): Promise<void>
  /** Called after each dataset. */
  progress?(done: number, of: number): void
}

export interface PlayedSummary {
  readonly check: CheckId
  readonly kind: string
  readonly product: ProductId
  readonly dataset: DatasetId
  readonly gates: Partial<Gates>
  /** Values that were judged in the span, and from when to when; nothing where there is no history, or all of it went into learning. */
  readonly judged: number
  readonly from?: Instant
  readonly to?: Instant
  /** Values that are stored, judged or not. */
  readonly points: number
  /** In which it has part. */
  readonly alerts: number
}

export interface Backtest {
  readonly alerts: readonly Alert[]
  readonly checks: readonly PlayedSummary[]
  /** Checks by kind that learn nothing, so that there is nothing to play. */
  readonly notLearned: Readonly<Record<string, number>>
}

/** The answers are in the order of `sides`. A cancelled run answers what it has. */
export async function backtest(sides: readonly Side[], given: BacktestGiven): Promise<readonly Backtest[]> {
  const made = sides.map(() => ({ alerts: [] as Alert[], checks: [] as PlayedSummary[], notLearned: {} as Record<string, number> }))
  const ids = [...new Set(sides.flatMap(({ datasets }) => datasets.map(({ id }) => id)))]
  for (const [done, id] of ids.entries()) {
    if (given.cancel?.aborted) break
    let known: ReadonlyMap<CheckId, PlayedCheck> = new Map()
    for (const [index, { mesh, datasets, calendarOf }] of sides.entries()) {
      const dataset = datasets.find((one) => one.id === id)
      const into = made[index]
      if (!dataset || !into) continue
      const played = await playDataset(dataset, known, given, calendarOf({ product: dataset.product, dataset: dataset.id }))
      known = new Map(played.map((one) => [one.check.id, one]))
      const alerts = alertsOf(played, sceneOf(dataset, mesh)).filter(({ from }) => from >= given.since)
      into.alerts.push(...alerts)
      into.checks.push(...played.map((one) => summaryOf(one, alerts, given.since)))
      const learned = new Set(played.map(({ check }) => check.id))
      for (const { kind } of dataset.checks.filter((check) => !learned.has(check.id)))
        into.notLearned[kind] = (into.notLearned[kind] ?? 0) + 1
    }
    given.progress?.(done + 1, ids.length)
    await given.pause()
  }
  return made
}

async function playDataset(
  dataset: Dataset,
  known: ReadonlyMap<CheckId, PlayedCheck>,
  { kinds, store, until, measure, cancel, pause }: BacktestGiven,
  calendar: DayCalendar | undefined,
): Promise<readonly PlayedCheck[]> {
  const learned = dataset.checks.map((check) => ({ check, kind: kindOf(kinds, check) })).filter(isLearned)
  const played: PlayedCheck[] = []
  for (const one of await pastOf(dataset, learned, { store, before: until, ...(calendar && { calendar }), ...(measure && { measure }) })) {
    if (cancel?.aborted) break
    played.push(play(one, known.get(one.check.id)))
    await pause()
  }
  return played
}

/** Where the contract sets a limit it decides, and nothing is learned. */
function isLearned({ check, kind }: Learns): boolean {
  return kind.learns && check.promise === undefined
}

function sceneOf({ id, product, ref }: Dataset, mesh: Mesh) {
  const domain = mesh.products.get(product)?.domain ?? ''
  return { domain, product, dataset: id, source: ref.source, affects: [] }
}

function summaryOf({ check, looks }: PlayedCheck, alerts: readonly Alert[], since: Instant): PlayedSummary {
  const judged = looks.filter(({ verdict, at }) => verdict.state !== 'unknown' && at >= since)
  const [first, last] = [judged[0]?.at, judged.at(-1)?.at]
  return {
    check: check.id,
    kind: check.kind,
    product: check.product,
    dataset: check.dataset,
    gates: gatesIn(check),
    judged: judged.length,
    ...(first !== undefined && { from: first }),
    ...(last !== undefined && { to: last }),
    points: looks.length,
    alerts: alerts.filter(({ checks }) => checks.includes(check.id)).length,
  }
}

function gatesIn({ alarm, params }: Check): Partial<Gates> {
  const { leastChange, leastRows } = params as Partial<Gates>
  return {
    ...(alarm !== undefined && { alarm }),
    ...(leastChange !== undefined && { leastChange }),
    ...(leastRows !== undefined && { leastRows }),
  }
}

/** Alerts a week over a span. A history that is shorter than a week counts as one. */
export function perWeek(alerts: number, length: Millis): number {
  return alerts / Math.max(1, length / WEEK)
}
