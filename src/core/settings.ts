/** Settings that are inherited: defaults, then the domain's, then the product's own. */

import { DAY, HOUR, MINUTE, type Millis } from './calendar/time.ts'
import { type Gates, USUAL_GATES } from './gates.ts'
import { type Life, USUAL_LIFE } from './incident/life.ts'
import type { Severity } from './names.ts'

export interface Settings extends Gates {
  /** How often a product is probed, and how often its fields are profiled. */
  readonly interval: Millis
  readonly profile: Millis
  /** IANA zone of cron expressions, deadlines and periods. */
  readonly zone: string
  readonly openAfter: number
  readonly resolveAfter: number
  readonly unknownAfter: number
  readonly severity: Severity
  readonly life: Life
  /** Messages about new incidents that a channel gets in a week before the less severe ones wait for a digest; 0 for no limit. */
  readonly alertBudget: number
  /** Whether bands are learned where the contract gives no limit. */
  readonly learn: boolean
  readonly sampleAbove: number
  readonly schemaHold: Millis
  /** How far back the first look at a time field goes; the usual length for its periods where it is left out. */
  readonly history?: Millis
}

/** Nobody's past is counted further back than this at first sight. */
export const LONGEST_HISTORY: Millis = 400 * DAY

export const HISTORY_HINT = 'how far back the first look counts, from 1d to 400d, such as 60d'

export const DEFAULT_SETTINGS: Settings = {
  interval: 5 * MINUTE,
  profile: HOUR,
  zone: 'UTC',
  openAfter: 1,
  resolveAfter: 1,
  unknownAfter: 3,
  severity: 'medium',
  life: USUAL_LIFE,
  alertBudget: 30,
  learn: true,
  ...USUAL_GATES,
  sampleAbove: 1_000_000,
  schemaHold: DAY,
}
