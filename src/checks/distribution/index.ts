/** How the values of a field are distributed: rates, tails, the shape as a whole and categories, each with a learned band. */
import type { CheckKind } from '../../core/check.ts'
import type { DistributionParams } from '../../core/questions.ts'
import { withoutSeries } from '../memo.ts'
import { judgeDistribution } from './judge.ts'
import { needs } from './needs.ts'
import { series } from './series.ts'
import { together } from './together.ts'

export const distribution: CheckKind<DistributionParams> = {
  kind: 'distribution',
  type: 'distribution',
  learns: true,
  dear: 'sampled',
  needs,
  judge: judgeDistribution,
  together,
  relearn: withoutSeries,
  series,
}
