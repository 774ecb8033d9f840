/** Whom routes, escalations and subscriptions name, held against the notifiers that are configured: nobody is told by a slip of the pen. */
import { destinationOf } from '../../core/routing/routes.ts'
import { didYouMean } from '../document/closest.ts'

/** Notifiers by name, with their kind. */
export type Receivers = ReadonlyMap<string, { readonly type: string }>

export interface ReceiverFault {
  readonly message: string
  readonly hint: string
}

/** `people`: whether a person may be named, which only an escalation calls. */
export function receiverFault(to: string, receivers: Receivers, people = false): ReceiverFault | undefined {
  const { tool, notifier } = destinationOf(to)
  const names = [...receivers.keys()]
  if (to.startsWith('@') && !people)
    return { message: `${to} is a person, and people are not routed to`, hint: 'an escalation calls them by name: incidents.escalate' }
  if (notifier !== undefined)
    return receivers.has(notifier) ? undefined : { message: `no notifier is called ${JSON.stringify(to)}`, hint: meant(to, names) }
  const kinds = [...receivers.values()].map(({ type }) => type)
  const tools = [...new Set([...names, ...kinds])]
  if (tool === undefined || tools.includes(tool)) return undefined
  const isSlack = /^[#@]/.test(to)
  return {
    message: `no notifier can tell ${JSON.stringify(to)}`,
    hint: isSlack ? 'that is for Slack: add a notifier of type slack' : meant(tool, tools),
  }
}

function meant(word: string, known: readonly string[]): string {
  const listed = known.length === 0 ? 'there are no notifiers: add one below notifiers' : `there are ${known.join(', ')}`
  return didYouMean(word, known) ?? `${listed}; channels are written #oncall, people @U0123`
}
