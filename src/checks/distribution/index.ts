/** How the values of a field are distributed: rates, mean, spread, quantiles, categories, each with a learned band. */
import type { CheckKind } from '../../core/check.ts'
import type { DistributionParams } from '../../core/questions.ts'
import { metricsOf } from './features.ts'
import { judgeDistribution } from './judge.ts'

export const distribution: CheckKind<DistributionParams> = {
  kind: 'distribution',
  type: 'distribution',
  learns: true,
  needs: ({ params }) => metricsOf(params),
  judge: ({ params }, seen, past) => judgeDistribution(params, seen, past),
}
