/** How the life of incidents is written: what has to last for how long, when people are reminded, and whom it escalates to. */
import * as z from 'zod'
import type { Life } from '../../core/incident/life.ts'
import { isMapping } from '../document/path.ts'
import { count, duration } from './lengths.ts'

const never = z.literal(false).transform(() => 0)

const step = z
  .strictObject({
    after: duration.optional().describe('how long nobody has taken care of it'),
    failures: count.optional().describe('at how many looks it has failed'),
    to: z.string().min(1).describe('a channel such as #oncall, a person such as @name, or the name of a notifier'),
  })
  .superRefine(({ after, failures }, context) => {
    if ((after === undefined) !== (failures === undefined)) return
    const params = { code: 'bad-step', hint: 'give after: 30m, or failures: 10' }
    context.addIssue({ code: 'custom', message: 'a step of an escalation says when it is taken in one way', params })
  })
  .transform(({ after, failures, to }) => ({ to, ...(after !== undefined && { after }), ...(failures !== undefined && { failures }) }))

export const incidentWords = z.strictObject({
  openFor: duration.optional().describe('how long it has to fail, on top of openAfter (0)'),
  resolveFor: duration.optional().describe('how long it has to pass, on top of resolveAfter (0)'),
  reopenWithin: duration.optional().describe('the same trouble that comes back that soon after its end is the same incident (1h)'),
  unstableAfter: count.optional().describe('openings, ends and reopenings within an hour that make an incident unstable (3)'),
  calm: duration.optional().describe('an unstable incident is over when nothing failed for so long (30m)'),
  remindUrgent: z
    .union([duration, never])
    .optional()
    .describe('how often people are reminded of a critical or high incident that nobody takes care of, or false (4h)'),
  remind: z.union([duration, never]).optional().describe('the same for all others (1d)'),
  escalate: z.array(step).optional().describe('whom it goes to, step by step, while nobody takes care of it'),
})

/** What is said, laid over what holds otherwise. */
export function readLife(value: unknown): Partial<Life> | undefined {
  const read = incidentWords.safeParse(value)
  return read.success ? (Object.fromEntries(Object.entries(read.data).filter(([, one]) => one !== undefined)) as Partial<Life>) : undefined
}

/** What is wrong with it, in a few words. */
export function lifeFault(value: unknown): string {
  const [issue] = incidentWords.safeParse(value).error?.issues ?? []
  const known = `known: ${Object.keys(incidentWords.shape).join(', ')}`
  if (issue === undefined || !isMapping(value)) return known
  return issue.code === 'unrecognized_keys'
    ? `${issue.keys.join(', ')} is not known; ${known}`
    : `${issue.path.join('.') || 'it'}: ${issue.message}`
}
