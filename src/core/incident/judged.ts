/** What one probe judged, and where. */
import type { Millis } from '../calendar/time.ts'
import type { Check, IncidentType } from '../check.ts'
import type { DatasetId, DomainId, ProductId } from '../names.ts'
import type { CheckState } from './incident.ts'
import type { CommonCause } from './source-trouble.ts'

export interface JudgedCheck {
  readonly check: Check
  readonly type: IncidentType
  /** Already counts this verdict. */
  readonly state: CheckState
  /** What most tables of the source do at once, this one among them. */
  readonly common?: CommonCause
  /** How long to wait for what the tables beside it do before an incident of this check is told. */
  readonly wait?: Millis
}

/** Where the probe looked. */
export interface Scene {
  readonly domain: DomainId
  readonly product: ProductId
  readonly dataset: DatasetId
  readonly source: string
  readonly affects: readonly ProductId[]
  /** Products it is made from, over any number of steps. */
  readonly upstream?: ReadonlySet<ProductId>
}
