/** Data quality rules. A rule is told apart by its `type`; a library or sql rule compares with exactly one operator. */
import * as z from 'zod'
import { isMapping } from '../document/path.ts'
import { AnyValue, authoritativeDefinitions, customProperties, StableId, section, text, texts } from './pieces.ts'

export const QualityDimension = z.enum(['accuracy', 'completeness', 'conformity', 'consistency', 'coverage', 'timeliness', 'uniqueness'])
export type QualityDimension = z.infer<typeof QualityDimension>

export const LibraryMetric = z.enum(['nullValues', 'missingValues', 'invalidValues', 'duplicateValues', 'rowCount'])
export type LibraryMetric = z.infer<typeof LibraryMetric>

const Range = z.tuple([z.number(), z.number()]).refine(([low, high]) => low !== high, { message: 'the two numbers must differ' })

const operatorShape = {
  mustBe: AnyValue,
  mustNotBe: AnyValue,
  mustBeGreaterThan: z.number(),
  mustBeGreaterOrEqualTo: z.number(),
  mustBeLessThan: z.number(),
  mustBeLessOrEqualTo: z.number(),
  mustBeBetween: Range,
  mustNotBeBetween: Range,
}
export type QualityOperator = keyof typeof operatorShape
export const qualityOperators = Object.keys(operatorShape) as readonly QualityOperator[]

/** Runs beside the other complaints about a rule, so that a misspelt key does not hide a missing operator. */
const oneOperator = z.superRefine<object>(
  (rule, { addIssue }) => {
    const [first, second] = qualityOperators.filter((operator) => operator in rule)
    if (first === undefined) {
      const params = { code: 'missing-operator', hint: `add one of ${qualityOperators.join(', ')}` }
      addIssue({ code: 'custom', message: 'the rule does not say what its number must be', params })
    } else if (second !== undefined) {
      const params = { code: 'two-operators', hint: 'write one rule for each; for a range there is mustBeBetween' }
      addIssue({ code: 'custom', message: `the rule has both ${first} and ${second}, the standard allows one`, params, path: [second] })
    }
  },
  { when: ({ value }) => isMapping(value) },
)

const anyRule = {
  id: StableId,
  name: text,
  description: text,
  dimension: QualityDimension,
  method: text,
  severity: text,
  businessImpact: text,
  unit: text,
  scheduler: text,
  schedule: text,
  tags: texts,
  authoritativeDefinitions,
  customProperties,
}
const operators = { oneOf: qualityOperators.map((operator) => ({ required: [operator] })) }

export const LibraryRule = section(
  { type: z.literal('library').default('library'), metric: LibraryMetric },
  { ...anyRule, rule: text, arguments: z.looseObject({}), ...operatorShape },
)
  .check(oneOperator)
  .meta({ id: 'LibraryRule', description: 'One of the five measures that the standard defines.', ...operators })
export type LibraryRule = z.infer<typeof LibraryRule>

export const SqlRule = section({ type: z.literal('sql'), query: text }, { ...anyRule, ...operatorShape })
  .check(oneOperator)
  .meta({ id: 'SqlRule', description: 'A query that answers one number; {object} and {property} stand for the names.', ...operators })
export type SqlRule = z.infer<typeof SqlRule>

export const CustomRule = section(
  { type: z.literal('custom'), engine: text, implementation: z.union([text, z.looseObject({})]) },
  anyRule,
).meta({ id: 'CustomRule', description: 'A rule in the words of another engine.' })
export type CustomRule = z.infer<typeof CustomRule>

export const TextRule = section({ type: z.literal('text') }, anyRule).meta({
  id: 'TextRule',
  description: 'A rule for people to read; nothing is measured.',
})
export type TextRule = z.infer<typeof TextRule>

/** Keys of which any makes a rule more than words. */
const measurable: readonly string[] = ['metric', 'rule', 'arguments', ...qualityOperators]

/** Neither type nor anything to measure: the standard calls it a library rule, yet nothing can come of it but its words. */
export function isImpliedText(rule: unknown): rule is Record<string, unknown> {
  return isMapping(rule) && !('type' in rule) && !measurable.some((key) => key in rule)
}

export const QualityRule = z
  .preprocess(
    (rule) => (isImpliedText(rule) ? { ...rule, type: 'text' } : rule),
    z.discriminatedUnion('type', [LibraryRule, SqlRule, CustomRule, TextRule]),
  )
  .meta({ id: 'QualityRule', description: 'A rule about the data; a metric is measured, a text only read.' })
export type QualityRule = z.infer<typeof QualityRule>
