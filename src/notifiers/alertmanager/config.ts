/** What an Alertmanager is told in the configuration. */
import * as z from 'zod'
import { DURATION_HINT, parseDuration } from '../../core/calendar/duration.ts'
import { MINUTE } from '../../core/calendar/time.ts'
import { allowPrivate, moreHeaders, webAddress } from '../http-settings.ts'
import { OWN_LABELS } from './message.ts'

export const alertmanagerConfig = z
  .strictObject({
    url: webAddress.optional().describe('where it is, without /api/v2/alerts'),
    urls: z
      .array(webAddress)
      .min(1)
      .optional()
      .describe('all members of a cluster, instead of url; each is told, and one that accepts is enough'),
    headers: moreHeaders,
    labels: z
      .record(
        z
          .string()
          .regex(/^[a-zA-Z_][a-zA-Z0-9_]*$/, 'not the name of a label')
          .refine((name) => !OWN_LABELS.has(name), { error: 'this label is set by meshwatch' }),
        z.string().min(1),
      )
      .default({})
      .describe('labels that every alert carries as well, such as cluster (none)'),
    hold: z
      .string()
      .refine((text) => (parseDuration(text) ?? 0) >= MINUTE, { error: `expected a length of time from 1m on: ${DURATION_HINT}` })
      .default('7d')
      .describe('how long an alert stays active without news of its incident; every news begins it anew (7d)'),
    allowPrivate: allowPrivate(true),
  })
  .refine(({ url, urls }) => (url === undefined) !== (urls === undefined), { error: 'expected either url or urls', path: ['url'] })

export type AlertmanagerConfig = z.output<typeof alertmanagerConfig>
