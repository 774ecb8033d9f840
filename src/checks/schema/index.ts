/** Whether the shape of the data is as promised, and as it was last seen. */
import type { CheckKind } from '../../core/check.ts'
import type { SchemaParams } from '../../core/questions.ts'
import { judgeSchema } from './judge.ts'
import { formatMetrics } from './shape.ts'

export const schema: CheckKind<SchemaParams> = {
  kind: 'schema',
  type: 'schema',
  learns: false,
  needs: ({ params }, facts) => formatMetrics(params, facts).map(({ metric }) => metric),
  judge: ({ params }, seen, past) => judgeSchema(params, seen, past),
}
