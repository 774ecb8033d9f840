/** A clock that is moved by hand, for timeline tests: what should happen by 10:15 has happened when `moveTo('10:15')` answers. */
import { type CronTicker, nextFiring } from '../../src/core/cron.ts'
import type { Clock, Instant } from '../../src/core/time.ts'

export interface FakeClock extends Clock {
  readonly ticker: CronTicker
  /** Moves to `at`, alarm by alarm; after each one, whatever it set off is waited for. */
  moveTo(at: Instant): Promise<void>
}

/** `isBusy` tells whether work that was set off is still under way. */
export function createFakeClock(start: Instant, isBusy: () => boolean): FakeClock {
  let now = start
  let alarms: { readonly at: Instant; readonly wake: () => void }[] = []
  const clock: Clock = {
    now: () => now,
    after(delay, wake) {
      const alarm = { at: now + Math.max(0, delay), wake }
      alarms.push(alarm)
      return () => {
        alarms = alarms.filter((other) => other !== alarm)
      }
    },
  }
  const quiet = async () => {
    for (let calm = 0; calm < 3; calm = isBusy() ? 0 : calm + 1) await new Promise((next) => setImmediate(next))
  }
  return {
    ...clock,
    ticker: {
      on(spec, fire) {
        let stop: () => void = () => {}
        const arm = () => {
          const at = nextFiring(spec, now)
          if (at === undefined) return
          stop = clock.after(at - now, () => {
            fire()
            arm()
          })
        }
        arm()
        return () => stop()
      },
    },
    async moveTo(at) {
      await quiet()
      for (;;) {
        const next = alarms.filter((alarm) => alarm.at <= at).sort((a, b) => a.at - b.at)[0]
        if (!next) break
        alarms = alarms.filter((other) => other !== next)
        now = Math.max(now, next.at)
        next.wake()
        await quiet()
      }
      now = at
    },
  }
}
