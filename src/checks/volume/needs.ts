import type { Instant } from '../../core/calendar/time.ts'
import type { Check, History } from '../../core/check.ts'
import type { DatasetFacts } from '../../core/connector.ts'
import type { Metric } from '../../core/metric.ts'
import type { VolumeParams } from '../../core/questions.ts'
import type { SeriesMemo } from '../../detect/judge-series.ts'
import { remembered } from '../memo.ts'
import { windowToAsk } from '../periods.ts'
import { ROWS } from '../reading.ts'

export const MEMO = 3

export interface VolumeMemo {
  readonly v: typeof MEMO
  /** The newest period that was judged. */
  readonly judged?: Instant
  readonly series?: SeriesMemo
}

export type Period = Extract<VolumeParams['measure'], { of: 'period' }>

export function needs(
  { params: { measure } }: Check<VolumeParams>,
  facts: DatasetFacts,
  past: Pick<History, 'memo'>,
  at: Instant,
): readonly Metric[] {
  if (facts.state !== 'present') return []
  if (measure.of === 'rows') return [ROWS]
  const memo = remembered<VolumeMemo>(past, MEMO)
  const metric = rowsPer(measure)
  return [{ ...metric, window: windowToAsk(metric.per, measure.settle, at, memo?.judged) }]
}

export function rowsPer({ field, per: unit, zone }: Period) {
  return { ...ROWS, per: { field, unit, zone } }
}
