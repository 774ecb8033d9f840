/** How many rows there are, or came in a period: against the contract's limit, or against what is usual. */
import type { CheckKind } from '../../core/check.ts'
import type { VolumeParams } from '../../core/questions.ts'
import { withoutSeries } from '../memo.ts'
import { judge } from './judge.ts'
import { needs } from './needs.ts'
import { learnedTo, series } from './series.ts'

export const volume: CheckKind<VolumeParams> = {
  kind: 'volume',
  type: 'volume',
  learns: true,
  needs,
  judge,
  relearn: withoutSeries,
  learnedTo,
  series,
}
