import type * as z from 'zod'
import { Scalar, StableId, section, text } from './pieces.ts'

/** One promise. The standard leaves `property` and `unit` open; what they mean here is decided where checks are compiled. */
export const SlaProperty = section(
  { property: text, value: Scalar },
  { id: StableId, valueExt: Scalar, unit: text, element: text, driver: text, description: text, scheduler: text, schedule: text },
).meta({ id: 'SlaProperty', description: 'One promise: latency, frequency, timeOfAvailability, availability, retention, …' })
export type SlaProperty = z.infer<typeof SlaProperty>
