import { describe, expect, onTestFinished, test } from 'vitest'
import type { Notice } from '../../../src/core/incident/notice.ts'
import { Secret } from '../../../src/core/secret.ts'
import { emailConfig } from '../../../src/notifiers/email/config.ts'
import { email } from '../../../src/notifiers/email/index.ts'
import { LOGIN, type MailServer, type MailServerOptions, startMailServer } from '../../support/mail-server.ts'
import { given, type NotifierFixture, send } from './fixture.ts'
import { incidentOf, noticeOf, noticeOfEnd, noticeOfJoin } from './notices.ts'
import { type Fates, notifierSuite } from './suite.ts'

const ADDRESS = 'orders@storefront.example'

function notifierFor(port: number, more: Readonly<Record<string, unknown>> = {}) {
  const login = { user: LOGIN.user, password: new Secret(LOGIN.password) }
  return email.create('mail', emailConfig.parse({ host: 'localhost', port, from: 'mesh@watch.example', ...login, ...more }), given)
}

const to = (notice: Notice, address = ADDRESS): Notice => ({ ...notice, channel: { tool: 'email', address, from: 'product' } })

/** The contract's notices are addressed to a channel of Slack. */
function addressed(notifier: ReturnType<typeof notifierFor>): typeof notifier {
  return { ...notifier, send: (notice, until) => notifier.send(to(notice), until) }
}

