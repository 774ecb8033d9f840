import type { CheckKind } from '../../core/check.ts'
import type { SegmentParams } from '../../core/questions.ts'
import { ROWS } from '../reading.ts'
import { panelOptions, recollect } from '../segment-changes.ts'
import { pastLooks, seriesOfCells } from '../segment-recall.ts'
import { ROWS_MEASURE } from '../segments.ts'
import { withZeros } from './judge.ts'

export const recall: NonNullable<CheckKind<SegmentParams>['recall']> = (check, past, until, asked) => {
  const memo = recollect(past)?.series?.panel
  if (memo === undefined) return []
  const looks = withZeros(pastLooks(check.params, [{ name: ROWS_MEASURE, metric: ROWS }], past, memo))
  return seriesOfCells(check, looks, memo, until, asked, { ...panelOptions(check), pauses: false })
}
