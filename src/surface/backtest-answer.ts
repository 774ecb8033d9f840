/** What a backtest found, as JSON for people and programs. Times are ISO 8601 in UTC, lengths are milliseconds. */
import { type Instant, isoTime } from '../core/calendar/time.ts'
import type { CheckId, IncidentType } from '../core/check.ts'
import type { Gates } from '../core/gates.ts'
import { datasetName, type ProductId } from '../core/names.ts'
import type { Unit } from '../core/verdict.ts'
import type { Alert } from '../engine/backtest/alerts.ts'
import { type Backtest, type PlayedSummary, perWeek } from '../engine/backtest/backtest.ts'
import { difference } from '../engine/backtest/difference.ts'

export interface AlertAnswer {
  readonly product: ProductId
  readonly dataset: string
  readonly type: IncidentType
  readonly from: string
  /** Missing where it went on at the end. */
  readonly to?: string
  /** The check that opened it, and those that joined. */
  readonly checks: readonly CheckId[]
  /** Of the oddest value: whose it was, what it was, and what was expected. */
  readonly check: CheckId
  readonly series: string
  readonly at: string
  readonly value?: number
  readonly unit?: Unit
  readonly expected?: number
  readonly low?: number
  readonly high?: number
  readonly score?: number
  readonly segments?: readonly string[]
  readonly reason: string
  /** In which days and hours of the series are counted. */
  readonly zone: string
}

export interface PlayedCheckAnswer {
  readonly check: CheckId
  readonly kind: string
  readonly product: ProductId
  readonly dataset: string
  readonly gates: Partial<Gates>
  /** Values that were judged, and the first and the last of them. */
  readonly judged: number
  readonly from?: string
  readonly to?: string
  readonly alerts: number
  readonly alertsPerWeek: number
  readonly state: 'played' | 'learning' | 'no-history'
}

export interface BacktestSide {
  /** The configuration, as it was named. */
  readonly config: string
  readonly alerts: readonly AlertAnswer[]
  readonly alertsPerWeek: number
  readonly checks: readonly PlayedCheckAnswer[]
  /** Checks by kind that learn nothing, so that there is nothing to play. */
  readonly notLearned: Readonly<Record<string, number>>
}

export interface BacktestAnswer {
  readonly days: number
  /** First and last value that was judged; missing where there was none. */
  readonly from?: string
  readonly to?: string
  /** Without a candidate, the configuration in force; otherwise what the candidate is compared with. */
  readonly current: BacktestSide
  readonly candidate?: BacktestSide
  readonly difference?: { readonly added: readonly AlertAnswer[]; readonly gone: readonly AlertAnswer[]; readonly alertsPerWeek: number }
  /** Sources and datasets that could not be asked for a past that the store does not hold, and why. */
  readonly unmeasured: readonly string[]
  /** False when it was stopped before everything was played. */
  readonly complete: boolean
}

export interface Sided extends Backtest {
  readonly config: string
}

export function backtestAnswer(
  current: Sided,
  candidate: Sided | undefined,
  rest: Pick<BacktestAnswer, 'days' | 'unmeasured' | 'complete'>,
): BacktestAnswer {
  const judged = [current, ...(candidate ? [candidate] : [])].flatMap(({ checks }) => checks).filter(({ judged: count }) => count > 0)
  const from = judged.reduce((least, one) => Math.min(least, one.from ?? least), Number.POSITIVE_INFINITY)
  const to = judged.reduce((most, one) => Math.max(most, one.to ?? most), Number.NEGATIVE_INFINITY)
  const length = Math.max(0, to - from)
  const now = sideOf(current, length)
  const then = candidate && sideOf(candidate, length)
  const changed = candidate && difference(current.alerts, candidate.alerts)
  return {
    ...rest,
    ...(judged.length > 0 && { from: isoTime(from), to: isoTime(to) }),
    current: now,
    ...(then && { candidate: then }),
    ...(then &&
      changed && {
        difference: {
          added: changed.added.map(alertAnswer),
          gone: changed.gone.map(alertAnswer),
          alertsPerWeek: then.alertsPerWeek - now.alertsPerWeek,
        },
      }),
  }
}

function sideOf({ config, alerts, checks, notLearned }: Sided, length: number): BacktestSide {
  return {
    config,
    alerts: alerts.map(alertAnswer),
    alertsPerWeek: perWeek(alerts.length, length),
    checks: checks.map(checkAnswer),
    notLearned,
  }
}

function alertAnswer({ product, dataset, type, from, to, checks, peak }: Alert): AlertAnswer {
  const { at, band, ...odd } = peak
  const { low, high } = band ?? {}
  return {
    product,
    dataset: datasetName(dataset),
    type,
    from: isoTime(from),
    ...(to !== undefined && { to: isoTime(to) }),
    checks,
    ...odd,
    at: isoTime(at),
    ...(low !== undefined && { low }),
    ...(high !== undefined && { high }),
  }
}

function checkAnswer({ from, to, points, dataset, ...summary }: PlayedSummary): PlayedCheckAnswer {
  const time = (at: Instant | undefined) => at !== undefined && isoTime(at)
  const [first, last] = [time(from), time(to)]
  return {
    ...summary,
    dataset: datasetName(dataset),
    ...(first && { from: first }),
    ...(last && { to: last }),
    alertsPerWeek: perWeek(summary.alerts, (to ?? 0) - (from ?? 0)),
    state: points === 0 ? 'no-history' : summary.judged === 0 ? 'learning' : 'played',
  }
}