/** Markup that is not ours, in HTML; what is not visible, in either form. */
function harmOf(text: string): readonly string[] {
  const unseen = text.replaceAll('\n', '').match(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu) ?? []
  if (!text.startsWith('<!doctype html>')) return unseen
  const markup = text.slice('<!doctype html>'.length).match(/<(?!\/?(html|head|meta|body|p|b|ul|li|table|tr|td|a)[ >])[^>]*>?/g) ?? []
  return [...unseen, ...markup, ...(text.match(/(?<!href=)"(?:https?|javascript):/g) ?? [])]
}

async function makeFixture(): Promise<NotifierFixture> {
  const server = await startMailServer()
  const ca = new Secret(server.ca)
  return {
    notifier: addressed(notifierFor(server.port, { ca })),
    server,
    arrived: () => server.mails.flatMap(({ email: { subject = '', text = '', html = '' } }) => [subject, text.trim(), html.trim()]),
    harm: harmOf,
    secrets: [LOGIN.password, 'canary'],
    astray: addressed(notifierFor(9, { ca })),
    close: server.close,
  }
}

const FATES: Fates = [
  ['421 instead of a greeting', { code: 421, at: 'greeting' }, { retry: true, reason: 'server-error', detail: 'SMTP 421 CONN' }],
  ['554 instead of a greeting', { code: 554, at: 'greeting' }, { retry: false, reason: 'rejected' }],
  ['454 for the login', { code: 454, at: 'login' }, { retry: true, reason: 'server-error' }],
  ['535 for the login', { code: 535, at: 'login' }, { retry: false, reason: 'auth' }],
  ['530 for the sender', { code: 530, at: 'from' }, { retry: false, reason: 'auth' }],
  ['553 for the sender', { code: 553, at: 'from' }, { retry: false, reason: 'rejected' }],
  ['451 for the recipient', { code: 451, at: 'to' }, { retry: true, reason: 'server-error' }],
  [
    '450 for a recipient of whom too much is asked',
    { code: 450, text: '4.7.1 slow down', at: 'to' },
    { retry: true, reason: 'rate-limited' },
  ],
  ['550 for the recipient', { code: 550, text: '5.1.1 canary', at: 'to' }, { retry: false, reason: 'unknown-channel' }],
  ['452 for the message', { code: 452, at: 'data' }, { retry: true, reason: 'server-error' }],
  ['554 for the message', { code: 554, text: '5.7.1 canary', at: 'data' }, { retry: false, reason: 'rejected' }],
  ['a connection that breaks', { reset: true }, { retry: true, reason: 'unreachable' }],
  ['a connection that breaks after the message was taken', { reset: true, accepted: true }, { retry: true, reason: 'unreachable' }],
]

notifierSuite('E-mail', makeFixture, FATES)

async function open(options: MailServerOptions = {}): Promise<MailServer> {
  const server = await startMailServer(options)
  onTestFinished(() => server.close())
  return server
}

describe('an e-mail', () => {
  test('says the same as text and as HTML, to whom the contract names', async () => {
    const server = await open()
    expect(await send(notifierFor(server.port, { ca: new Secret(server.ca) }), to(noticeOf()))).toEqual({ ok: true })
    const [mail, ...others] = server.mails
    expect(others).toEqual([])
    expect(mail).toMatchObject({ from: 'mesh@watch.example', to: [ADDRESS], encrypted: true, user: 'mesh' })
    expect(mail?.email).toMatchObject({
      subject: 'storefront.orders/orders: freshness trouble [3f9a0c21b7de]',
      from: { name: 'meshwatch', address: 'mesh@watch.example' },
      to: [{ address: ADDRESS }],
      date: '2026-11-20T14:00:00.000Z',
    })
    expect(mail?.email.text?.trim()).toBe(
      [
        'Opened: storefront.orders/orders: data is late (placed_at)',
        '',
        'The newest placed_at is 42 min old, promised are 30 min.',
        'Open since Fri 20 Nov 14:05 (Europe/Berlin).',
        '',
        'Seen: 42 min',
        'Expected: at most 30 min',
        'Fields: placed_at',
        'Severity: high',
        'Owner: Storefront (orders@storefront.example)',
        'Affects: finance.revenue_daily, marketing.attribution',
        'About: Every order placed in the shop, one row each.',
        '',
        'Incident: https://meshwatch.example/api/v1/incidents/3f9a0c21b7de',
        'Runbook: https://wiki.example/orders?page=late&part=2',
        '',
        '-- ',
        'storefront.orders, incident 3f9a0c21b7de',
      ].join('\n'),
    )
    expect(mail?.email.html).toContain('<td>Storefront (orders@storefront.example)</td>')
    expect(mail?.email.html).toContain('<a href="https://wiki.example/orders?page=late&amp;part=2">Runbook</a>')
  })

  test('stands in one conversation with the others of its incident', async () => {
    const server = await open()
    const notifier = notifierFor(server.port, { ca: new Secret(server.ca) })
    for (const notice of [noticeOf(), noticeOfJoin('reply', ''), noticeOfEnd('reply', '')])
      await send(notifier, to({ ...notice, id: `${notice.id}.${notice.transition}` }))
    const [first, ...later] = server.mails.map(({ email: { subject, messageId, inReplyTo, references } }) => ({
      subject,
      messageId,
      inReplyTo,
      references,
    }))
    const root = '<meshwatch.3f9a0c21b7de@watch.example>'
    expect(first).toMatchObject({ messageId: root, subject: 'storefront.orders/orders: freshness trouble [3f9a0c21b7de]' })
    expect(first?.inReplyTo).toBeUndefined()
    for (const one of later) expect(one).toMatchObject({ subject: `Re: ${first?.subject}`, inReplyTo: root, references: root })
    expect(new Set(server.mails.map(({ email: { messageId } }) => messageId)).size).toBe(3)
    expect(server.mails.at(-1)?.email.text).toMatch(/^Resolved: storefront\.orders\/orders/)
  })

  test('that is sent twice can be told from two', async () => {
    const server = await open()
    const notifier = notifierFor(server.port, { ca: new Secret(server.ca) })
    for (let times = 0; times < 2; times++) await send(notifier, to(noticeOfJoin('reply', '')))
    expect(new Set(server.mails.map(({ email: { messageId } }) => messageId)).size).toBe(1)
  })

  test('has the headers that we give it and no others, whatever the data says', async () => {
    const server = await open()
    const evil = 'x\r\nBcc: evil@example.com\r\n\r\n<script>'
    const incident = incidentOf({ id: evil, dataset: evil, type: evil as 'volume', title: evil })
    const product = { id: evil, owner: evil, team: evil, purpose: evil, zone: evil }
    const notice = noticeOf({ id: evil, incident, product, reason: evil, transition: evil as 'changed' })
    expect(await send(notifierFor(server.port, { ca: new Secret(server.ca) }), to(notice))).toEqual({ ok: true })
    const [mail] = server.mails
    expect(mail?.to).toEqual([ADDRESS])
    expect(mail?.email.headers.map(({ key }) => key).sort()).toEqual([
      'auto-submitted',
      'content-type',
      'date',
      'from',
      'in-reply-to',
      'message-id',
      'mime-version',
      'references',
      'subject',
      'to',
      'x-auto-response-suppress',
      'x-meshwatch-incident',
      'x-meshwatch-state',
    ])
  })

  test.each([
    '',
    'storefront-data',
    'a@b.example, c@d.example',
    'a@b.example\r\nRCPT TO:<x@y.example>',
    'Jo <a@b.example>',
    '"a b"@c.example',
    'a@',
    '@b.example',
    'a@b@c.example',
    `${'a'.repeat(250)}@b.example`,
  ])('is not sent to %j', async (address) => {
    const server = await open()
    const delivery = await send(notifierFor(server.port), to(noticeOf(), address))
    expect(delivery).toMatchObject({ ok: false, retry: false, reason: 'unknown-channel' })
    expect(server.calls).toEqual([])
  })

  test.each(['mailto:orders@storefront.example', 'données@büro.example'])('is sent to %s', async (address) => {
    const server = await open()
    expect(await send(notifierFor(server.port, { ca: new Secret(server.ca) }), to(noticeOf(), address))).toEqual({ ok: true })
  })
})

describe('encryption', () => {
  test('can begin with the connection', async () => {
    const server = await open({ tls: 'implicit' })
    expect(await send(notifierFor(server.port, { tls: 'implicit', ca: new Secret(server.ca) }), to(noticeOf()))).toEqual({ ok: true })
    expect(server.mails[0]).toMatchObject({ encrypted: true, user: 'mesh' })
  })

  test('with a server that nobody vouches for does not come about, unless that is wanted', async () => {
    const server = await open()
    const delivery = await send(notifierFor(server.port), to(noticeOf()))
    expect(delivery).toMatchObject({ ok: false, retry: true, reason: 'unreachable', detail: expect.stringContaining('SELF_SIGNED') })
    expect(await send(notifierFor(server.port, { verify: false }), to(noticeOf()))).toEqual({ ok: true })
  })

  test('with a server of another name does not come about', async () => {
    const server = await open()
    const delivery = await send(notifierFor(server.port, { host: '127.0.0.1', ca: new Secret(server.ca) }), to(noticeOf()))
    expect(delivery).toMatchObject({ ok: false, detail: expect.stringContaining('ALTNAME') })
    expect(server.mails).toEqual([])
  })

  test('that the server does not offer ends it before anything is said', async () => {
    const server = await open({ tls: 'off' })
    const delivery = await send(notifierFor(server.port), to(noticeOf()))
    expect(delivery).toEqual({ ok: false, retry: false, reason: 'not-configured', detail: 'the server does not encrypt' })
    expect(server.mails).toEqual([])
  })

  test('may be left out for a relay that wants no login', async () => {
    const server = await open({ tls: 'off', login: false })
    const plain = { tls: 'off', user: undefined, password: undefined }
    expect(await send(notifierFor(server.port, plain), to(noticeOf()))).toEqual({ ok: true })
    expect(server.mails[0]).toMatchObject({ encrypted: false })
  })
})

test('a wrong password is final, and told nowhere', async () => {
  const server = await open()
  const wrong = { password: new Secret('canary-wrong'), ca: new Secret(server.ca) }
  const delivery = await send(notifierFor(server.port, wrong), to(noticeOf()))
  expect(delivery).toMatchObject({ ok: false, retry: false, reason: 'auth' })
  expect(JSON.stringify(delivery)).not.toContain('canary')
})

test.each([
  [{ from: 'nobody' }, 'from'],
  [{ from: 'a@b.example\r\nBcc: x@y.example' }, 'from'],
  [{ name: 'a\nb' }, 'name'],
  [{ user: 'mesh' }, 'user'],
  [{ user: 'mesh', password: new Secret('canary'), tls: 'off' }, 'tls'],
  [{ tls: 'sometimes' }, 'tls'],
])('e-mail is not configured with %o', (wrong, path) => {
  const { error } = emailConfig.safeParse({ host: 'a.example', from: 'a@b.example', ...wrong })
  expect(error?.issues[0]?.path[0]).toBe(path)
  expect(JSON.stringify(error?.issues)).not.toContain('canary')
})
