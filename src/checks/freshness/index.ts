/** How old the newest data is, by a time field or by the commit or file time of the source. */
import type { CheckKind } from '../../core/check.ts'
import type { FreshnessParams } from '../../core/questions.ts'
import { judgeFreshness } from './judge.ts'
import { latestOf } from './watermark.ts'

export const freshness: CheckKind<FreshnessParams> = {
  kind: 'freshness',
  type: 'freshness',
  learns: false,
  needs: ({ params }) => (params.field === undefined ? [] : [latestOf(params.field, params.zone)]),
  judge: ({ params }, seen, past) => judgeFreshness(params, seen, past),
}
