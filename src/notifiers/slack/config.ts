/** What a Slack notifier is told in the configuration. */
import * as z from 'zod'
import { Secret } from '../../core/secret.ts'

export const slackConfig = z.strictObject({
  token: z
    .instanceof(Secret, { error: 'expected text' })
    .describe(
      'bot token (xoxb-…) with chat:write; channels:join and channels:read to join public channels by itself; channels:history and groups:history to see after a crash what was sent already',
    ),
  apiUrl: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('where the Web API is (https://slack.com/api/)'),
})

export type SlackConfig = z.output<typeof slackConfig>
