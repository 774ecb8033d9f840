/** How windows are announced in the configuration: once, from a time to a time, or in hours of every week. */
import * as z from 'zod'
import { hoursWord } from '../contracts/routing/route-words.ts'
import type { Instant } from '../core/calendar/time.ts'
import { type Span, WINDOW_KINDS, type Window } from '../core/quiet/quiet-time.ts'
import type { Hours } from '../core/routing/routes.ts'

const TIME_HINT = 'write it with its offset, as 2026-12-01T22:00:00+01:00'

const moment = z.string().transform((text, context): Instant => {
  const at = /T.*(?:Z|[+-]\d\d:?\d\d)$/.test(text) ? Date.parse(text) : Number.NaN
  if (!Number.isNaN(at)) return at
  context.addIssue({ code: 'custom', message: `${JSON.stringify(text)} is not a time`, params: { code: 'bad-time', hint: TIME_HINT } })
  return z.NEVER
})

/** A window as it is written; hours without a zone are those of the domain. */
export type WindowWords = Omit<Window, 'id' | 'when'> & { readonly when: Span; readonly hours?: Hours }

export const windowWords = z
  .strictObject({
    name: z.string().min(1).max(80).describe('what people call it; reasons and messages name it'),
    kind: z
      .enum(WINDOW_KINDS)
      .default('maintenance')
      .describe(`${WINDOW_KINDS.join(', ')} (maintenance)`),
    for: z.string().min(1).default('*').describe('domains, products, datasets, checks or kinds, * for any text, several with commas (all)'),
    from: moment.optional().describe('when it begins, such as 2026-12-01T22:00:00+01:00'),
    to: moment.optional().describe('when it ends'),
    hours: hoursWord.optional().describe('instead of from and to: hours of every week, such as Sun 02:00-04:00 Europe/Berlin'),
  })
  .superRefine(({ from, to, hours }, context) => {
    const refuse = (path: readonly string[], message: string, hint: string) =>
      context.addIssue({ code: 'custom', path: [...path], message, params: { code: 'bad-window', hint } })
    if (hours !== undefined && (from !== undefined || to !== undefined))
      refuse([], 'it says its times in two ways', 'give from and to, or hours')
    else if (hours === undefined && (from === undefined || to === undefined))
      refuse([], 'it does not say when it begins and ends', 'give from and to, or hours of every week')
    else if (from !== undefined && to !== undefined && to <= from)
      refuse(['to'], 'it ends before it begins', 'to has to be later than from')
  })
  .transform(({ name, kind, for: selector, from = 0, to = 0, hours }): WindowWords => {
    return { what: 'window', name, kind, for: selector, when: { from, to }, ...(hours && { hours }) }
  })
