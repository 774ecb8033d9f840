import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { MINUTE } from '../../../src/core/calendar/time.ts'
import type { Notice } from '../../../src/core/incident/notice.ts'
import { Secret } from '../../../src/core/secret.ts'
import { alertmanagerConfig } from '../../../src/notifiers/alertmanager/config.ts'
import { alertmanager } from '../../../src/notifiers/alertmanager/index.ts'
import { systemClock } from '../../../src/system.ts'
import { type Alertmanager, noAlertmanager, startAlertmanager } from '../../support/alertmanager.ts'
import { type Call, type FaultyServer, startFaultyServer } from '../../support/faulty-server.ts'
import { given, type NotifierFixture, send } from './fixture.ts'
import { incidentOf, noticeOf } from './notices.ts'
import { notifierSuite } from './suite.ts'

const PASSWORD = 'canary-7719'

function notifierFor(urls: string | readonly string[], more: Readonly<Record<string, unknown>> = {}, clock = given.clock) {
  const place = typeof urls === 'string' ? { url: new Secret(urls) } : { urls: urls.map((url) => new Secret(url)) }
  return alertmanager.create('alerts', alertmanagerConfig.parse({ ...place, ...more }), { ...given, clock })
}

interface Posted {
  readonly labels: Readonly<Record<string, string>>
  readonly annotations?: Readonly<Record<string, string>>
  readonly startsAt: string
  readonly endsAt: string
}

const posts = (calls: readonly Call[]) => calls.filter(({ method }) => method === 'POST')
const alertsIn = (call: Call | undefined): readonly Posted[] => JSON.parse(call?.body ?? '[]')
const open = () => startFaultyServer(() => ({ body: '[]' }))

async function makeFixture(): Promise<NotifierFixture> {
  const server = await open()
  return {
    notifier: notifierFor(server.url.replace('://', `://me:${PASSWORD}@`)),
    server,
    arrived: () => posts(server.calls).flatMap((call) => alertsIn(call).flatMap(({ annotations = {} }) => Object.values(annotations))),
    // Templates of Alertmanager escape for their receivers; what is sent is one line of visible characters.
    harm: (text) => text.match(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu) ?? [],
    secrets: [PASSWORD, 'canary'],
    astray: notifierFor('http://127.0.0.1:9/canary'),
    close: server.close,
  }
}

notifierSuite('Alertmanager', makeFixture)

describe('an alert', () => {
  let server: FaultyServer
  beforeAll(async () => {
    server = await open()
  })
  afterAll(() => server.close())

  test('carries what can be routed by as labels, and the words as annotations', async () => {
    await send(notifierFor(`${server.url}/prefix/`, { labels: { cluster: 'north' }, hold: '2d' }), noticeOf())
    const call = server.calls.at(-1)
    expect(call).toMatchObject({ method: 'POST', path: '/prefix/api/v2/alerts' })
    expect(alertsIn(call)).toEqual([
      {
        labels: {
          alertname: 'MeshwatchIncident',
          domain: 'storefront',
          product: 'storefront.orders',
          dataset: 'orders',
          type: 'freshness',
          severity: 'high',
          incident: '3f9a0c21b7de',
          cluster: 'north',
        },
        annotations: {
          summary: 'storefront.orders/orders: data is late (placed_at)',
          description: expect.stringMatching(/^Open \(high\): storefront/),
          reason: 'The newest placed_at is 42 min old, promised are 30 min.',
          status: 'Opened',
          since: '2026-11-20T13:05:00.000Z',
          owner: 'Storefront (orders@storefront.example)',
          affects: 'finance.revenue_daily, marketing.attribution',
          links: 'Incident: https://meshwatch.example/api/v1/incidents/3f9a0c21b7de Runbook: https://wiki.example/orders?page=late&part=2',
          runbook_url: 'https://wiki.example/orders?page=late&part=2',
        },
        startsAt: '2026-11-20T13:05:00.000Z',
        endsAt: '2026-11-22T14:00:00.000Z',
        generatorURL: 'https://meshwatch.example/api/v1/incidents/3f9a0c21b7de',
      },
    ])
  })

  test('names the source when it is about one', async () => {
    await send(notifierFor(server.url), noticeOf({ incident: incidentOf({ source: 'warehouse' }) }))
    expect(alertsIn(server.calls.at(-1))[0]?.labels).toMatchObject({ source: 'warehouse' })
  })

  test.each([
    [{}, 'url'],
    [{ url: new Secret('https://a.example'), urls: [new Secret('https://b.example')] }, 'url'],
    [{ urls: [] }, 'urls'],
    [{ url: new Secret('ftp://canary') }, 'url'],
    [{ url: new Secret('https://a.example'), hold: '5s' }, 'hold'],
    [{ url: new Secret('https://a.example'), hold: 'long' }, 'hold'],
    [{ url: new Secret('https://a.example'), labels: { severity: 'x' } }, 'labels'],
    [{ url: new Secret('https://a.example'), labels: { 'a-b': 'x' } }, 'labels'],
  ])('is not configured with %o', (wrong, path) => {
    const { error } = alertmanagerConfig.safeParse(wrong)
    expect(error?.issues[0]?.path[0]).toBe(path)
    expect(JSON.stringify(error?.issues)).not.toContain('canary')
  })
})

