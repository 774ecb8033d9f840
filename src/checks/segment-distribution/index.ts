/** Sums of numbers per segment, and the increments of running totals. */
import { segmentKind } from '../segment-kind.ts'
import { measuresOf } from '../segments.ts'
import { judgeLooks } from './judge.ts'

export const segmentDistribution = segmentKind({ kind: 'segment-distribution', type: 'distribution', measures: measuresOf, judgeLooks })
