import { DAY, type Instant } from '../../core/calendar/time.ts'
import type { Check, History } from '../../core/check.ts'
import type { DatasetFacts } from '../../core/connector.ts'
import type { Metric } from '../../core/metric.ts'
import type { VolumeParams } from '../../core/questions.ts'
import type { SeriesMemo } from '../../detect/judge-series.ts'
import { remembered } from '../memo.ts'
import { type Looked, windowToAsk } from '../periods.ts'
import { ROWS } from '../reading.ts'
import { type Arrival, GUESSED_DAYS } from './arrival.ts'

export const MEMO = 4

/** Deliveries and looks that were judged stand for periods. */
export interface VolumeMemo extends Looked {
  readonly v: typeof MEMO
  /** The points were deliveries, not looks. */
  readonly delivered?: true
  readonly series?: SeriesMemo
  readonly arrival?: Arrival
}

export type Period = Extract<VolumeParams['measure'], { of: 'period' }>

export function needs(
  { params: { measure, limit } }: Check<VolumeParams>,
  facts: DatasetFacts,
  past: Pick<History, 'memo'>,
  at: Instant,
): readonly Metric[] {
  if (facts.state !== 'present') return []
  if (measure.of === 'rows') return [ROWS]
  const memo = remembered<VolumeMemo>(past, MEMO)
  const metric = rowsPer(measure)
  const window = windowToAsk(metric.per, measure.settle, at, memo, measure.history)
  if (limit) return [{ ...metric, window }]
  // What is under way is counted, too.
  const all = { ...metric, window: { from: window.from, to: at } }
  return memo?.judged !== undefined || memo?.misses !== undefined || measure.per === 'hour'
    ? [all]
    : [all, { ...rowsPerHour(measure), window: pastDays(window.to) }]
}

export function rowsPer({ field, per: unit, zone }: Period) {
  return { ...ROWS, per: { field, unit, zone } }
}

/** The times of past days, asked once, from which it is guessed how a day fills. */
export function rowsPerHour({ field, zone }: Period) {
  return { ...ROWS, per: { field, unit: 'hour', zone }, once: true } as const
}

function pastDays(to: Instant): NonNullable<Metric['window']> {
  return { from: to - GUESSED_DAYS * DAY, to }
}
