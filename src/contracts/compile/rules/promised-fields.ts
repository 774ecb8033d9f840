/** What the properties themselves promise: they are there, never null where required, never twice where unique. */
import type { Limit } from '../../../core/limit.ts'
import type { Work } from '../context.ts'
import type { Question } from '../question.ts'
import type { FieldShape, Shape } from '../shape.ts'

const NONE: Limit = { test: 'be', than: 0 }

/** The check that every dataset has, also one of which the contract says nothing. */
export function askSchema(on: Shape, { settings }: Work): Question {
  const fields = on.fields.map(({ field }) => field)
  return {
    kind: 'schema',
    on,
    params: { fields, closed: on.said.closed ?? false, hold: settings.schemaHold },
    schedule: { every: settings.interval },
    ...(fields.length > 0 && {
      promise: `${fields.length} ${fields.length === 1 ? 'field' : 'fields'} as described${on.said.closed ? ', and no other' : ''}`,
    }),
  }
}

/** Rules that follow from required, unique and primaryKey, where no rule of the contract asks the same already. */
export function askDerived(on: Shape, ruled: readonly Question[], work: Work): readonly Question[] {
  const isAsked = (rule: string, fields: readonly FieldShape[]): boolean =>
    ruled.some(
      ({ kind, params }) => kind === 'quality' && params.rule === rule && 'fields' in params && isSame(params.fields, physical(fields)),
    )
  const isEnforced = ({ said }: FieldShape): boolean => said.enforce ?? on.said.enforce ?? true
  const enforced = on.fields.filter(isEnforced)
  const required = enforced.filter(({ field }) => field.required).map((field) => ['nullValues', [field]] as const)
  const unique = enforced.filter(({ property }) => property.unique).map((field) => ['duplicateValues', [field]] as const)
  const isKey =
    on.key.some(({ property }) => property.primaryKey) && on.key.every(isEnforced) && !(on.key.length === 1 && on.key[0]?.property.unique)
  const key = isKey ? [['duplicateValues', on.key] as const] : []
  return [...required, ...unique, ...key]
    .filter(([rule, fields]) => !isAsked(rule, fields))
    .map(([rule, fields]) => {
      const names = fields.map(({ field }) => field.name)
      const [only] = names
      return {
        kind: 'quality',
        on,
        ...(names.length === 1 && only !== undefined && { field: only }),
        label: names.length > 1 ? 'primaryKey' : rule,
        params: { rule, fields: physical(fields), limit: NONE, unit: 'rows' },
        schedule: { every: work.settings.interval },
        promise: rule === 'nullValues' ? `0 nulls in ${names.join(', ')}` : `0 duplicates of ${names.join(', ')}`,
      } as const
    })
}

function physical(fields: readonly FieldShape[]): readonly string[] {
  return fields.map(({ field }) => field.physicalName)
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((name) => other.includes(name))
}

/** Options of a type that narrow its values; the others describe how values are written. */
const NARROWING: ReadonlySet<string> = new Set([
  ...['minLength', 'maxLength', 'pattern', 'minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'],
  ...['minItems', 'maxItems', 'uniqueItems', 'minProperties', 'maxProperties', 'required'],
])

/** Parts of properties that promise something and that nothing measures. */
export function tellFieldGaps(on: Shape, { findings }: Work): void {
  for (const { property, path } of on.fields) {
    const narrowing = Object.keys(property.logicalTypeOptions ?? {}).filter((option) => NARROWING.has(option))
    if (narrowing.length > 0) {
      const verb = narrowing.length === 1 ? 'is' : 'are'
      findings.gap(
        'options-unmeasured',
        [...path, 'logicalTypeOptions'],
        `${narrowing.join(', ')} of ${property.name} ${verb} not measured`,
        'say it as a quality rule',
      )
    }
    if (property.properties !== undefined || property.items !== undefined)
      findings.gap(
        'nested-unmeasured',
        [...path, property.items === undefined ? 'properties' : 'items'],
        `what is inside of ${property.name} is not looked at, only the column itself`,
      )
    for (const [index, { to }] of (property.relationships ?? []).entries())
      tellRelationship([...path, 'relationships', index], to, findings)
  }
  for (const [index, { to }] of (on.object.relationships ?? []).entries())
    tellRelationship([...on.path, 'relationships', index], to, findings)
}

function tellRelationship(path: readonly (string | number)[], to: string | readonly string[], findings: Work['findings']): void {
  findings.gap('relationship-unmeasured', path, `whether every value is found in ${[to].flat().join(', ')} is not measured`)
}
