/** Segments of which nothing new came although everything looks fresh. */
import type { CheckKind } from '../../core/check.ts'
import type { SegmentParams } from '../../core/questions.ts'
import { withoutSeries } from '../memo.ts'
import { measuresOf, segmentMetrics } from '../segments.ts'
import { judge } from './judge.ts'

export const segmentFreshness: CheckKind<SegmentParams> = {
  kind: 'segment-freshness',
  type: 'freshness',
  learns: true,
  needs: ({ params }, facts, _, at) => (facts.state === 'present' ? segmentMetrics(params, measuresOf(params, facts), at, undefined) : []),
  judge,
  relearn: withoutSeries,
}
