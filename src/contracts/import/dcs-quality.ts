/** Quality rules of DCS. They resemble those of the standard; two operators have other names, and several may stand in one rule. */
import { LibraryMetric, QualityRule, qualityOperators } from '../odcs/quality.ts'
import { mapping, type NoteBook, text } from './imported.ts'

const RENAMED: Readonly<Record<string, string>> = {
  mustBeGreaterThanOrEqualTo: 'mustBeGreaterOrEqualTo',
  mustBeLessThanOrEqualTo: 'mustBeLessOrEqualTo',
}
const CARRIED = ['name', 'description', 'dimension', 'severity', 'businessImpact', 'unit', 'arguments', 'query', 'engine', 'implementation']

export function readRules(given: unknown, at: string, notes: NoteBook): QualityRule[] {
  if (given === undefined) return []
  if (!Array.isArray(given)) {
    notes.unmeasured(at, 'it is no list of rules')
    return []
  }
  return given.flatMap((each, index) => readRule(mapping(each), `${at}[${index}]`, notes))
}

function readRule(rule: Readonly<Record<string, unknown>>, at: string, notes: NoteBook): QualityRule[] {
  const type = text(rule.type) ?? 'library'
  const carried = Object.fromEntries(CARRIED.flatMap((key) => (rule[key] === undefined ? [] : [[key, rule[key]]])))
  const metric = text(rule.metric) ?? text(rule.rule)
  const drafts =
    type === 'sql' || type === 'library'
      ? comparisons(rule).map((comparison) => ({
          ...carried,
          type,
          ...(type === 'library' && metric !== undefined && { metric }),
          ...comparison,
        }))
      : [{ ...carried, type }]
  const rules = drafts.flatMap((draft) => {
    const parsed = QualityRule.safeParse(draft)
    return parsed.success ? [parsed.data] : []
  })
  if (rules.length > 0 && rules.length === drafts.length) return rules
  const known = type !== 'library' || LibraryMetric.options.some((each) => each === metric)
  notes.unmeasured(
    at,
    known ? 'the rule is not complete; it is kept as words' : `the standard has no measure ${metric ?? ''}; the rule is kept as words`,
  )
  return [{ type: 'text', description: text(rule.description) ?? `${metric ?? type} ${JSON.stringify(rule)}` }]
}

/** One operator for each rule, as the standard wants it. */
function comparisons(rule: Readonly<Record<string, unknown>>): readonly Record<string, unknown>[] {
  return Object.entries(rule).flatMap(([key, value]) => {
    const operator = RENAMED[key] ?? key
    return qualityOperators.some((each) => each === operator) ? [{ [operator]: value }] : []
  })
}
