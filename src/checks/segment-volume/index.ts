/** Rows per segment: too few, too many, gone, or new. */
import { ROWS } from '../reading.ts'
import { segmentKind } from '../segment-kind.ts'
import { ROWS_MEASURE } from '../segments.ts'
import { judgeLooks } from './judge.ts'
import { recall } from './recall.ts'

export const segmentVolume = segmentKind({
  kind: 'segment-volume',
  type: 'volume',
  measures: () => [{ name: ROWS_MEASURE, metric: ROWS }],
  judgeLooks,
  recall,
})
