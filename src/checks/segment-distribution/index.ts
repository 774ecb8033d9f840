/** Sums of numbers per segment, and the increments of running totals. */
import { segmentKind } from '../segment-kind.ts'
import { measuresOf } from '../segments.ts'
import { judgeLooks } from './judge.ts'
import { recall } from './recall.ts'

export const segmentDistribution = segmentKind({
  kind: 'segment-distribution',
  type: 'distribution',
  measures: measuresOf,
  judgeLooks,
  recall,
})
