import type { Observation } from '../../core/check.ts'
import { bandOf, holds, spellLimit } from '../../core/limit.ts'
import type { Metric } from '../../core/metric.ts'
import type { QualityParams } from '../../core/questions.ts'
import { unknown, type Verdict } from '../../core/verdict.ts'
import { isUnknown, notPresent, ROWS, readNumber, tooVague } from '../reading.ts'
import { count, spellNumber } from '../words.ts'

type Rule = Exclude<QualityParams, { readonly rule: 'monotonic' }>

const COUNTED: Readonly<Record<Exclude<Rule['rule'], 'sql'>, string>> = {
  nullValues: 'null value',
  missingValues: 'missing value',
  invalidValues: 'invalid value',
  duplicateValues: 'duplicate value',
}

export function judgeRule(params: Rule, metric: Metric, seen: Observation): Verdict {
  const absent = notPresent(seen.facts)
  if (absent) return absent
  const counted = readNumber(seen, metric)
  if (isUnknown(counted)) return counted
  const vague = tooVague(counted.basis)
  if (vague) return vague
  const fields = params.rule === 'sql' ? (params.field === undefined ? [] : [params.field]) : params.fields
  const percent = params.rule !== 'sql' && params.unit === 'percent'
  const rows = percent ? readNumber(seen, ROWS) : undefined
  if (rows && isUnknown(rows)) return rows
  // No rows are neither 0 % nor 100 % of anything.
  if (rows?.value === 0) return unknown('no-data', 'there are no rows to take a share of', fields)
  const value = rows ? (100 * counted.value) / rows.value : counted.value
  const expected = bandOf(params.limit)
  const facts = {
    value,
    unit: percent ? 'percent' : params.rule === 'sql' ? 'number' : 'rows',
    expected,
    basis: counted.basis,
    ...bucketOf(seen),
  } as const
  const what =
    params.rule === 'sql'
      ? `the rule answers ${spellNumber(value)}`
      : `${percent ? `${spellNumber(value)} % ${COUNTED[params.rule]}s` : count(value, COUNTED[params.rule])} in ${fields.join(', ')}`
  const reason = `${what}; promised ${spellLimit(params.limit)}${percent ? ' %' : ''}`
  if (holds(params.limit, value)) return { state: 'pass', code: 'rule-kept', reason, ...facts }
  const code = params.rule === 'duplicateValues' ? 'duplicated' : 'rule-broken'
  return { state: 'fail', code, reason, ...facts, ...(fields.length > 0 ? { fields } : {}) }
}

export function bucketOf({ facts: { partition } }: Observation) {
  return partition ? { bucket: partition.at } : {}
}
