import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Incident } from '../../../../src/core/incident/incident.ts'
import type { Notice } from '../../../../src/core/incident/notice.ts'
import { replyMessage, rootMessage, type SlackMessage } from '../../../../src/notifiers/slack/message.ts'
import { incidentOf, joined, late, member, noticeOf, noticeOfEnd, noticeOfJoin, short } from '../../../contract/notifiers/notices.ts'
import { mentionsIn, messageFault, textsOf } from '../../../support/slack-limits.ts'

const linesOf = (message: SlackMessage) => textsOf(message.blocks).join('\n').split('\n')
const root = (changes: Partial<Notice> = {}) => rootMessage(noticeOf(changes), 'full')
const rootOf = (changes: Partial<Incident>) => root({ incident: incidentOf(changes) })
const faultOf = ({ text, blocks }: SlackMessage) => messageFault({ text, blocks: JSON.stringify(blocks) })

describe('the root message', () => {
  test('says everything a person needs, in this order', () => {
    expect(linesOf(root())).toEqual([
      '🔴 storefront.orders/orders: data is late (placed_at)',
      '*Open* since Fri 20 Nov 14:05 (Europe/Berlin); <!date^1795179900^{date_short_pretty} {time}|Fri 20 Nov 13:05 (UTC)> on your clock',
      'The newest placed_at is 42 min old, promised are 30 min.',
      '*Seen*',
      '42 min',
      '*Expected*',
      'at most 30 min',
      '*Field*',
      '`placed_at`',
      '*Severity*',
      'high',
      '*Owner*',
      'Storefront (orders@storefront.example)',
      '*Affects*',
      '`finance.revenue_daily`, `marketing.attribution`',
      '<https://meshwatch.example/api/v1/incidents/3f9a0c21b7de|Incident>  ·  <https://wiki.example/orders?page=late&amp;part=2|Runbook>' +
        '  ·  `storefront.orders`  ·  incident `3f9a0c21b7de`',
      'Every order placed in the shop, one row each.',
    ])
  })

  test('lists what joined, and what is fine again', () => {
    expect(linesOf(root({ incident: joined }))).toEqual(
      expect.arrayContaining([`• \`freshness\` ${late.verdict.reason}`, `• \`volume\` ${short.verdict.reason}`]),
    )
    expect(linesOf(rootOf({ members: [{ ...late, cleared: true }, short] }))).toContain('✓ `freshness` is fine again')
  })

  test('tells the end, how long it took, and what it was', () => {
    const lines = linesOf(rootMessage(noticeOfEnd('edit', 'C1:1.0'), 'full'))
    expect(lines[0]).toMatch(/^✅/)
    expect(lines[1]).toMatch(/^\*Resolved\* after 3 h 40 min, from Fri 20 Nov 14:05/)
    expect(lines.slice(2, 4)).toEqual([
      'The newest placed_at is 4 min old.',
      '_It was:_ The newest placed_at is 42 min old, promised are 30 min.',
    ])
    expect(lines).not.toContain('*Seen*')
  })

  test('says where it should have gone and why', () => {
    expect(linesOf(root({ insteadOf: { address: '#old', why: 'unknown-channel' } }))[1]).toMatch(
      /Meant for \*#old\*, but it does not exist/,
    )
  })

  test('names nobody rather than nothing', () => {
    expect(linesOf(root({ product: { id: 'a.b', zone: 'UTC' } }))).toContain('nobody is named')
  })

  test('counts what does not fit on a screen', () => {
    const members = Array.from({ length: 9 }, (_, index) => member(`kind-${index}`, {}))
    const affects = Array.from({ length: 200 }, (_, index) => `a.product_${index}`)
    const message = rootOf({ members, affects })
    expect(linesOf(message)).toContain('… and 4 more')
    expect(linesOf(message).some((line) => line.endsWith('and 195 more'))).toBe(true)
    expect(linesOf(message).length).toBeLessThan(25)
  })

  test.each([
    ['critical', '🔴'],
    ['medium', '🟠'],
    ['low', '🟡'],
  ] as const)('of severity %s begins with %s', (severity, sign) => {
    expect(linesOf(rootOf({ severity }))[0]?.startsWith(sign)).toBe(true)
  })

  test('shows pages only, without the passwords in their addresses', () => {
    const urls = ['javascript:alert(1)', 'not a page', 'https://jo:secret@wiki.example/a|b>c']
    const line = linesOf(root({ links: urls.map((url, index) => ({ name: `a|b${index}>`, url })) })).at(-2)
    expect(line).toBe('<https://wiki.example/a%7Cb%3Ec|a/b2&gt;>  ·  `storefront.orders`  ·  incident `3f9a0c21b7de`')
  })

  test('in short has the headline, one reason and one link', () => {
    const message = rootMessage(noticeOf({ incident: joined }), 'short')
    expect(message.blocks.map(({ type }) => type)).toEqual(['header', 'section', 'context'])
    expect(linesOf(message).join()).not.toContain('volume')
    expect(linesOf(message).join()).not.toContain('Runbook')
  })
})

describe('a reply', () => {
  test('is the news in a line, and when', () => {
    expect(linesOf(replyMessage(noticeOfJoin('reply', 'C1:1.0')))).toEqual([
      '➕ *Also wrong now*: `volume` 12 rows between 13:00 and 14:00, usual are 118 to 164.',
      expect.stringMatching(/^<!date\^\d+\^/),
    ])
    expect(linesOf(replyMessage(noticeOfEnd('reply', 'C1:1.0')))[0]).toBe(
      '✅ *Resolved* after 3 h 40 min: The newest placed_at is 4 min old.',
    )
  })
})

describe('whatever the data says', () => {
  const nasty = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 30 }),
    fc.constantFrom('<!channel>', '<@U1>', '@here', '&<>`'.repeat(2_000), '*', '\n', '😀'.repeat(900), ''),
  )
  const names = fc.array(nasty, { maxLength: 60 })
  const notices = fc
    .record({ title: nasty, reason: nasty, fields: names, segments: names, affects: names, id: nasty, product: nasty, dataset: nasty })
    .chain((words) =>
      fc.record({
        incident: fc.constant(incidentOf({ ...words, members: words.fields.map((kind) => member(kind, { reason: words.reason })) })),
        product: fc.record({ id: nasty, owner: nasty, team: nasty, purpose: nasty, zone: nasty }),
        links: fc.array(fc.record({ name: nasty, url: fc.oneof(nasty, fc.webUrl({ withQueryParameters: true })) }), { maxLength: 9 }),
        insteadOf: fc.record({ address: nasty, why: fc.constant('auth' as const) }),
        reason: nasty,
      }),
    )

  test('a message keeps to the limits and mentions nobody', () => {
    fc.assert(
      fc.property(notices, (changes) => {
        const notice = noticeOf(changes)
        for (const message of [rootMessage(notice, 'full'), rootMessage(notice, 'short'), replyMessage(notice)]) {
          expect(faultOf(message)).toBeUndefined()
          expect([message.text, ...textsOf(message.blocks)].flatMap(mentionsIn)).toEqual([])
        }
      }),
      { numRuns: 300 },
    )
  })
})
