/** A source is a guest house with few rooms: so many statements at once, the rest wait in order. */
import type { Clock, Deadline, Millis } from '../core/calendar/time.ts'

export interface Slots {
  /** Runs `job` when a slot is free. */
  run<T>(job: () => Promise<T>): Promise<T>
  readonly waiting: number
}

/** `size` is asked each time, because a reload may change it. */
export function createSlots(size: () => number): Slots {
  const queue: (() => void)[] = []
  let busy = 0
  /** Hands a free slot to whoever waits longest, at once: nobody who comes later can take it meanwhile. */
  const admit = () => {
    while (busy < size()) {
      const next = queue.shift()
      if (!next) return
      busy++
      next()
    }
  }
  return {
    async run(job) {
      const admitted = new Promise<void>((free) => queue.push(free))
      admit()
      await admitted
      try {
        return await job()
      } finally {
        busy--
        admit()
      }
    },
    get waiting() {
      return queue.length
    },
  }
}

/** Runs jobs one after the other, whatever they answer. */
export function createSequence(): <T>(job: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve()
  return (job) => {
    const mine = last.then(job, job)
    last = mine.catch(() => undefined)
    return mine
  }
}

/** Gives `work` until `length` from now; its signal fires then, or when `cancel` does. */
export async function within<T>(
  clock: Clock,
  length: Millis,
  cancel: AbortSignal | undefined,
  work: (until: Deadline) => Promise<T>,
): Promise<T> {
  const at = clock.now() + length
  const control = new AbortController()
  const stop = clock.after(length, () => control.abort(new Error('the time for this work is over')))
  const onCancel = () => control.abort(cancel?.reason)
  cancel?.addEventListener('abort', onCancel, { once: true })
  if (cancel?.aborted) onCancel()
  try {
    return await work({ at, signal: control.signal, left: () => Math.max(0, at - clock.now()) })
  } finally {
    stop()
    cancel?.removeEventListener('abort', onCancel)
  }
}
