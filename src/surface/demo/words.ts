/** What the demo says on the terminal, before and after the story. */

export function welcome({ slack, daemon }: { readonly slack: string; readonly daemon: string }): string {
  return `
Packly is open. A minute there is a second here; six things are about to go wrong.

  Slack      ${slack}            the channels of the teams
  metrics    ${daemon}/metrics
  API        curl '${daemon}/api/v1/incidents?status=open'

Ctrl-C ends it and leaves nothing behind.
`
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
