import type { CheckKind } from '../../core/check.ts'
import type { SegmentParams } from '../../core/questions.ts'
import { panelOptions, recollect } from '../segment-changes.ts'
import { pastLooks, seriesOfCells } from '../segment-recall.ts'

export const recall: NonNullable<CheckKind<SegmentParams>['recall']> = (check, past, until, asked) => {
  const memo = recollect(past)?.series?.panel
  if (memo === undefined) return []
  const names = Object.keys(memo.looks.at(-1)?.manners ?? {})
  const measures = names.map((name) => ({ name, metric: { fn: 'sum', fields: [name] } as const }))
  return seriesOfCells(check, pastLooks(check.params, measures, past, memo), memo, until, asked, panelOptions(check))
}
