import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Secret } from '../../../src/core/secret.ts'
import { pagerdutyConfig } from '../../../src/notifiers/pagerduty/config.ts'
import { pagerduty } from '../../../src/notifiers/pagerduty/index.ts'
import { eventFaults, ROUTING_KEY, type StrictPagerduty, startStrictPagerduty } from '../../support/strict-pagerduty.ts'
import { given, type NotifierFixture, send } from './fixture.ts'
import { incidentOf, noticeOf, noticeOfJoin, resolved } from './notices.ts'
import { notifierSuite } from './suite.ts'

function notifierFor(url: string, routingKey = ROUTING_KEY) {
  const config = pagerdutyConfig.parse({ routingKey: new Secret(routingKey), url: new Secret(url), allowPrivate: true })
  return pagerduty.create('pager', config, given)
}

async function makeFixture(): Promise<NotifierFixture> {
  const server = await startStrictPagerduty()
  return {
    notifier: notifierFor(server.url),
    server,
    arrived: () =>
      server.calls.flatMap(({ body }) => {
        const { event_action, payload } = JSON.parse(body)
        return [event_action, ...(payload === undefined ? [] : [payload.summary, payload.custom_details.text])]
      }),
    // PagerDuty shows text as it is; what is for people's eyes is one line of visible characters.
    harm: (text) => text.match(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu) ?? [],
    secrets: [ROUTING_KEY, 'canary'],
    astray: notifierFor('http://127.0.0.1:9/canary'),
    close: server.close,
  }
}

notifierSuite('PagerDuty', makeFixture)

describe('a page', () => {
  let server: StrictPagerduty
  beforeAll(async () => {
    server = await startStrictPagerduty()
  })
  afterAll(() => server.close())
  const last = () => JSON.parse(server.calls.at(-1)?.body ?? '{}')

  test('says what is wrong, where, and how bad it is', async () => {
    expect(await send(notifierFor(server.url), noticeOf())).toEqual({ ok: true })
    expect(last()).toEqual({
      routing_key: ROUTING_KEY,
      event_action: 'trigger',
      dedup_key: '3f9a0c21b7de',
      client: 'meshwatch',
      links: [
        { text: 'Incident', href: 'https://meshwatch.example/api/v1/incidents/3f9a0c21b7de' },
        { text: 'Runbook', href: 'https://wiki.example/orders?page=late&part=2' },
      ],
      payload: {
        summary: 'Opened: storefront.orders/orders: data is late (placed_at). The newest placed_at is 42 min old, promised are 30 min.',
        source: 'storefront.orders/orders',
        severity: 'error',
        timestamp: '2026-11-20T13:17:00.000Z',
        component: 'storefront.orders/orders',
        group: 'storefront.orders',
        class: 'freshness',
        custom_details: {
          text: expect.stringMatching(/^Open \(high\)/),
          since: '2026-11-20T13:05:00.000Z',
          findings: [
            {
              kind: 'freshness',
              reason: 'the newest placed_at is 42 min old, promised are 30 min',
              cleared: false,
              seen: '42 min',
              expected: 'at most 30 min',
            },
          ],
          owner: 'Storefront (orders@storefront.example)',
          fields: ['placed_at'],
          segments: [],
          affects: ['finance.revenue_daily', 'marketing.attribution'],
        },
      },
    })
  })

  test.each([
    ['critical', 'critical'],
    ['high', 'error'],
    ['medium', 'warning'],
    ['low', 'info'],
  ] as const)('of severity %s is %s', async (severity, theirs) => {
    await send(notifierFor(server.url), noticeOf({ incident: incidentOf({ severity }) }))
    expect(last().payload.severity).toBe(theirs)
  })

  test('is one alert from its beginning to its end', async () => {
    const notifier = notifierFor(server.url)
    const incident = incidentOf({ id: 'one' })
    const state = () => server.alerts.get('one')?.state
    await send(notifier, noticeOf({ incident }))
    expect(state()).toBe('triggered')
    const acknowledged = incidentOf({ id: 'one', status: 'acknowledged' })
    await send(notifier, noticeOf({ incident: acknowledged, transition: 'acknowledged' }))
    expect(state()).toBe('acknowledged')
    await send(notifier, { ...noticeOfJoin('reply', ''), incident: acknowledged })
    expect(state()).toBe('acknowledged')
    await send(notifier, noticeOf({ incident: { ...resolved, id: 'one' }, transition: 'resolved' }))
    expect(server.alerts.get('one')).toMatchObject({ state: 'resolved', events: { length: 4 } })
  })

  test('that comes after the end pages nobody', async () => {
    const over = { ...resolved, id: 'two' }
    await send(notifierFor(server.url), noticeOf({ incident: over, transition: 'changed' }))
    expect(last()).toEqual({ routing_key: ROUTING_KEY, event_action: 'resolve', dedup_key: 'two' })
    expect(server.alerts.has('two')).toBe(false)
  })

  test('with the wrong key is final', async () => {
    expect(await send(notifierFor(server.url, 'x'.repeat(32)), noticeOf())).toMatchObject({ ok: false, retry: false, reason: 'rejected' })
  })

  test.each([
    [{ routingKey: new Secret('canary, too short') }, 'routingKey'],
    [{ routingKey: new Secret(ROUTING_KEY), url: new Secret('canary') }, 'url'],
    [{}, 'routingKey'],
  ])('is not configured with %o', (wrong, path) => {
    const { error } = pagerdutyConfig.safeParse(wrong)
    expect(error?.issues[0]?.path[0]).toBe(path)
    expect(JSON.stringify(error?.issues)).not.toContain('canary')
  })
})

describe('the strict PagerDuty', () => {
  const headers = { 'content-type': 'application/json' }
  const payload = { summary: 'x', source: 'x', severity: 'info' }
  const good = { routing_key: ROUTING_KEY, event_action: 'trigger', dedup_key: 'x', payload }
  const faults = (event: unknown) => eventFaults({ headers, body: JSON.stringify(event) })

  test('takes a good event', () => {
    expect(faults(good)).toEqual([])
    expect(faults({ routing_key: ROUTING_KEY, event_action: 'resolve', dedup_key: 'x' })).toEqual([])
  })

  test.each([
    ['another key', { ...good, routing_key: 'x' }],
    ['an unknown action', { ...good, event_action: 'open' }],
    ['a long key of the alert', { ...good, dedup_key: 'x'.repeat(256) }],
    ['an end of nothing', { routing_key: ROUTING_KEY, event_action: 'resolve' }],
    ['no payload', { ...good, payload: undefined }],
    ['a long summary', { ...good, payload: { ...payload, summary: 'x'.repeat(1_025) } }],
    ['no source', { ...good, payload: { ...payload, source: '' } }],
    ['an unknown severity', { ...good, payload: { ...payload, severity: 'high' } }],
    ['a time of day', { ...good, payload: { ...payload, timestamp: '12:00' } }],
    ['an unknown member', { ...good, payload: { ...payload, colour: 'red' } }],
    ['a link to nowhere', { ...good, links: [{ href: 'nowhere', text: 'x' }] }],
    ['half a megabyte', { ...good, payload: { ...payload, custom_details: { x: 'x'.repeat(512_000) } } }],
  ])('refuses %s', (_, event) => {
    expect(faults(event)).toHaveLength(1)
  })
})
