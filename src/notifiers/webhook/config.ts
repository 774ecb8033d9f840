/** What a webhook is told in the configuration. */
import * as z from 'zod'
import { Secret } from '../../core/secret.ts'
import { allowPrivate, moreHeaders, webAddress } from '../http-settings.ts'

export const webhookConfig = z.strictObject({
  url: webAddress.describe('where to POST; such an address often holds a key'),
  secret: z
    .instanceof(Secret, { error: 'expected text' })
    .optional()
    .describe('key of the HMAC-SHA256 signature; without it nothing is signed'),
  headers: moreHeaders,
  allowPrivate: allowPrivate(false),
})

export type WebhookConfig = z.output<typeof webhookConfig>
