/** Hands one message to the mail server, by a connection of its own. */
import type { Deadline } from '../../core/calendar/time.ts'
import type { Given } from '../../core/factory.ts'
import type { Delivery, Notice } from '../../core/incident/notice.ts'
import { isAddress } from './addresses.ts'
import type { EmailConfig } from './config.ts'
import { failureOf } from './failures.ts'
import { messageOf } from './message.ts'

const PORTS = { starttls: 587, implicit: 465, off: 25 } as const

export function createSend(config: EmailConfig, { clock }: Pick<Given, 'clock'>) {
  const { from, name } = config
  return async (notice: Notice, until: Deadline): Promise<Delivery> => {
    const address = notice.channel.address.replace(/^mailto:/i, '')
    if (!isAddress(address)) return { ok: false, retry: false, reason: 'unknown-channel', detail: 'this is no address of e-mail' }
    try {
      const transport = await openTransport(config, until)
      await transport.sendMail({
        ...messageOf(notice, from),
        from: { name, address: from },
        to: { name: '', address },
        date: new Date(clock.now()),
        disableFileAccess: true,
        disableUrlAccess: true,
        signal: until.signal,
      })
      return { ok: true }
    } catch (error) {
      return failureOf(error, until)
    }
  }
}

async function openTransport({ host, port, user, password, tls, ca, verify }: EmailConfig, until: Deadline) {
  const { createTransport } = await import('nodemailer')
  const patience = Math.max(1, until.left())
  return createTransport({
    host,
    port: port ?? PORTS[tls],
    secure: tls === 'implicit',
    requireTLS: tls === 'starttls',
    ignoreTLS: tls === 'off',
    tls: { minVersion: 'TLSv1.2', rejectUnauthorized: verify, ...(ca === undefined ? {} : { ca: ca.reveal() }) },
    ...(user === undefined || password === undefined ? {} : { auth: { user, pass: password.reveal() } }),
    logger: false,
    dnsTimeout: patience,
    connectionTimeout: patience,
    greetingTimeout: patience,
    socketTimeout: patience,
  })
}