describe('a cluster', () => {
  const openTwo = async () => {
    const servers = [await open(), await open()] as const
    onTestFinished(async () => void (await Promise.all(servers.map(({ close }) => close()))))
    return servers
  }

  test('is told at each member, since members do not pass alerts on', async () => {
    const [one, other] = await openTwo()
    expect(await send(notifierFor([one.url, other.url]), noticeOf())).toEqual({ ok: true })
    expect([one.calls.length, other.calls.length]).toEqual([1, 1])
  })

  test('has been told when one member accepts', async () => {
    const [one, other] = await openTwo()
    one.faults.push({ status: 500 })
    expect(await send(notifierFor([one.url, other.url, 'http://127.0.0.1:9']), noticeOf())).toEqual({ ok: true })
  })

  test('is tried again while one member might still accept', async () => {
    const [one, other] = await openTwo()
    one.faults.push({ status: 400 })
    other.faults.push({ status: 503 })
    expect(await send(notifierFor([one.url, other.url]), noticeOf())).toMatchObject({ ok: false, retry: true, reason: 'server-error' })
    one.faults.push({ status: 400 })
    other.faults.push({ status: 401 })
    expect(await send(notifierFor([one.url, other.url]), noticeOf())).toMatchObject({ ok: false, retry: false, reason: 'rejected' })
  })

  test('does not wait for a silent member until the time is over', async () => {
    const [one, other] = await openTwo()
    one.faults.push({ slow: 3_000 })
    const begun = Date.now()
    const at = begun + 1_000
    const until = { at, signal: AbortSignal.timeout(1_000), left: () => Math.max(0, at - Date.now()) }
    expect(await notifierFor([one.url, other.url], {}, systemClock).send(noticeOf(), until)).toEqual({ ok: true })
    expect(Date.now() - begun).toBeLessThan(900)
  })
})

describe.skipIf(noAlertmanager)('a real Alertmanager', { timeout: 30_000 }, () => {
  let real: Alertmanager
  let told: FaultyServer
  beforeAll(async () => {
    told = await startFaultyServer(() => ({}))
    real = await startAlertmanager(told.url)
  }, 20_000)
  afterAll(async () => {
    await real.stop()
    await told.close()
  })

  const news = (id: string, changes: Partial<Notice> = {}, more: Parameters<typeof incidentOf>[0] = {}) =>
    noticeOf({ ...changes, incident: incidentOf({ id, since: Date.now() - 42 * MINUTE, ...more }) })
  const notifier = (more = {}) => notifierFor(real.url, more, systemClock)
  const active = async (id: string) => (await real.alerts()).filter(({ labels }) => labels.incident === id)
  const end = (id: string, more = {}) =>
    news(id, { transition: 'resolved', reason: 'all is well' }, { status: 'resolved', resolvedAt: Date.now(), ...more })
  const passedOn = (id: string) =>
    told.calls
      .map(({ body }) => JSON.parse(body) as { readonly status: string; readonly groupLabels: { readonly incident: string } })
      .filter(({ groupLabels }) => groupLabels.incident === id)
      .map(({ status }) => status)

  test('holds an open incident active, and ends it when it is resolved', async () => {
    expect(await send(notifier(), news('aa01'))).toEqual({ ok: true })
    const [alert, ...others] = await active('aa01')
    expect(others).toEqual([])
    expect(alert).toMatchObject({
      labels: { alertname: 'MeshwatchIncident', product: 'storefront.orders', severity: 'high' },
      annotations: { reason: 'The newest placed_at is 42 min old, promised are 30 min.' },
      generatorURL: 'https://meshwatch.example/api/v1/incidents/3f9a0c21b7de',
    })
    expect(Date.parse(alert?.endsAt ?? '') - Date.now()).toBeGreaterThan(6.9 * 24 * 60 * MINUTE)
    await vi.waitFor(() => expect(passedOn('aa01')).toEqual(['firing']), 5_000)
    expect(await send(notifier(), end('aa01'))).toEqual({ ok: true })
    expect(await active('aa01')).toEqual([])
    await vi.waitFor(() => expect(passedOn('aa01')).toEqual(['firing', 'resolved']), 5_000)
  })

  test('ends an incident that was over at once, and one whose end it has heard before', async () => {
    await send(notifier(), news('aa02', {}, { since: Date.now() - 1 }))
    expect(await active('aa02')).toHaveLength(1)
    for (let times = 0; times < 2; times++) expect(await send(notifier(), end('aa02', { since: Date.now() - 1 }))).toEqual({ ok: true })
    expect(await active('aa02')).toEqual([])
  })

  test('ends it even when its clock is behind ours', async () => {
    await send(notifier(), news('aa03'))
    const ahead = { ...systemClock, now: () => Date.now() + 30_000 }
    await send(notifierFor(real.url, {}, ahead), end('aa03', { resolvedAt: ahead.now() }))
    expect(await active('aa03')).toEqual([])
  })

  test('has one alert for an incident that became more severe', async () => {
    await send(notifier(), news('aa04', {}, { severity: 'low' }))
    await send(notifier(), news('aa04', { transition: 'joined' }, { severity: 'critical' }))
    expect((await active('aa04')).map(({ labels }) => labels.severity)).toEqual(['critical'])
    await send(notifier(), end('aa04', { severity: 'critical' }))
    expect(await active('aa04')).toEqual([])
  })

  test('has it again when it is open again', async () => {
    await send(notifier(), news('aa05'))
    await send(notifier(), end('aa05'))
    await send(notifier(), news('aa05', { transition: 'changed' }))
    expect(await active('aa05')).toHaveLength(1)
  })

  test('takes names of any kind', async () => {
    const hostile = '"}\\ \n<script> ünï {{ .Labels }} 💥'
    const incident = { id: hostile, product: hostile, dataset: hostile, domain: '\n', title: hostile }
    for (const transition of ['opened', 'changed'] as const)
      expect(await send(notifier(), news('', { transition }, { ...incident }))).toEqual({ ok: true })
    expect((await real.alerts()).filter(({ annotations }) => annotations.summary?.includes('💥'))).toHaveLength(1)
  })
})
