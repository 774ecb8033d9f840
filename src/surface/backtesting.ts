/** The verb `backtest` of an open mesh: what its learned checks would have alerted on. Reads only, tells nobody. */
import type { CalendarOf } from '../core/calendar/day-calendar.ts'
import { type Clock, DAY } from '../core/calendar/time.ts'
import { type Connector, SourceFailure } from '../core/connector.ts'
import { MeshError } from '../core/errors.ts'
import type { Dataset, Mesh } from '../core/mesh.ts'
import type { Window } from '../core/quiet/quiet-time.ts'
import { selectDatasets } from '../core/select.ts'
import type { Store } from '../core/store.ts'
import { backtest, type Side } from '../engine/backtest/backtest.ts'
import { measureBack } from '../engine/backtest/measure.ts'
import type { Learns } from '../engine/backtest/rejudge.ts'
import type { FreshRows } from '../engine/history.ts'
import type { CheckKinds } from '../engine/judge.ts'
import { createHush } from '../engine/quiet/hush.ts'
import { within } from '../engine/slots.ts'
import { type BacktestAnswer, backtestAnswer } from './backtest-answer.ts'

export interface BacktestOptions {
  /** As for a check. */
  readonly select?: string
  /** How far back alerts are counted, in days (90). What is stored from before is learned from. */
  readonly days?: number
  /** Path of another configuration that the open one is compared with. Its history is that of the open one. */
  readonly candidate?: string
  readonly cancel?: AbortSignal
  /** Called after each dataset. */
  progress?(done: number, of: number): void
}

export interface Backtesting {
  /**
   * Plays the stored history of the learned checks through the detector; where the store has none, it is measured back by the time field of
   * the dataset. Throws MeshError SELECTOR_EMPTY when nothing is selected, CONFIG_INVALID or CONFIG_NOT_FOUND for the candidate.
   */
  backtest(options?: BacktestOptions): Promise<BacktestAnswer>
}

/** A configuration by the name that people gave it. */
export interface Configured {
  readonly config: string
  readonly mesh: Mesh
  readonly calendarOf: CalendarOf
  readonly windows: readonly Window[]
}

export interface BacktestingParts {
  readonly clock: Clock
  readonly store: Store
  readonly kinds: CheckKinds
  current(): Configured
  load(path: string): Promise<Configured>
  /** Throws MeshError SELECTOR_EMPTY. */
  choose(mesh: Mesh, select: string | undefined): readonly Dataset[]
  /** A source of the open configuration, and the longest that it may take. */
  source(name: string): Promise<{ readonly connector: Connector; readonly timeout: number }>
}

const DAYS = 90

export function createBacktesting({ clock, store, kinds, current, load, choose, source }: BacktestingParts): Backtesting {
  return {
    async backtest({ select, days = DAYS, candidate, cancel, progress } = {}) {
      if (!(days > 0)) throw new MeshError('USAGE', `${days} is no number of days.`, 'Write a number above 0, such as 90.')
      const configured = [current(), ...(candidate === undefined ? [] : [await load(candidate)])]
      const sides: Side[] = []
      for (const { mesh, calendarOf, windows } of configured) {
        const hush = createHush({ clock, store, configured: () => windows })
        await hush.refresh()
        sides.push({ mesh, calendarOf: hush.calendar(calendarOf), datasets: selectDatasets(mesh, select) })
      }
      if (sides.every(({ datasets }) => datasets.length === 0)) choose(current().mesh, select)
      const until = clock.now()
      const since = until - days * DAY
      const unmeasured = new Map<string, string>()
      const measure = async (dataset: Dataset, checks: readonly Learns[]): Promise<FreshRows> => {
        const { source: name } = dataset.ref
        if (unmeasured.has(name)) return new Map()
        try {
          const { connector, timeout } = await source(name)
          return await within(clock, timeout, cancel, (end) => measureBack(dataset, checks, { since, until }, connector, end))
        } catch (error) {
          if (!(error instanceof SourceFailure || error instanceof MeshError)) throw error
          const isWhole = error instanceof MeshError || error.code === 'unreachable'
          unmeasured.set(isWhole ? name : dataset.id, error.message)
          return new Map()
        }
      }
      const found = await backtest(sides, {
        kinds,
        store,
        since,
        until,
        measure,
        ...(cancel && { cancel }),
        ...(progress && { progress }),
        pause: () => new Promise((resolve) => void clock.after(0, resolve)),
      })
      const [now, then] = found.map((side, index) => ({ ...side, config: configured[index]?.config ?? '' }))
      if (!now) throw new MeshError('INTERNAL', 'nothing was played')
      const rest = { days, unmeasured: [...unmeasured].map(([name, why]) => `${name}: ${why}`), complete: cancel?.aborted !== true }
      return backtestAnswer(now, then, rest)
    },
  }
}
