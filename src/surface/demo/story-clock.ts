/**
 * A clock that is moved by a storyteller. It goes from alarm to alarm, and stands still while the work that an alarm set off
 * goes on: a minute may then last a second, and no timeout fires just because the minute was short.
 */
import { type CronTicker, nextFiring } from '../../core/calendar/cron.ts'
import type { Clock, Instant } from '../../core/calendar/time.ts'

export interface StoryClock extends Clock {
  readonly ticker: CronTicker
  /** Moves to `at`, alarm by alarm; after each one, whatever it set off is waited for. */
  moveTo(at: Instant): Promise<void>
}

interface Alarm {
  readonly at: Instant
  readonly wake: () => void
}

/** `calm` answers when no work is under way. */
export function createStoryClock(start: Instant, calm: () => Promise<void>): StoryClock {
  let now = start
  const alarms = new Set<Alarm>()
  const after: Clock['after'] = (delay, wake) => {
    const alarm = { at: now + Math.max(0, delay), wake }
    alarms.add(alarm)
    return () => void alarms.delete(alarm)
  }
  return {
    now: () => now,
    after,
    ticker: { on: (spec, fire) => repeat(() => nextFiring(spec, now), fire) },
    async moveTo(at) {
      await calm()
      for (let next = earliest(alarms, at); next; next = earliest(alarms, at)) {
        alarms.delete(next)
        now = Math.max(now, next.at)
        next.wake()
        await calm()
      }
      now = Math.max(now, at)
    },
  }

  function repeat(next: () => Instant | undefined, fire: () => void): () => void {
    let stop: () => void = () => {}
    const arm = () => {
      const at = next()
      if (at === undefined) return
      stop = after(at - now, () => {
        arm()
        fire()
      })
    }
    arm()
    return () => stop()
  }
}

function earliest(alarms: ReadonlySet<Alarm>, until: Instant): Alarm | undefined {
  let found: Alarm | undefined
  for (const alarm of alarms) if (alarm.at <= until && (found === undefined || alarm.at < found.at)) found = alarm
  return found
}
