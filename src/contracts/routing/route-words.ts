/** How routes are written, in `meshwatch.yaml` and in contracts alike. */
import * as z from 'zod'
import { isZone } from '../../core/calendar/wall-time.ts'
import type { IncidentType } from '../../core/check.ts'
import type { Tier } from '../../core/names.ts'
import type { Hours, Route, RouteMatch } from '../../core/routing/routes.ts'
import { HOURS_HINT, readHours } from '../compile/clock-time.ts'

export const INCIDENT_TYPES = [
  'freshness',
  'volume',
  'schema',
  'distribution',
  'quality',
  'availability',
  'monitoring',
] as const satisfies readonly IncidentType[]
export const severityWord = z.enum(['critical', 'high', 'medium', 'low'])
export const typeWords = z.union([
  z.enum(INCIDENT_TYPES).transform((one) => [one] as readonly IncidentType[]),
  z.array(z.enum(INCIDENT_TYPES)).min(1),
])

const TIERS = ['gold', 'silver', 'bronze'] as const satisfies readonly Tier[]
const tierWords = z.union([z.enum(TIERS).transform((one) => [one] as readonly Tier[]), z.array(z.enum(TIERS)).min(1)])

/** `Mon-Fri 08:00-18:00 Europe/Berlin`. */
export const hoursWord = z.string().transform((text, context): Hours => {
  const [, clock = text, zone] = /^(.*\d)\s+([A-Za-z][\w/+-]*)$/.exec(text.trim()) ?? []
  const read = readHours(clock)
  if (read !== undefined && (zone === undefined || isZone(zone))) return { ...read, ...(zone === undefined ? {} : { zone }) }
  const message = read === undefined ? `${JSON.stringify(text)} are no hours of the week` : `${JSON.stringify(zone)} is not a time zone`
  context.addIssue({ code: 'custom', message, params: { code: read === undefined ? 'bad-hours' : 'unknown-zone', hint: HOURS_HINT } })
  return z.NEVER
})

const selector = z.string().min(1)

const match = z
  .strictObject({
    domain: selector.optional().describe('domains, * for any text, several with commas'),
    product: selector.optional().describe('products'),
    dataset: selector.optional().describe('datasets'),
    type: typeWords.optional().describe('kinds of trouble, one or a list; monitoring only where it is named here'),
    severity: severityWord.optional().describe('at least this severe'),
    tier: tierWords.optional().describe('tiers of products, one or a list: gold, silver, bronze'),
    time: hoursWord
      .optional()
      .describe(
        'hours of the week in which it opened, such as Mon-Fri 08:00-18:00 Europe/Berlin; the zone of the domain where none is named',
      ),
  })
  .transform((words): RouteMatch => Object.fromEntries(Object.entries(words).filter(([, value]) => value !== undefined)))

const destination = z.string().min(1)

export const routeWords = z
  .strictObject({
    match: match.prefault({}).describe('what has to fit, all of it; everything fits without it'),
    to: z
      .union([destination.transform((one) => [one] as readonly string[]), z.array(destination).min(1)])
      .describe('channels such as #oncall or mail:team@example.com, or names of notifiers; one or a list'),
    also: z.boolean().default(false).describe('it adds to what follows, instead of deciding (false)'),
    defer: z.boolean().default(false).describe('it fits outside of its hours too, and what it sends waits until they begin (false)'),
  })
  .superRefine(({ match: { time }, defer }, context) => {
    if (!defer || time !== undefined) return
    const params = { code: 'no-hours', hint: 'add match.time, such as Mon-Fri 08:00-18:00' }
    context.addIssue({ code: 'custom', path: ['defer'], message: 'there are no hours to wait for', params })
  })
  .transform((words): Route => words)

export const routeList = z.array(routeWords)

/** What is wrong with a list of routes, in a few words. */
export function routeFault(value: unknown): string {
  const [issue] = routeList.safeParse(value).error?.issues ?? []
  return issue === undefined ? 'such as [{match: {severity: high}, to: ["#oncall"]}]' : `${issue.path.join('.') || 'it'}: ${issue.message}`
}
