/** A limit of time for work that nobody else limits: answers to people, and looks that are made for them. */
import type { Clock, Deadline, Millis } from '../../core/calendar/time.ts'

export async function within<T>(clock: Clock, length: Millis, work: (until: Deadline) => Promise<T>): Promise<T> {
  const at = clock.now() + length
  const control = new AbortController()
  const stop = clock.after(length, () => control.abort())
  try {
    return await work({ at, signal: control.signal, left: () => Math.max(0, at - clock.now()) })
  } finally {
    stop()
  }
}
