import { describe, expect, test } from 'vitest'
import { Secret } from '../../../src/core/secret.ts'
import { teamsConfig } from '../../../src/notifiers/teams/config.ts'
import { teams } from '../../../src/notifiers/teams/index.ts'
import { messageOf, type TextRun } from '../../../src/notifiers/teams/message.ts'
import { cardFaults, startStrictTeams, textsOfCard } from '../../support/strict-teams.ts'
import { given, type NotifierFixture, send } from './fixture.ts'
import { incidentOf, late, member, noticeOf, noticeOfEnd, noticeOfJoin } from './notices.ts'
import { notifierSuite } from './suite.ts'

const PATH = '/workflows/canary-5150/triggers/manual/paths/invoke?sig=canary-3381'

function notifierFor(url: string) {
  return teams.create('chat', teamsConfig.parse({ url: new Secret(url), allowPrivate: true }), given)
}

async function makeFixture(): Promise<NotifierFixture> {
  const server = await startStrictTeams()
  return {
    notifier: notifierFor(`${server.url}${PATH}`),
    server,
    arrived: () => server.calls.flatMap(({ body }) => textsOfCard(JSON.parse(body))),
    // Runs know no Markdown: the server takes no other text. What is left are functions of cards, mentions and what is not visible.
    harm: (text) => text.match(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]|\{\{|<\/?at\b/giu) ?? [],
    secrets: ['canary'],
    astray: notifierFor(`http://127.0.0.1:9${PATH}`),
    close: server.close,
  }
}

notifierSuite('Teams', makeFixture)

const headers = { 'content-type': 'application/json' }
const faults = (message: unknown) => cardFaults({ headers, body: JSON.stringify(message) })
const cardOf = (notice = noticeOf()) => messageOf(notice).attachments[0]?.content
const linesOf = (notice = noticeOf()) => (cardOf(notice)?.body ?? []).map(({ inlines }) => inlines.map(({ text }) => text).join(''))

describe('a card', () => {
  test('says on one screen what broke, whose it is and where to look', () => {
    expect(linesOf()).toEqual([
      'Opened: storefront.orders/orders: data is late (placed_at)',
      'Open since Fri 20 Nov 14:05 (Europe/Berlin)',
      'The newest placed_at is 42 min old, promised are 30 min.',
      'Seen: 42 min',
      'Expected: at most 30 min',
      'Fields: placed_at',
      'Severity: high',
      'Owner: Storefront (orders@storefront.example)',
      'Affects: finance.revenue_daily, marketing.attribution',
      'storefront.orders · incident 3f9a0c21b7de',
    ])
    expect(cardOf()?.actions).toEqual([
      { type: 'Action.OpenUrl', title: 'Incident', url: 'https://meshwatch.example/api/v1/incidents/3f9a0c21b7de' },
      { type: 'Action.OpenUrl', title: 'Runbook', url: 'https://wiki.example/orders?page=late&part=2' },
    ])
  })

  test('lists what else is wrong, and says how it ended', () => {
    expect(linesOf(noticeOfJoin('reply', ''))).toEqual(
      expect.arrayContaining([
        'Also wrong now: storefront.orders/orders: data is late (placed_at)',
        '• freshness the newest placed_at is 42 min old, promised are 30 min',
        '• volume 12 rows between 13:00 and 14:00, usual are 118 to 164',
      ]),
    )
    expect(linesOf(noticeOfEnd('reply', '')).slice(0, 2)).toEqual([
      'Resolved: storefront.orders/orders: data is late (placed_at)',
      expect.stringMatching(/^Resolved after 3 h 40 min, from/),
    ])
  })

  test.each([
    ['critical', 'attention'],
    ['high', 'attention'],
    ['medium', 'warning'],
    ['low', 'warning'],
  ] as const)('of severity %s has its colour', (severity, color) => {
    const [title] = cardOf(noticeOf({ incident: incidentOf({ severity }) }))?.body ?? []
    expect(title?.inlines[0]).toMatchObject({ color })
  })

  test('stays below what Teams takes when everything is as long as it may be', () => {
    const wide = '漢'.repeat(5_000)
    const members = Array.from({ length: 30 }, (_, index) => member(`${index}${wide}`, { reason: wide, value: 1, fields: [wide] }))
    const names = Array.from({ length: 30 }, () => wide)
    const incident = incidentOf({ title: wide, reason: wide, members: [late, ...members], fields: names, segments: names, affects: names })
    const links = Array.from({ length: 9 }, () => ({ name: wide, url: `https://wiki.example/${'x'.repeat(470)}` }))
    const notice = noticeOf({ incident, reason: wide, links, product: { id: wide, owner: wide, team: wide, zone: 'UTC' } })
    expect(faults(messageOf(notice))).toEqual([])
    expect(linesOf(notice)).toContain('… and 26 more')
  })
})

describe('configuration', () => {
  test.each([[{}], [{ url: new Secret('canary') }], [{ url: new Secret('https://a.example'), channel: 'x' }]])('refuses %o', (wrong) => {
    const { error } = teamsConfig.safeParse(wrong)
    expect(error?.issues).toHaveLength(1)
    expect(JSON.stringify(error?.issues)).not.toContain('canary')
  })
})

describe('the strict Teams', () => {
  const run: TextRun = { type: 'TextRun', text: 'x' }
  const message = (card: unknown) => ({
    type: 'message',
    attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', contentUrl: null, content: card }],
  })
  const card = (changes: Readonly<Record<string, unknown>>) =>
    message({ type: 'AdaptiveCard', version: '1.4', body: [{ type: 'RichTextBlock', inlines: [run] }], ...changes })

  test('takes a good card', async () => {
    expect(faults(card({}))).toEqual([])
    const server = await startStrictTeams()
    expect(await send(notifierFor(server.url), noticeOf())).toEqual({ ok: true })
    await server.close()
  })

  test.each([
    ['a card without its envelope', { type: 'AdaptiveCard', version: '1.4', body: [] }],
    ['a version of the future', card({ version: '1.9' })],
    ['an empty card', card({ body: [] })],
    ['Markdown', card({ body: [{ type: 'TextBlock', text: '*x*' }] })],
    ['an empty run', card({ body: [{ type: 'RichTextBlock', inlines: [{ ...run, text: '' }] }] })],
    ['an unknown colour', card({ body: [{ type: 'RichTextBlock', inlines: [{ ...run, color: 'red' }] }] })],
    ['an action that runs something', card({ actions: [{ type: 'Action.Execute', title: 'x' }] })],
    ['too many actions', card({ actions: Array(7).fill({ type: 'Action.OpenUrl', title: 'x', url: 'https://a.example' }) })],
    ['too much', card({ body: [{ type: 'RichTextBlock', inlines: [{ ...run, text: 'x'.repeat(28_672) }] }] })],
  ])('refuses %s', (_, wrong) => {
    expect(faults(wrong)).not.toEqual([])
  })
})
