/** Plays the story: moves the clock, lets pipelines deliver every five minutes, and acts each beat when its minute has come. */
import { type Instant, MINUTE, type Millis } from '../../core/calendar/time.ts'
import type { Mill } from './mill.ts'
import type { Stage } from './stage.ts'
import type { StoryClock } from './story-clock.ts'
import type { Beat } from './storyline.ts'

const DELIVERY: Millis = 5 * MINUTE

export interface PlayGiven {
  readonly clock: StoryClock
  readonly mill: Mill
  readonly stage: Stage
  /** Ordered by minute. */
  readonly beats: readonly Beat[]
  readonly start: Instant
  /** Called when a beat has been acted. */
  happened(at: Instant, says: string): void
}

export interface Play {
  /** Goes on with the story until `at`. */
  until(at: Instant): Promise<void>
}

/** Must be created at the start of the live part: what is older of the story belongs to the history. */
export function createPlay({ clock, mill, stage, beats, start, happened }: PlayGiven): Play {
  const waiting = beats.filter(({ minute }) => minute >= 0)
  let delivered = Math.floor(start / DELIVERY) * DELIVERY
  const timeOf = (beat: Beat | undefined) => (beat ? start + beat.minute * MINUTE : Number.POSITIVE_INFINITY)

  async function actAll(now: Instant): Promise<void> {
    for (let beat = waiting[0]; beat && timeOf(beat) <= now; beat = waiting[0]) {
      waiting.shift()
      await beat.act(stage)
      happened(timeOf(beat), beat.says)
    }
  }

  return {
    async until(at) {
      for (let next = stop(); next <= at; next = stop()) {
        await clock.moveTo(next)
        await actAll(next)
        await mill.deliver(next)
        delivered = Math.floor(next / DELIVERY) * DELIVERY
      }
      await clock.moveTo(at)
    },
  }

  function stop(): Instant {
    return Math.min(delivered + DELIVERY, timeOf(waiting[0]))
  }
}

/** History up to the start of the live part, with those beats that lie in it. */
export async function layHistory(mill: Mill, stage: Stage, beats: readonly Beat[], start: Instant): Promise<void> {
  for (const beat of beats.filter(({ minute }) => minute < 0)) {
    await mill.deliver(start + (beat.minute - 1) * MINUTE)
    await beat.act(stage)
  }
  await mill.deliver(start)
}
