/** Rules of other engines, which are gaps, and of our own: `engine: meshwatch`, `implementation: {check: monotonic, by: region}`. */
import { didYouMean } from '../../document/closest.ts'
import { isMapping } from '../../document/path.ts'
import type { CustomRule } from '../../odcs/quality.ts'
import type { Work } from '../context.ts'
import { fieldNames, findField } from '../find-elements.ts'
import type { Question } from '../question.ts'
import { type Ruled, spellRule } from './ruled.ts'

const OWN_ENGINE = 'meshwatch'
const OWN_CHECKS = ['monotonic']
const OWN_KEYS = ['check', 'by']

export function askCustom({ rule, path, on, field, schedule, severity }: Ruled<CustomRule>, work: Work): readonly Question[] {
  const { findings } = work
  const { engine, implementation } = rule
  if (engine.toLowerCase() !== OWN_ENGINE) {
    const hint = didYouMean(engine, [OWN_ENGINE])
    findings.gap('foreign-engine', path, `${spellRule(rule)} is a rule of ${engine}, nothing here runs it`, hint)
    return []
  }
  const at = [...path, 'implementation']
  const told: Readonly<Record<string, unknown>> = isMapping(implementation) ? implementation : { check: implementation }
  const stranger = Object.keys(told).find((key) => !OWN_KEYS.includes(key))
  if (stranger !== undefined) {
    findings.error(
      'unknown-key',
      [...at, stranger],
      `unknown key ${JSON.stringify(stranger)}`,
      didYouMean(stranger, OWN_KEYS) ?? `known here: ${OWN_KEYS.join(', ')}`,
    )
    return []
  }
  if (told.check !== 'monotonic') {
    const hint = didYouMean(String(told.check), OWN_CHECKS) ?? `known checks: ${OWN_CHECKS.join(', ')}`
    findings.error(
      'unknown-check',
      isMapping(implementation) ? [...at, 'check'] : at,
      `meshwatch has no check ${JSON.stringify(told.check ?? null)}`,
      hint,
    )
    return []
  }
  if (field === undefined) {
    findings.error('misplaced-rule', path, 'monotonic is asked of one property', 'put the rule at the property that must not fall')
    return []
  }
  const by = told.by === undefined ? undefined : findField(on, String(told.by))
  if (told.by !== undefined && by === undefined) {
    findings.error(
      'unknown-field',
      [...at, 'by'],
      `${on.name} has no property ${JSON.stringify(told.by)}`,
      didYouMean(String(told.by), fieldNames(on)),
    )
    return []
  }
  return [
    {
      kind: 'quality',
      on,
      field: field.field.name,
      label: rule.id ?? rule.name ?? 'monotonic',
      params: { rule: 'monotonic', fields: [field.field.physicalName], ...(by && { by: by.field.physicalName }) },
      schedule,
      ...(severity && { severity }),
      promise: `${field.field.name} never falls${by ? ` for any ${by.field.name}` : ''}`,
    },
  ]
}
