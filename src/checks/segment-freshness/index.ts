/** Segments of which nothing new came although everything looks fresh. */
import { segmentKind } from '../segment-kind.ts'
import { measuresOf } from '../segments.ts'
import { judgeLooks } from './judge.ts'
import { recall } from './recall.ts'

export const segmentFreshness = segmentKind({ kind: 'segment-freshness', type: 'freshness', measures: measuresOf, judgeLooks, recall })
