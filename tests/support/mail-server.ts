/** A real SMTP server on loopback, that keeps what it takes as parsed messages and fails on command. */
import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import PostalMime, { type Email } from 'postal-mime'
import { SMTPServer, type SMTPServerSession } from 'smtp-server'

export const LOGIN = { user: 'mesh', password: 'canary-4471' }

/** Of the next session. `accepted`: the message is taken all the same, and the answer lost. */
export type MailFault =
  | { readonly code: number; readonly text?: string; readonly at: 'greeting' | 'login' | 'from' | 'to' | 'data' }
  | { readonly reset: true; readonly accepted?: boolean }
  | { readonly slow: number }

export interface TakenMail {
  readonly from: string
  readonly to: readonly string[]
  readonly encrypted: boolean
  readonly user: string | undefined
  readonly raw: string
  readonly email: Email
}

export interface MailServer {
  readonly port: number
  /** PEM of its certificate, which vouches for itself under the name localhost. */
  readonly ca: string
  readonly faults: MailFault[]
  /** One for each session. */
  readonly calls: readonly string[]
  readonly mails: readonly TakenMail[]
  close(): Promise<void>
}

export interface MailServerOptions {
  readonly tls?: 'starttls' | 'implicit' | 'off'
  readonly login?: boolean
}

export async function startMailServer({ tls = 'starttls', login = true }: MailServerOptions = {}): Promise<MailServer> {
  const faults: MailFault[] = []
  const calls: string[] = []
  const mails: TakenMail[] = []
  const fate = new Map<string, MailFault>()
  const { key, cert } = makeCertificate()
  const refusal = ({ id }: SMTPServerSession, at: string): Error | null => {
    const fault = fate.get(id)
    if (fault === undefined || !('code' in fault) || fault.at !== at) return null
    return Object.assign(new Error(fault.text ?? 'no'), { responseCode: fault.code })
  }
  const server: SMTPServer = new SMTPServer({
    key,
    cert,
    secure: tls === 'implicit',
    logger: false,
    disabledCommands: [...(tls === 'off' ? ['STARTTLS'] : []), ...(login ? [] : ['AUTH'])],
    closeTimeout: 100,
    disableReverseLookup: true,
    onConnect(session, done) {
      calls.push(session.id)
      const fault = faults.shift()
      if (fault !== undefined) fate.set(session.id, fault)
      const wait = fault !== undefined && 'slow' in fault ? fault.slow : 0
      void sleep(wait).then(() => done(refusal(session, 'greeting')))
    },
    onAuth({ username, password }, session, done) {
      const refused = refusal(session, 'login')
      const known = username === LOGIN.user && password === LOGIN.password
      if (refused) done(refused)
      else if (known) done(null, { user: username })
      else done(Object.assign(new Error('who?'), { responseCode: 535 }))
    },
    onMailFrom: (_, session, done) => done(refusal(session, 'from')),
    onRcptTo: (_, session, done) => done(refusal(session, 'to')),
    onData(stream, session, done) {
      const parts: Buffer[] = []
      stream.on('data', (part: Buffer) => parts.push(part))
      stream.on('end', () => void take(session, Buffer.concat(parts).toString('utf8')).then(done))
    },
  })
  const take = async (session: SMTPServerSession, raw: string): Promise<Error | null> => {
    const fault = fate.get(session.id)
    const reset = fault !== undefined && 'reset' in fault
    const refused = refusal(session, 'data')
    if (refused) return refused
    if (!reset || fault.accepted) {
      const { mailFrom, rcptTo } = session.envelope
      const to = rcptTo.map(({ address }) => address)
      const from = mailFrom === false ? '' : mailFrom.address
      mails.push({ from, to, encrypted: Boolean(session.secure), user: session.user, raw, email: await PostalMime.parse(raw) })
    }
    if (reset) for (const connection of server.connections) if (connection.id === session.id) connection.close()
    return null
  }
  const listening = server.listen(0, '127.0.0.1')
  server.on('error', () => undefined)
  await once(listening, 'listening')
  return {
    port: (listening.address() as AddressInfo).port,
    ca: cert,
    faults,
    calls,
    mails,
    close: () => new Promise((done) => server.close(() => done())),
  }
}

function makeCertificate(): { readonly key: string; readonly cert: string } {
  const folder = mkdtempSync(join(tmpdir(), 'meshwatch-mail-'))
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
  const kind = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2']
  const made = spawnSync('openssl', [
    ...kind,
    '-subj',
    '/CN=localhost',
    '-addext',
    'subjectAltName=DNS:localhost',
    '-keyout',
    key,
    '-out',
    cert,
  ])
  if (made.status !== 0) throw new Error(`no certificate: ${made.stderr}`)
  const texts = { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') }
  rmSync(folder, { recursive: true })
  return texts
}
