/** Fields that say when: which one a promise of freshness goes by, and in which zone its values are meant. */
import type { LogicalType } from '../../core/dataset.ts'
import type { Settings } from '../../core/settings.ts'
import { didYouMean } from '../document/closest.ts'
import type { Path } from '../document/path.ts'
import { type Element, fieldNames, findField } from './find-elements.ts'
import type { Findings } from './findings.ts'
import { type FieldShape, isMoment, type Shape } from './shape.ts'

export interface TimeField {
  readonly name: string
  readonly physicalName: string
  readonly type: LogicalType | undefined
  /** Where its values are meant when they carry no zone. */
  readonly zone: string
}

/**
 * The standard takes timestamps without a zone as UTC unless `defaultTimezone` says otherwise. A date is a day of the calendar that the
 * product lives by.
 */
export function toTimeField({ field, type }: FieldShape, settings: Settings): TimeField {
  const zone = field.zone ?? (type === 'date' ? settings.zone : 'UTC')
  return { name: field.name, physicalName: field.physicalName, type, zone }
}

/** The field that `meshwatch.timeField` names. An object that lists no properties may name any. */
export function ownTimeField(shape: Shape, settings: Settings, findings: Findings): TimeField | undefined {
  const name = shape.said.timeField
  if (name === undefined) return undefined
  const found = findField(shape, name)
  if (found === undefined && shape.fields.length === 0) return { name, physicalName: name, type: undefined, zone: 'UTC' }
  const index = shape.object.customProperties?.findIndex(({ property }) => property === 'meshwatch.timeField') ?? 0
  const path = [...shape.path, 'customProperties', index, 'value']
  if (found === undefined) {
    findings.error('unknown-field', path, `${shape.name} has no property ${JSON.stringify(name)}`, didYouMean(name, fieldNames(shape)))
    return undefined
  }
  if (found.type === undefined || isMoment(found.type)) return toTimeField(found, settings)
  findings.error('not-a-time', path, `${name} is a ${found.type}, not a date or timestamp`, 'name a field that says when a row happened')
  return undefined
}

/** What the freshness of an element goes by: its field, else the dataset's time field, else (`commit`) when the source last changed. */
export function watermarkOf(
  { shape, field }: Element,
  settings: Settings,
  path: Path,
  what: string,
  findings: Findings,
): TimeField | 'commit' | undefined {
  if (field === undefined) return ownTimeField(shape, settings, findings) ?? 'commit'
  if (field.type === undefined || isMoment(field.type)) return toTimeField(field, settings)
  const problem = `${field.field.name} is a ${field.type}, not a date or timestamp`
  findings.warning('not-a-time', path, problem, 'name a field that says when a row happened')
  findings.gap('sla-unmeasured', path, `${what} is not measured: ${problem}`)
  return undefined
}
