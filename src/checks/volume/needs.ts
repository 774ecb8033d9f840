import type { Instant } from '../../core/calendar/time.ts'
import type { Check, History } from '../../core/check.ts'
import type { DatasetFacts } from '../../core/connector.ts'
import type { Metric } from '../../core/metric.ts'
import type { VolumeParams } from '../../core/questions.ts'
import { remembered } from '../memo.ts'
import { ROWS } from '../reading.ts'
import { PERIOD_MEMO, type PeriodMemo } from './period-series.ts'
import { closedPeriod, shifted } from './periods.ts'

/** How far back the first look goes, in periods. */
const FIRST_LOOK = { day: 60, hour: 28 * 24 } as const
/** Periods that are counted again for data that comes late. */
const TRAILING = 2

export function needs(
  { params: { measure } }: Check<VolumeParams>,
  facts: DatasetFacts,
  past: Pick<History, 'memo'>,
  at: Instant,
): readonly Metric[] {
  if (facts.state !== 'present') return []
  if (measure.of === 'rows') return [ROWS]
  const { from, to } = closedPeriod(measure, at)
  const memo = remembered<PeriodMemo>(past, PERIOD_MEMO)
  const first = shifted(measure, from, -FIRST_LOOK[measure.per])
  const trailing = shifted(measure, Math.min(from, memo?.judged ?? from), -TRAILING)
  return [
    {
      fn: 'rowsPer',
      fields: [measure.field],
      args: [measure.per, measure.zone],
      window: { from: memo ? Math.max(first, trailing) : first, to },
    },
  ]
}
