/** The library and SQL rules of the contract standard, and running totals that must not fall. */
import type { CheckKind } from '../../core/check.ts'
import type { Metric } from '../../core/metric.ts'
import type { QualityParams } from '../../core/questions.ts'
import { ROWS } from '../reading.ts'
import { judgeRule } from './judge.ts'
import { judgeMonotonic, totalsMetric } from './monotonic.ts'

export const quality: CheckKind<QualityParams> = {
  kind: 'quality',
  type: 'quality',
  learns: false,
  needs: ({ params }) => needsOf(params),
  judge: ({ params }, seen, past) =>
    params.rule === 'monotonic' ? judgeMonotonic(params, seen, past) : { verdict: judgeRule(params, countedBy(params), seen) },
}

function needsOf(params: QualityParams): readonly Metric[] {
  if (params.rule === 'monotonic') return [totalsMetric(params)]
  if (params.rule === 'sql') return [countedBy(params)]
  return params.unit === 'percent' ? [ROWS, countedBy(params)] : [countedBy(params)]
}

/** The metric that counts what the rule is about. */
function countedBy(params: Exclude<QualityParams, { readonly rule: 'monotonic' }>): Metric {
  switch (params.rule) {
    case 'sql':
      return { fn: 'query', args: [params.query], ...(params.field === undefined ? {} : { fields: [params.field] }) }
    case 'nullValues':
      return { fn: 'nulls', fields: params.fields }
    case 'missingValues':
      return { fn: 'missing', fields: params.fields, args: params.values ?? [] }
    case 'duplicateValues':
      return { fn: 'duplicates', fields: params.fields }
    case 'invalidValues':
      return params.pattern === undefined
        ? { fn: 'invalid', fields: params.fields, args: params.values ?? [] }
        : { fn: 'mismatched', fields: params.fields, args: [params.pattern] }
  }
}
