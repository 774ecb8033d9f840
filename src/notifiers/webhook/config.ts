/** What a webhook is told in the configuration. */
import * as z from 'zod'
import { Secret } from '../../core/secret.ts'

const secret = z.instanceof(Secret, { error: 'expected text' })
const OWN_HEADERS = /^(host|connection|content-length|content-type|transfer-encoding|x-meshwatch-.*)$/i

export const webhookConfig = z.strictObject({
  url: secret
    .refine((url) => /^https?:$/.test(URL.parse(url.reveal())?.protocol ?? ''), { error: 'expected an address that begins with https://' })
    .describe('where to POST; such an address often holds a key'),
  secret: secret.optional().describe('key of the HMAC-SHA256 signature; without it nothing is signed'),
  headers: z
    .record(
      z
        .string()
        .regex(/^[\w!#$%&'*+.^`|~-]+$/, 'not the name of a header')
        .refine((name) => !OWN_HEADERS.test(name), { error: 'this header is set by meshwatch' }),
      secret.refine((value) => /^[\t\x20-\x7e]*$/.test(value.reveal()), { error: 'expected one line of plain characters' }),
    )
    .default({})
    .describe('more headers, such as Authorization; their values are secrets (none)'),
  allowPrivate: z.boolean().default(false).describe('whether the address may lie in a private network or on this machine (false)'),
})

export type WebhookConfig = z.output<typeof webhookConfig>
