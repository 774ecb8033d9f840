/** What an e-mail notifier is told in the configuration. */
import * as z from 'zod'
import { Secret } from '../../core/secret.ts'
import { isAddress } from './addresses.ts'

const secret = z.instanceof(Secret, { error: 'expected text' })

export const emailConfig = z
  .strictObject({
    host: z.string().min(1).describe('name or address of the mail server'),
    port: z.int().min(1).max(65_535).optional().describe('its port; without it the usual one: 587, 465 for implicit, 25 for off'),
    from: z.string().refine(isAddress, { error: 'expected an address such as mesh@example.com' }).describe('address of the sender'),
    name: z
      .string()
      .regex(/^[^\p{Cc}]+$/u, 'expected one line')
      .default('meshwatch')
      .describe('name of the sender (meshwatch)'),
    user: z.string().min(1).optional().describe('who logs in; without it nobody does'),
    password: secret.optional().describe('the password'),
    tls: z
      .enum(['starttls', 'implicit', 'off'])
      .default('starttls')
      .describe(
        'starttls: encrypted after the greeting; implicit: from the beginning; off: plain text, for a relay on this machine (starttls)',
      ),
    ca: secret.optional().describe('PEM of the authority that vouches for the server, where it is not a public one'),
    verify: z.boolean().default(true).describe('whether the server has to prove its name (true)'),
  })
  .refine(({ user, password }) => (user === undefined) === (password === undefined), {
    error: 'user and password belong together',
    path: ['user'],
  })
  .refine(({ password, tls }) => password === undefined || tls !== 'off', { error: 'a password needs encryption', path: ['tls'] })

export type EmailConfig = z.output<typeof emailConfig>
