/** Rows per segment: too few, too many, gone, or new. */
import type { CheckKind } from '../../core/check.ts'
import type { SegmentParams } from '../../core/questions.ts'
import { withoutSeries } from '../memo.ts'
import { ROWS } from '../reading.ts'
import { oldestLook } from '../segment-answers.ts'
import { recollect } from '../segment-changes.ts'
import { ROWS_MEASURE, segmentMetrics } from '../segments.ts'
import { judge } from './judge.ts'

export const segmentVolume: CheckKind<SegmentParams> = {
  kind: 'segment-volume',
  type: 'volume',
  learns: true,
  dear: 'exact',
  needs: ({ params }, facts, past, at) =>
    facts.state === 'present' ? segmentMetrics(params, [{ name: ROWS_MEASURE, metric: ROWS }], at, recollect(past)) : [],
  judge,
  learnedTo: oldestLook,
  relearn: withoutSeries,
}
