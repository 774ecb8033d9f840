/** What the demo says on the terminal, before, during and after the story. */
import type { Instant } from '../../core/calendar/time.ts'
import { wallTime } from '../../core/calendar/wall-time.ts'
import type { IncidentAnswer } from '../answers.ts'
import { ZONE } from './mill.ts'

export function welcome({ slack, daemon }: { readonly slack: string; readonly daemon: string }): string {
  return `
Packly is open. A minute there is a second here; seven things are about to go wrong.

  Slack      ${slack}
  metrics    ${daemon}/metrics
  API        curl '${daemon}/api/v1/incidents?status=open'

Ctrl-C ends it and leaves nothing behind.
`
}

/** A line for each incident that is new or over since the last time it was asked. */
export function createNews(): (incidents: readonly IncidentAnswer[]) => readonly string[] {
  const told = new Set<string>()
  const once = (key: string, line: string) => (told.has(key) || !told.add(key) ? [] : [line])
  return (incidents) =>
    incidents
      .toReversed()
      .flatMap(({ id, title, openedAt, resolvedAt }) => [
        ...once(`${id} opened`, `${clockTime(Date.parse(openedAt))}    ● ${title}`),
        ...(resolvedAt === undefined ? [] : once(`${id} resolved`, `${clockTime(Date.parse(resolvedAt))}    ✓ over: ${title}`)),
      ])
}

export function beatLine(at: Instant, says: string): string {
  return `${clockTime(at)}  ${says}`
}

function clockTime(at: Instant): string {
  const { hour, minute } = wallTime(at, ZONE)
  return [hour, minute].map((part) => String(part).padStart(2, '0')).join(':')
}

export function farewell({
  opened,
  resolved,
  messages,
}: {
  opened: readonly unknown[]
  resolved: readonly unknown[]
  messages: number
}): string {
  return `\nThe end: ${opened.length} incidents opened, ${resolved.length} of them are over, ${messages} messages told about them.`
}
