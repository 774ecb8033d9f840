/** Rows per segment: too few, too many, gone, or new. */
import type { CheckKind } from '../../core/check.ts'
import type { SegmentParams } from '../../core/questions.ts'
import { withoutSeries } from '../memo.ts'
import { ROWS } from '../reading.ts'
import { ROWS_MEASURE, segmentMetrics } from '../segments.ts'
import { judge, judgedBefore } from './judge.ts'

export const segmentVolume: CheckKind<SegmentParams> = {
  kind: 'segment-volume',
  type: 'volume',
  learns: true,
  needs: ({ params }, facts, past, at) =>
    facts.state === 'present' ? segmentMetrics(params, [{ name: ROWS_MEASURE, metric: ROWS }], at, judgedBefore(past)) : [],
  judge,
  relearn: withoutSeries,
}
