/** A quality rule on its way to becoming a check. */
import type { Schedule } from '../../../core/check.ts'
import type { Severity } from '../../../core/names.ts'
import type { Path } from '../../document/path.ts'
import type { QualityRule } from '../../odcs/quality.ts'
import type { FieldShape, Shape } from '../shape.ts'

/** A rule, where it stands and what it is about. */
export interface Ruled<R extends QualityRule = QualityRule> {
  readonly rule: R
  readonly path: Path
  readonly on: Shape
  /** Undefined for a rule of the whole object. */
  readonly field: FieldShape | undefined
  readonly schedule: Schedule
  readonly severity: Severity | undefined
}

/** Says which rule is meant: by the first line of its own words, where it has some. */
export function spellRule({ name, description, type }: QualityRule): string {
  const words = (name ?? description)?.trim().split('\n')[0]
  return words === undefined ? `this ${type} rule` : `${JSON.stringify(words)}`
}
