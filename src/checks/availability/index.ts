/** Whether the dataset answers when it is looked for. How often it does is the ledger's business. */
import type { CheckKind } from '../../core/check.ts'
import type { AvailabilityParams } from '../../core/questions.ts'
import { judge } from './judge.ts'
import { needs } from './needs.ts'

export const availability: CheckKind<AvailabilityParams> = { kind: 'availability', type: 'availability', learns: false, needs, judge }
