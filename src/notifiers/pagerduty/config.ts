/** What a PagerDuty notifier is told in the configuration. */
import * as z from 'zod'
import { Secret } from '../../core/secret.ts'
import { allowPrivate, webAddress } from '../http-settings.ts'

export const pagerdutyConfig = z.strictObject({
  routingKey: z
    .instanceof(Secret, { error: 'expected text' })
    .refine((key) => /^\S+$/.test(key.reveal()), { error: 'expected an integration key, without spaces' })
    .describe('integration key of an integration of the type Events API v2'),
  url: webAddress.optional().describe('where events are taken (https://events.pagerduty.com/v2/enqueue)'),
  allowPrivate: allowPrivate(false),
})

export type PagerdutyConfig = z.output<typeof pagerdutyConfig>
