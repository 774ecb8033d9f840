/** What a Teams notifier is told in the configuration. */
import * as z from 'zod'
import { allowPrivate, webAddress } from '../http-settings.ts'

export const teamsConfig = z.strictObject({
  url: webAddress.describe('address of a workflow that posts cards when a webhook request is received; it holds a key'),
  allowPrivate: allowPrivate(false),
})

export type TeamsConfig = z.output<typeof teamsConfig>
