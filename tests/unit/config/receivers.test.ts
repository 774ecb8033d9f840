import { describe, expect, test } from 'vitest'
import { problems } from './given.ts'

const SLACK = 'notifiers:\n  slack: { type: slack, token: xoxb }\n'

describe('places to tell', () => {
  test.each([
    ['routes: [{ to: "#oncall" }, { to: [slack, "slack:#desk"] }]'],
    ['defaults: { incidents: { escalate: [{ after: 30m, to: "@U0ADA" }, { failures: 5, to: "#oncall" }] } }'],
    ['subscriptions: [{ name: board, products: "*", to: "#board" }]'],
  ])('%s is fine where Slack is configured, and a fault where nothing is', async (words) => {
    expect(await problems(`${SLACK}${words}\n`)).toEqual([])
    expect(await problems(`${words}\n`)).not.toEqual([])
  })

  test.each([
    ['routes: [{ to: slak }]', 'etc/meshwatch.yaml:3:16', 'no notifier is called "slak"', 'did you mean "slack"?'],
    ['routes: [{ to: ["#a", slak] }]', 'etc/meshwatch.yaml:3:23', 'no notifier is called "slak"', 'did you mean "slack"?'],
    ['routes: [{ to: mail:team@example.com }]', '3:16', 'no notifier can tell "mail:team@example.com"', 'there are slack'],
    ['routes: [{ to: "@U0ADA" }]', '3:16', 'people are not routed to', 'incidents.escalate'],
    ['subscriptions: [{ name: a, products: "*", to: pager }]', '3:47', 'no notifier is called "pager"', 'there are slack'],
    ['defaults: { incidents: { escalate: [{ after: 1h, to: U0ADA }] } }', '3:54', 'no notifier is called "U0ADA"', 'people @U0123'],
    ['domains:\n  shop: { defaults: { incidents: { escalate: [{ after: 1h, to: slck }] } } }', '4:64', '"slck"', 'did you mean "slack"?'],
    ['routes: [{ to: "#a", continue: true }]', '3:22', 'continue', 'write also: true'],
    ['routes: [{ match: { tier: golden }, to: "#a" }]', '3:27', 'gold', ''],
  ])('%s is a fault at its place, with what to do', async (words, ...parts) => {
    const [problem = '', ...rest] = await problems(`${SLACK}${words}\n`)
    expect(rest).toEqual([])
    for (const part of parts) expect(problem).toContain(part)
  })
})
