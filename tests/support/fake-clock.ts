/** A clock that is moved by hand, for timeline tests: what should happen by 10:15 has happened when `moveTo('10:15')` answers. */
import type { Instant } from '../../src/core/calendar/time.ts'
import { createStoryClock, type StoryClock } from '../../src/surface/demo/story-clock.ts'

export type FakeClock = StoryClock

/** `isBusy` tells whether work that was set off is still under way. */
export function createFakeClock(start: Instant, isBusy: () => boolean): FakeClock {
  return createStoryClock(start, async () => {
    for (let calm = 0; calm < 3; calm = isBusy() ? 0 : calm + 1) await new Promise((next) => setImmediate(next))
  })
}
