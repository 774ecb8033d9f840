/** What a Slack notifier is told in the configuration. */
import * as z from 'zod'
import { Secret } from '../../core/secret.ts'

export const slackConfig = z.strictObject({
  token: z
    .instanceof(Secret, { error: 'expected text' })
    .describe(
      'bot token (xoxb-…) with chat:write; channels:join and channels:read to join public channels by itself; channels:history and groups:history to see after a crash what was sent already',
    ),
  appToken: z
    .instanceof(Secret, { error: 'expected text' })
    .optional()
    .describe(
      'app-level token (xapp-…) with connections:write: buttons and commands come over a connection that the daemon opens (Socket Mode)',
    ),
  signingSecret: z
    .instanceof(Secret, { error: 'expected text' })
    .optional()
    .describe(
      'signing secret of the app, where there is no appToken: Slack sends buttons and commands to /slack/interactions and /slack/commands',
    ),
  apiUrl: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('where the Web API is (https://slack.com/api/)'),
})

export type SlackConfig = z.output<typeof slackConfig>

/** Whether people can answer, so that messages may carry buttons. */
export function canHear({ appToken, signingSecret }: SlackConfig): boolean {
  return appToken !== undefined || signingSecret !== undefined
}
