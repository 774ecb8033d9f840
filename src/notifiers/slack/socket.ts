/**
 * Socket Mode: Slack's own client opens a connection to Slack, so that the daemon needs no address of its own. Connecting again is done here,
 * on the clock that is handed in: the client's own way ends the process when the network is gone.
 */
import { type Clock, type Instant, MINUTE, type Millis, SECOND } from '../../core/calendar/time.ts'
import type { Log } from '../../core/factory.ts'
import type { Secret } from '../../core/secret.ts'
import { openSocketClient } from './client.ts'
import { slackError } from './failures.ts'

export interface Socket {
  close(): Promise<void>
}

interface Envelope {
  readonly envelope_id: string
  readonly type: string
  readonly body: unknown
  readonly ack: () => Promise<void>
}

const CONNECT_TIMEOUT: Millis = 10 * SECOND
const FIRST_PAUSE: Millis = SECOND
const LONGEST_PAUSE = MINUTE
const REMEMBERED = 10 * MINUTE

export function openSocket(
  appToken: Secret,
  apiUrl: string | undefined,
  { clock, log }: { readonly clock: Clock; readonly log: Log },
  take: (kind: string, payload: unknown) => void,
): Socket {
  const seen = new Map<string, Instant>()
  let isClosed = false
  let pause = FIRST_PAUSE
  let hangUp: (() => Promise<void>) | undefined
  let wake: (() => void) | undefined

  /** Acknowledged before anything is done: what Slack sends once more was done already. */
  const onEnvelope = ({ envelope_id: id, type, body, ack }: Envelope) => {
    ack().catch(() => undefined)
    const now = clock.now()
    for (const [known, at] of seen) if (now - at > REMEMBERED) seen.delete(known)
    if (seen.has(id)) return
    seen.set(id, now)
    take(type, body)
  }
  /** Ends when the connection does. */
  const connect = async (): Promise<void> => {
    const client = await openSocketClient(appToken, apiUrl, CONNECT_TIMEOUT)
    if (isClosed) return
    const over = new Promise<void>((resolve) => client.once('disconnected', () => resolve()))
    client.on('slack_event', onEnvelope)
    hangUp = async () => void (await Promise.race([client.disconnect(), over]))
    await client.start()
    if (isClosed) await client.disconnect()
    pause = FIRST_PAUSE
    log.info('listening to Slack')
    await over
  }
  const running = (async () => {
    while (!isClosed) {
      try {
        await connect()
      } catch (error) {
        if (!isClosed) log.warn('Slack cannot be listened to', { reason: slackError(error) ?? 'no connection', again: pause })
      }
      hangUp = undefined
      if (isClosed) return
      await new Promise<void>((resolve) => {
        const cancel = clock.after(pause, resolve)
        wake = () => {
          cancel()
          resolve()
        }
      })
      pause = Math.min(LONGEST_PAUSE, pause * 2)
    }
  })()

  return {
    async close() {
      isClosed = true
      wake?.()
      await hangUp?.().catch(() => undefined)
      await running
    },
  }
}
