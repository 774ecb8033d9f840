import type { Severity } from '../../../core/names.ts'
import type { Path } from '../../document/path.ts'
import type { SlaProperty } from '../../odcs/sla.ts'
import type { Element } from '../find-elements.ts'

/** One promise, where it stands and what it is about. */
export interface Promised {
  readonly sla: SlaProperty
  readonly path: Path
  readonly elements: readonly Element[]
  /** Where its elements are named. */
  readonly elementPath: Path
  readonly severity: Severity | undefined
}
