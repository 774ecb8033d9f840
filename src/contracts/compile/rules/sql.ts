/** Rules in SQL. The connector fills in the placeholders and sees to it that nothing is written. */

import { spellLimit } from '../../../core/limit.ts'
import type { SqlRule } from '../../odcs/quality.ts'
import type { Work } from '../context.ts'
import type { Question } from '../question.ts'
import { readLimit } from './limits.ts'
import type { Ruled } from './ruled.ts'

export function askSql({ rule, path, on, field, schedule, severity }: Ruled<SqlRule>, work: Work): readonly Question[] {
  const limit = readLimit(rule, path, work.findings)
  if (limit === undefined) return []
  return [
    {
      kind: 'quality',
      on,
      ...(field && { field: field.field.name }),
      label: rule.id ?? rule.name ?? 'sql',
      params: { rule: 'sql', query: rule.query, ...(field && { field: field.field.physicalName }), limit },
      schedule,
      ...(severity && { severity }),
      promise: `${rule.name ?? rule.description ?? 'the query of the contract'}: ${spellLimit(limit)}`,
    },
  ]
}
