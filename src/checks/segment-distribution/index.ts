/** Sums of numbers per segment, and the increments of running totals. */
import type { CheckKind } from '../../core/check.ts'
import type { SegmentParams } from '../../core/questions.ts'
import { withoutSeries } from '../memo.ts'
import { oldestLook } from '../segment-answers.ts'
import { recollect } from '../segment-changes.ts'
import { measuresOf, segmentMetrics } from '../segments.ts'
import { judge } from './judge.ts'

export const segmentDistribution: CheckKind<SegmentParams> = {
  kind: 'segment-distribution',
  type: 'distribution',
  learns: true,
  dear: 'exact',
  needs: ({ params }, facts, past, at) =>
    facts.state === 'present' ? segmentMetrics(params, measuresOf(params, facts), at, recollect(past)) : [],
  judge,
  learnedTo: oldestLook,
  relearn: withoutSeries,
}
