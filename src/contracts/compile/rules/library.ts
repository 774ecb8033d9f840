/** The five measures of the standard's own library. */
import { type Limit, spellLimit } from '../../../core/limit.ts'
import type { Scalar } from '../../../core/metric.ts'
import { didYouMean } from '../../document/closest.ts'
import type { LibraryMetric, LibraryRule } from '../../odcs/quality.ts'
import type { Work } from '../context.ts'
import { fieldNames, findField } from '../find-elements.ts'
import type { Question } from '../question.ts'
import type { FieldShape } from '../shape.ts'
import { readLimit, spellAmount } from './limits.ts'
import type { Ruled } from './ruled.ts'

type Unit = 'rows' | 'percent'
type LibraryRuled = Ruled<LibraryRule>

export function askLibrary(ruled: LibraryRuled, work: Work): readonly Question[] {
  const limit = readLimit(ruled.rule, ruled.path, work.findings)
  const unit = readUnit(ruled, work)
  if (limit === undefined || unit === undefined) return []
  const { metric } = ruled.rule
  if (metric === 'rowCount') return askRowCount(ruled, limit, unit, work)
  if (metric === 'duplicateValues') return askDuplicates(ruled, limit, unit, work)
  return askValues(ruled, metric, limit, unit, work)
}

function readUnit({ rule, path }: LibraryRuled, { findings }: Work): Unit | undefined {
  const unit = rule.unit?.trim().toLowerCase() ?? 'rows'
  if (unit === 'rows' || unit === 'row') return 'rows'
  if (unit === 'percent' || unit === '%') return 'percent'
  const hint = didYouMean(unit, ['rows', 'percent']) ?? 'rows or percent'
  findings.error('bad-unit', [...path, 'unit'], `${JSON.stringify(rule.unit)} is not a unit of ${rule.metric}`, hint)
  return undefined
}

function askRowCount(
  { rule, path, on, field, schedule, severity }: LibraryRuled,
  limit: Limit,
  unit: Unit,
  { findings }: Work,
): readonly Question[] {
  if (unit === 'percent') {
    findings.gap('rule-unmeasured', [...path, 'unit'], 'a number of rows in percent is not measured: nothing says percent of what')
    return []
  }
  if (field !== undefined) findings.warning('misplaced-rule', path, 'rowCount is asked of the whole object', 'put the rule at the object')
  const label = rule.id ?? rule.name
  return [
    {
      kind: 'volume',
      on,
      ...(label !== undefined && { label }),
      params: { measure: { of: 'rows' }, limit },
      schedule,
      ...(severity && { severity }),
      promise: `${spellLimit(limit)} rows`,
    },
  ]
}

function askDuplicates(ruled: LibraryRuled, limit: Limit, unit: Unit, { findings }: Work): readonly Question[] {
  const { rule, path, on, field } = ruled
  const told = rule.arguments?.properties
  if (field !== undefined)
    return [valueQuestion(ruled, [field], { rule: 'duplicateValues', limit, unit }, `duplicates of ${field.field.name}`)]
  if (told === undefined && on.key.length === 0) {
    findings.gap(
      'rule-unmeasured',
      path,
      'duplicateValues is not measured: nothing says of which properties',
      'add arguments: {properties: […]}',
    )
    return []
  }
  const names = Array.isArray(told) ? told.map(String) : told === undefined ? on.key.map(({ field }) => field.name) : [String(told)]
  const fields = names.map((name) => findField(on, name))
  const missing = fields.indexOf(undefined)
  if (missing >= 0 || names.length === 0) {
    const at = [...path, 'arguments', 'properties', ...(Array.isArray(told) && missing >= 0 ? [missing] : [])]
    const name = names[missing] ?? ''
    findings.warning('unknown-field', at, `${on.name} has no property ${JSON.stringify(name)}`, didYouMean(name, fieldNames(on)))
    findings.gap('rule-unmeasured', path, `duplicateValues is not measured: ${on.name} has no property ${JSON.stringify(name)}`)
    return []
  }
  const key = fields.filter((each) => each !== undefined)
  return [valueQuestion(ruled, key, { rule: 'duplicateValues', limit, unit }, `duplicates of ${names.join(', ')}`)]
}

const NOUNS = { nullValues: 'nulls', missingValues: 'missing values', invalidValues: 'invalid values' } as const

function askValues(ruled: LibraryRuled, metric: keyof typeof NOUNS, limit: Limit, unit: Unit, { findings }: Work): readonly Question[] {
  const { rule, path, field } = ruled
  if (field === undefined) {
    findings.gap(
      'rule-unmeasured',
      path,
      `${metric} is not measured: it is asked of a property, and stands at an object`,
      'put the rule at the property',
    )
    return []
  }
  const { values, pattern } = argumentsOf(rule, metric)
  if (metric === 'invalidValues' && values === undefined && pattern === undefined) {
    findings.gap(
      'rule-unmeasured',
      path,
      'invalidValues is not measured: nothing says which values are valid',
      'add arguments: {validValues: […]} or {pattern: …}',
    )
    return []
  }
  const params = { rule: metric, ...(values && { values }), ...(pattern !== undefined && { pattern }), limit, unit }
  return [valueQuestion(ruled, [field], params, `${NOUNS[metric]} in ${field.field.name}`)]
}

interface ValueParams {
  readonly rule: Exclude<LibraryMetric, 'rowCount'>
  readonly values?: readonly Scalar[]
  readonly pattern?: string
  readonly limit: Limit
  readonly unit: Unit
}

function valueQuestion(
  { rule, on, field, schedule, severity }: LibraryRuled,
  fields: readonly FieldShape[],
  params: ValueParams,
  what: string,
): Question {
  return {
    kind: 'quality',
    on,
    ...(field && { field: field.field.name }),
    label: rule.id ?? rule.name ?? params.rule,
    params: { ...params, fields: fields.map((each) => each.field.physicalName) },
    schedule,
    ...(severity && { severity }),
    promise: spellAmount(params.limit, params.unit, what),
  }
}

function argumentsOf({ arguments: told = {} }: LibraryRule, metric: LibraryMetric): { values?: readonly Scalar[]; pattern?: string } {
  const list = metric === 'missingValues' ? told.missingValues : metric === 'invalidValues' ? told.validValues : undefined
  const pattern = metric === 'invalidValues' && typeof told.pattern === 'string' ? told.pattern : undefined
  return { ...(Array.isArray(list) && { values: list.filter(isScalar) }), ...(pattern !== undefined && { pattern }) }
}

function isScalar(value: unknown): value is Scalar {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value)
}
