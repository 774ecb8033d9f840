/** Lengths of time and counts as zod types, for the configuration and for words of contracts. */
import * as z from 'zod'
import { DURATION_HINT, parseDuration } from '../../core/calendar/duration.ts'
import type { Millis } from '../../core/calendar/time.ts'

/** A length of time above zero; the parsed value is in milliseconds. */
export const duration = z
  .string({ error: `a length of time is a text with a unit: ${DURATION_HINT}` })
  .transform((text, context): Millis => {
    const length = parseDuration(text)
    if (length !== undefined && length > 0) return length
    const message = length === 0 ? 'a length of time must be above zero' : `${JSON.stringify(text)} is not a length of time`
    context.addIssue({ code: 'custom', message, params: { code: 'bad-duration', hint: DURATION_HINT } })
    return z.NEVER
  })

export const count = z.int().min(1)
