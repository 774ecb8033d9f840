/** Writes one line, and waits until it is written or the time is over. */
import type { Deadline } from '../../core/calendar/time.ts'
import type { Given } from '../../core/factory.ts'
import type { Delivery, Notice } from '../../core/incident/notice.ts'
import { connectionFailure } from '../connection-failures.ts'
import type { ConsoleConfig } from './config.ts'
import { lineOf } from './message.ts'

export function createSend({ to }: ConsoleConfig, { print }: Pick<Given, 'print'>) {
  return async (notice: Notice, until: Deadline): Promise<Delivery> => {
    if (print === undefined) return { ok: false, retry: false, reason: 'not-configured', detail: 'there is nowhere to print' }
    try {
      until.signal.throwIfAborted()
      await Promise.race([print(lineOf(notice), to), over(until.signal)])
      return { ok: true }
    } catch (error) {
      return connectionFailure(error, until)
    }
  }
}

function over(signal: AbortSignal): Promise<never> {
  return new Promise((_, fail) => signal.addEventListener('abort', () => fail(signal.reason), { once: true }))
}
