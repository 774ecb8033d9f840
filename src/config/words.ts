/** The small vocabularies of the configuration as zod types. Their problems carry a code and a hint for the writer. */
import * as z from 'zod'
import { didYouMean } from '../contracts/document/closest.ts'
import { count, duration } from '../contracts/incidents/lengths.ts'
import { DAY } from '../core/calendar/time.ts'
import { isZone } from '../core/calendar/wall-time.ts'
import { ALARM_HINT, ALARMS, parseShare, SHARE_HINT } from '../core/gates.ts'
import { Secret } from '../core/secret.ts'
import { HISTORY_HINT, LONGEST_HISTORY } from '../core/settings.ts'

export { count, duration }

/** How far back the first look goes. */
export const history = duration.refine((length) => length >= DAY && length <= LONGEST_HISTORY, {
  error: 'the first look goes back at least one day and at most 400 days',
  params: { code: 'bad-duration', hint: HISTORY_HINT },
})

/** An IANA time zone, such as `Europe/Berlin`. */
export const zone = z.string().superRefine((name, context) => {
  if (isZone(name)) return
  const hint = didYouMean(name, Intl.supportedValuesOf('timeZone')) ?? 'use an IANA name such as Europe/Berlin or UTC'
  context.addIssue({ code: 'custom', message: `${JSON.stringify(name)} is not a time zone`, params: { code: 'unknown-zone', hint } })
})

/**
 * A secret. A schema that has a key of this type (or of its own `z.instanceof(Secret)`) says all that is needed: text is
 * wrapped before the schema sees it, and the key may be written as `<key>File` to name a file that holds the value.
 */
export const secret = z.instanceof(Secret, { error: 'expected text' })

const alarmWords = `an alarm is ${ALARM_HINT}`

export const alarm = z.number().min(ALARMS.from, alarmWords).max(ALARMS.to, alarmWords)

/** A part of something; `10%` becomes 0.1. */
export const share = z.string({ error: `a share is a text: ${SHARE_HINT}` }).transform((text, context): number => {
  const read = parseShare(text)
  if (read !== undefined) return read
  context.addIssue({ code: 'custom', message: `${JSON.stringify(text)} is not a share`, params: { code: 'bad-share', hint: SHARE_HINT } })
  return z.NEVER
})
