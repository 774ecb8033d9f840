/**
 * Says which datasets are due. Intervals are kept here with one timer; cron times come from a ticker, one task for each
 * distinct expression and zone. A dataset that is still being visited is not visited twice: its missed turns become one.
 */

import type { CronSpec, CronTicker } from '../core/calendar/cron.ts'
import { type Clock, type Instant, MINUTE, type Millis, SECOND } from '../core/calendar/time.ts'
import type { Check, CheckId } from '../core/check.ts'
import type { Dataset, Mesh } from '../core/mesh.ts'
import type { DatasetId } from '../core/names.ts'
import { dueChecks, isOverdue, nextDue, nextWhileTroubled, spread } from './schedule.ts'

export interface DueVisit {
  readonly dataset: Dataset
  readonly checks: readonly Check[]
  readonly due: Instant
}

export interface Scheduler {
  /** Watches these from now on, with those that fail already. Datasets and checks that stay keep their turn. */
  watch(mesh: Mesh, lastProbe: ReadonlyMap<DatasetId, Instant>, troubled?: ReadonlySet<CheckId>): void
  /** Visits a dataset as soon as it can, whatever its turn. */
  hurry(dataset: DatasetId): void
  /** Starts nothing more, and waits for the visits under way. */
  stop(): Promise<void>
  /** When the timer last moved: for health checks. */
  readonly beat: Instant
  /** Whether a visit is under way. */
  readonly busy: boolean
}

/** What is overdue at the start is spread over this time, so that a restart is no stampede. */
const START_SPREAD: Millis = 20 * SECOND
const LONGEST_SLEEP: Millis = MINUTE

/** Answers which checks fail in an incident that goes on. */
export type Visit = (due: readonly DueVisit[]) => Promise<ReadonlySet<CheckId>>

export function createScheduler(clock: Clock, ticker: CronTicker, visit: Visit): Scheduler {
  let datasets: readonly Dataset[] = []
  let due = new Map<CheckId, Instant>()
  let crons: (() => void)[] = []
  let cancel: (() => void) | undefined
  let stopped = false
  let beat = clock.now()
  const visiting = new Set<DatasetId>()
  const underWay = new Set<Promise<void>>()

  const wake = () => {
    if (stopped) return
    beat = clock.now()
    const visits = datasets.filter((dataset) => !visiting.has(dataset.id)).flatMap((dataset) => turnOf(dataset, beat))
    if (visits.length > 0) {
      for (const { dataset } of visits) visiting.add(dataset.id)
      const round = visitBySource(visits).finally(() => underWay.delete(round))
      underWay.add(round)
    }
    sleep()
  }
  const turnOf = (dataset: Dataset, now: Instant): readonly DueVisit[] => {
    const checks = dueChecks(dataset.checks, due, now)
    if (checks.length === 0) return []
    const since = Math.min(...checks.map((check) => due.get(check.id) ?? now))
    for (const check of checks) plan(check, Math.max(now, due.get(check.id) ?? now))
    return [{ dataset, checks, due: since }]
  }
  const visitBySource = async (visits: readonly DueVisit[]) => {
    const bySource = Map.groupBy(visits, ({ dataset }) => dataset.ref.source)
    await Promise.all(
      [...bySource.values()].map(async (group) => {
        try {
          hasten(group, await visit(group))
        } finally {
          for (const { dataset } of group) visiting.delete(dataset.id)
          sleep()
        }
      }),
    )
  }
  const plan = (check: Check, after: Instant) => {
    const next = nextTurn(check, after)
    if (next === undefined) due.delete(check.id)
    else due.set(check.id, next)
  }
  const hasten = (visits: readonly { readonly checks: readonly Check[] }[], troubled: ReadonlySet<CheckId>) => {
    for (const check of visits.flatMap(({ checks }) => checks.filter(({ id }) => troubled.has(id)))) {
      const next = nextWhileTroubled(check, clock.now())
      if (next !== undefined) due.set(check.id, Math.min(due.get(check.id) ?? next, next))
    }
  }
  const sleep = () => {
    cancel?.()
    if (stopped) return
    let next = clock.now() + LONGEST_SLEEP
    for (const dataset of datasets) {
      if (visiting.has(dataset.id)) continue
      for (const check of dataset.checks) next = Math.min(next, due.get(check.id) ?? next)
    }
    cancel = clock.after(Math.max(0, next - clock.now()), wake)
  }
  const listen = (all: readonly Check[]) => {
    for (const stop of crons) stop()
    const specs = new Map<string, { spec: CronSpec; checks: Check[] }>()
    for (const check of all) {
      for (const spec of check.schedule.at ?? []) {
        const key = `${spec.expression} ${spec.zone}`
        const entry = specs.get(key) ?? { spec, checks: [] }
        entry.checks.push(check)
        specs.set(key, entry)
      }
    }
    crons = [...specs.values()].map(({ spec, checks }) =>
      ticker.on(spec, () => {
        for (const check of checks) due.set(check.id, Math.min(due.get(check.id) ?? clock.now(), clock.now()))
        wake()
      }),
    )
  }

  return {
    watch(mesh, lastProbe, troubled = new Set()) {
      if (stopped) return
      const before = due
      due = new Map()
      datasets = [...mesh.datasets.values()]
      const now = clock.now()
      for (const check of datasets.flatMap((dataset) => dataset.checks)) {
        const kept = before.get(check.id)
        if (kept !== undefined) due.set(check.id, Math.min(kept, nextTurn(check, now) ?? kept))
        else if (isOverdue(check, lastProbe.get(check.dataset), now)) due.set(check.id, now + (spread(check.dataset) % START_SPREAD))
        else plan(check, now)
      }
      hasten(datasets, troubled)
      listen(datasets.flatMap((dataset) => dataset.checks))
      sleep()
    },
    hurry(id) {
      const now = clock.now()
      for (const check of datasets.find((dataset) => dataset.id === id)?.checks ?? [])
        due.set(check.id, Math.min(due.get(check.id) ?? now, now))
      sleep()
    },
    async stop() {
      stopped = true
      cancel?.()
      for (const stop of crons) stop()
      await Promise.all(underWay)
    },
    get beat() {
      return beat
    },
    get busy() {
      return visiting.size > 0
    },
  }
}

/** By the interval alone: of its cron times the ticker tells. */
function nextTurn(check: Check, after: Instant): Instant | undefined {
  const { every } = check.schedule
  return nextDue({ ...check, schedule: every === undefined ? {} : { every } }, after)
}
