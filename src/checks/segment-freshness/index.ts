/** Segments of which nothing new came although everything looks fresh. */
import type { CheckKind } from '../../core/check.ts'
import type { SegmentParams } from '../../core/questions.ts'
import { withoutSeries } from '../memo.ts'
import { oldestLook } from '../segment-answers.ts'
import { measuresOf, segmentMetrics } from '../segments.ts'
import { judge, recollect } from './judge.ts'

export const segmentFreshness: CheckKind<SegmentParams> = {
  kind: 'segment-freshness',
  type: 'freshness',
  learns: true,
  dear: 'exact',
  needs: ({ params }, facts, past, at) =>
    facts.state === 'present' ? segmentMetrics(params, measuresOf(params, facts), at, recollect(past)) : [],
  judge,
  learnedTo: oldestLook,
  relearn: withoutSeries,
}
