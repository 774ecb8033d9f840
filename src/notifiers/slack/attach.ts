/**
 * A picture as a reply below a root, in the three steps that Slack wants: docs.slack.dev/messaging/working-with-files. The SDK's way of them does
 * not work with a client that goes to no other address than the API's.
 */
import { SECOND } from '../../core/calendar/time.ts'
import type { Given } from '../../core/factory.ts'
import type { Notifier } from '../../core/incident/notice.ts'
import { tidy } from '../wording.ts'
import { openClient, post } from './client.ts'
import type { SlackConfig } from './config.ts'
import { slackError } from './failures.ts'
import { plain } from './mrkdwn.ts'

const TIMEOUT = 10 * SECOND
const LONGEST_TITLE = 100
const LONGEST_ALT = 1_000
const UPLOADS = /^https:\/\/files\.slack(-gov)?\.com\//

export function createAttach(config: SlackConfig, { log }: Given): NonNullable<Notifier['attach']> {
  /** The bot may not; asking again for each incident helps nobody. */
  let isRefused = false
  return async (handle, { bytes, title, says }, until) => {
    const [, channel_id, thread_ts] = /^([^:]+):([\d.]+)$/.exec(handle) ?? []
    if (isRefused || channel_id === undefined || thread_ts === undefined) return false
    try {
      const client = await openClient(config, until, TIMEOUT)
      const asked = { filename: 'chart.png', length: bytes.length, alt_txt: plain(tidy(says, LONGEST_ALT)) }
      const { upload_url: url, file_id: id } = await client.files.getUploadURLExternal(asked)
      if (url === undefined || id === undefined || !mayUploadTo(url, config.apiUrl)) return false
      if (!(await post(url, bytes, 'image/png', until))) return false
      await client.files.completeUploadExternal({ files: [{ id, title: plain(tidy(title, LONGEST_TITLE)) }], channel_id, thread_ts })
      return true
    } catch (error) {
      isRefused = slackError(error) === 'missing_scope'
      if (isRefused) log.warn('Slack does not let the bot show pictures', { needs: 'files:write' })
      return false
    }
  }
}

function mayUploadTo(url: string, apiUrl: string | undefined): boolean {
  return UPLOADS.test(url) || (apiUrl !== undefined && URL.parse(url)?.origin === new URL(apiUrl).origin)
}
