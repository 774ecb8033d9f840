/** Promises of the kind "ready by 07:00 on business days": each due time is one unit, counted whole. Pure. */
import { type CronSpec, nextFiring } from '../core/calendar/cron.ts'
import { DAY, type Instant, type Millis } from '../core/calendar/time.ts'
import { startOfDay } from '../core/calendar/wall-time.ts'
import type { WatermarkLook } from './freshness.ts'

export interface DeadlinePromise {
  readonly due: CronSpec
  /** Day whose data is due, counted from the day of the deadline: 0 or -1. */
  readonly covers: number
  readonly grace: Millis
  /** What was seen stands for so long without another look. */
  readonly hold: Millis
}

/** `missing` may become `late`, and `unknown` may become anything, when a later look tells. */
export type DeadlineState = 'on-time' | 'late' | 'missing' | 'unknown' | 'excluded'

export interface DeadlineUnit {
  readonly due: Instant
  readonly state: DeadlineState
  /** When the data was first known to be there; an upper bound where the source does not tell. */
  readonly arrived?: Instant
}

/** What is missing for longer stays missing: nobody waits for it any more. */
const LONGEST_WAIT: Millis = 35 * DAY

/**
 * What a look decides, given the one before it: units that became due, and those that were missing and are there now. Units whose grace is
 * not over are left open unless the data is there already. Of what was due before the first look nothing is known.
 */
export function decideUnits(before: WatermarkLook, after: WatermarkLook, promise: DeadlinePromise): readonly DeadlineUnit[] {
  const oldest = Math.max(Math.min(before.watermark, before.at), before.at - LONGEST_WAIT)
  return dueBetween(promise.due, oldest, after.at).flatMap((due) => {
    const wanted = wantedAt(due, promise)
    const wasThere = before.watermark >= wanted
    if (wasThere && due <= before.at) return []
    if (wasThere || after.watermark >= wanted) return [thereNow(due, wasThere, before, after, promise)]
    const over = due + promise.grace
    return after.at >= over && before.at < over ? [{ due, state: 'missing' }] : []
  })
}

/** Units that became due since the last look, as far as it tells: what was there already is on time, the rest nobody has seen. */
export function unseenUnits(last: WatermarkLook, now: Instant, promise: DeadlinePromise): readonly DeadlineUnit[] {
  return dueBetween(promise.due, last.at - promise.grace, now - promise.grace).flatMap((due): readonly DeadlineUnit[] => {
    const isThere = last.watermark >= wantedAt(due, promise)
    if (isThere) return due > last.at ? [{ due, state: 'on-time', arrived: last.at }] : []
    return last.at < due + promise.grace ? [{ due, state: 'unknown' }] : []
  })
}

/** The start of the day whose data is due. */
export function wantedAt(due: Instant, { due: { zone }, covers }: DeadlinePromise): Instant {
  return startOfDay(due, zone, covers)
}

/** Firings in (after, until]. */
export function dueBetween(spec: CronSpec, after: Instant, until: Instant): readonly Instant[] {
  const found: Instant[] = []
  for (let due = nextFiring(spec, after); due !== undefined && due <= until; due = nextFiring(spec, due)) found.push(due)
  return found
}

/** Data that is there came after the last look at which it was not; nobody is called late who was not seen to be. */
function thereNow(due: Instant, wasThere: boolean, before: WatermarkLook, after: WatermarkLook, promise: DeadlinePromise): DeadlineUnit {
  const over = due + promise.grace
  const arrived = wasThere ? before.at : (after.arrived ?? after.at)
  if (arrived <= over) return { due, state: 'on-time', arrived }
  if (after.arrived !== undefined || before.at >= over) return { due, state: 'late', arrived }
  return { due, state: after.at - over <= promise.hold ? 'on-time' : 'unknown', arrived }
}
