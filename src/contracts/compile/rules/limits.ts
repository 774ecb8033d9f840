/** The operator of a rule as a limit. `mustBeBetween` includes both of its numbers. */
import { type Limit, spellLimit } from '../../../core/limit.ts'
import type { Path } from '../../document/path.ts'
import { type QualityOperator, qualityOperators } from '../../odcs/quality.ts'
import type { Findings } from '../findings.ts'

const TESTS: Readonly<Record<QualityOperator, Limit['test']>> = {
  mustBe: 'be',
  mustNotBe: 'not-be',
  mustBeGreaterThan: 'greater',
  mustBeGreaterOrEqualTo: 'greater-or-equal',
  mustBeLessThan: 'less',
  mustBeLessOrEqualTo: 'less-or-equal',
  mustBeBetween: 'between',
  mustNotBeBetween: 'not-between',
}

/** Undefined when there is no number to compare with; that has been told then. */
export function readLimit(rule: { readonly [O in QualityOperator]?: unknown }, path: Path, findings: Findings): Limit | undefined {
  const operator = qualityOperators.find((each) => each in rule)
  if (operator === undefined) return undefined
  const test = TESTS[operator]
  const value = rule[operator]
  if (test === 'between' || test === 'not-between') {
    const [low, high] = value as readonly [number, number]
    if (low < high) return { test, low, high }
    findings.error('bad-limit', [...path, operator], `${low} is not below ${high}`, 'write the smaller number first')
    return undefined
  }
  const than = toNumber(value)
  if (than !== undefined) return { test, than }
  findings.gap('rule-unmeasured', [...path, operator], `only numbers, true and false can be compared, not ${JSON.stringify(value)}`)
  return undefined
}

/** A rule may answer true or false, which count as 1 and 0. */
function toNumber(value: unknown): number | undefined {
  if (typeof value === 'boolean') return Number(value)
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined
}

/** `0 nulls`, `at most 5 % nulls`. */
export function spellAmount(limit: Limit, unit: 'rows' | 'percent', what: string): string {
  const amount = limit.test === 'be' ? String(limit.than) : spellLimit(limit)
  return `${amount}${unit === 'percent' ? ' %' : ''} ${what}`
}
